package import Tokenization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Counts of texts that were counted before, by the hash of their content, in one file of fixed size for each tokenizer.
///
/// The file is a table of slots that are read and written one by one. Runs at the same time may overwrite each other's
/// slots; a slot that is half written fails its check and is taken for empty. Nothing that goes wrong here changes a
/// count: it is only counted anew. Hashes and checks need the user's key, so a slot that somebody else wrote is empty too.
///
/// Safe: the system is handed memory with its own length; every pattern of bits is a slot, if not a whole one.
package final class CountCache: Sendable {
  /// 131,072 texts, 4 MB on disk.
  private static let slots = 1 << 17
  /// Where a text may stand: in so many slots from its place on.
  private static let reach = 4
  /// Shorter texts are counted faster than they are looked up.
  package static let shortest = 2048

  private struct Slot {
    var low: UInt64
    var high: UInt64
    var count: UInt64
    var check: UInt64

    init(_ hash: ContentHash, _ count: Int, key: ContentHash.Key) {
      (low, high, self.count) = (hash.low, hash.high, UInt64(truncatingIfNeeded: count))
      check = 0
      check = Self.check(self, key)
    }

    func holds(_ hash: ContentHash, key: ContentHash.Key) -> Bool {
      low == hash.low && high == hash.high && isWhole(key)
    }

    func isWhole(_ key: ContentHash.Key) -> Bool { check == Self.check(self, key) }

    private static func check(_ slot: Slot, _ key: ContentHash.Key) -> UInt64 {
      let words = (slot.low, slot.high, slot.count)
      return unsafe withUnsafeBytes(of: words) { unsafe ContentHash($0, key: key).low }
    }
  }

  private let descriptor: Int32
  private let contentKey: ContentHash.Key
  private let slotKey: ContentHash.Key

  /// Opens or makes the table of a tokenizer in `folder`, which is made too. Name and keys hold all that a count depends
  /// on.
  ///
  /// - Throws: where the folder is not this user's alone to write to, or is a link, which a repository may have brought.
  package init(_ folder: InputPath, for tokenizer: Tokenizer, key: ContentHash.Key) throws(Complaint) {
    let vocabulary: Vocabulary
    do { vocabulary = try Vocabulary.bundled(tokenizer.family) } catch {
      throw Self.complaint("\(error)", folder.name)
    }
    let print = String(vocabulary.fingerprint, radix: 16)
    let name = "\(tokenizer.family.name)-\(print)-\(Version.number).counts"
    contentKey = key.derived(for: "content \(name)")
    slotKey = key.derived(for: "slot \(name)")
    let length = Self.slots * MemoryLayout<Slot>.size
    do throws(OwnFolder.Refusal) {
      let own = try OwnFolder(folder)
      if let table = own.file(name, writing: true) {
        if table.length == length {
          descriptor = table.descriptor
          return
        }
        close(table.descriptor)
      }
      // Nothing, or something that is no table of ours.
      try own.make(name, [], length: length, keepsOld: false)
      guard let table = own.file(name, writing: true) else { throw .failed(ENOENT) }
      descriptor = table.descriptor
    } catch {
      throw Self.complaint(error.text, folder.name)
    }
  }

  private static func complaint(_ reason: String, _ place: String) -> Complaint {
    Complaint(
      code: "no_cache", message: "the cache cannot be opened: \(reason)", place: place,
      remedy: "--cache with a folder of your own that only you can write to, or without it", status: .usage)
  }

  deinit { close(descriptor) }

  /// The slice of `bytes`, from the table where it is known.
  package func slice(of bytes: [UInt8], by tokenizer: Tokenizer) -> SliceCount {
    if bytes.count < Self.shortest { return SliceCount(of: bytes.span, by: tokenizer) }
    let hash = unsafe bytes.withUnsafeBytes { unsafe ContentHash($0, key: contentKey) }
    if let settled = self[hash] { return SliceCount(of: bytes.span, settled: settled, by: tokenizer) }
    let slice = SliceCount(of: bytes.span, by: tokenizer)
    self[hash] = slice.settled
    return slice
  }

  /// Keeps a count that is known to be that of `bytes`.
  package func keep(_ settled: Int, of bytes: [UInt8]) {
    self[unsafe bytes.withUnsafeBytes { unsafe ContentHash($0, key: contentKey) }] = settled
  }

  private subscript(hash: ContentHash) -> Int? {
    get {
      read(hash).first { $0.holds(hash, key: slotKey) }.flatMap { Int(exactly: $0.count) }
    }
    set {
      guard let newValue else { return }
      // An empty slot, or else one that the hash picks.
      let place = read(hash).firstIndex { !$0.isWhole(slotKey) } ?? Int(hash.high >> 32) % Self.reach
      var slot = Slot(hash, newValue, key: slotKey)
      unsafe withUnsafeBytes(of: &slot) { bytes in
        _ = unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, Self.offset(hash, place))
      }
    }
  }

  private func read(_ hash: ContentHash) -> [Slot] {
    unsafe [Slot](unsafeUninitializedCapacity: Self.reach) { buffer, count in
      let size = MemoryLayout<Slot>.stride
      let length = unsafe pread(descriptor, buffer.baseAddress, size * Self.reach, Self.offset(hash, 0))
      count = max(length, 0) / size
    }
  }

  private static func offset(_ hash: ContentHash, _ place: Int) -> off_t {
    let first = Int(hash.low % UInt64(slots - reach))
    return off_t((first + place) * MemoryLayout<Slot>.stride)
  }
}
