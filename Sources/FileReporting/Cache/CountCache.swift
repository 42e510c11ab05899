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
/// count: it is only counted anew.
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

    init(_ hash: ContentHash, _ count: Int) {
      (low, high, self.count) = (hash.low, hash.high, UInt64(truncatingIfNeeded: count))
      check = 0
      check = Self.check(self)
    }

    var isWhole: Bool { check == Self.check(self) }

    private static func check(_ slot: Slot) -> UInt64 {
      (slot.low ^ slot.high.byteSwapped) &* 0x9E37_79B9_7F4A_7C15 ^ slot.count &* 0xC2B2_AE3D_27D4_EB4F
        ^ 0x756C_6C61_6765
    }
  }

  private let descriptor: Int32

  /// Opens or makes the table of a tokenizer in `folder`, which is made too. The name holds all that a count depends on.
  package init(_ folder: InputPath, for tokenizer: Tokenizer) throws(Complaint) {
    let fingerprint = (try? Vocabulary.bundled(tokenizer.family))?.fingerprint ?? 0
    let name = "/\(tokenizer.family.name)-\(String(fingerprint, radix: 16))-\(Version.number).counts"
    let path = InputPath(bytes: folder.bytes + Array(name.utf8))
    _ = unsafe folder.withCPath { unsafe mkdir($0, 0o777) }
    descriptor = unsafe path.withCPath { unsafe open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o666) }
    guard descriptor >= 0, ftruncate(descriptor, off_t(Self.slots * MemoryLayout<Slot>.size)) == 0 else {
      let number = errno
      if descriptor >= 0 { close(descriptor) }
      throw Complaint(
        code: "no_cache", message: "the cache cannot be opened: \(SystemError.text(number))",
        place: path.name,
        remedy: "--cache with a folder that can be written to, or without it",
        status: .usage)
    }
  }

  deinit { close(descriptor) }

  /// The slice of `bytes`, from the table where it is known.
  package func slice(of bytes: [UInt8], by tokenizer: Tokenizer) -> SliceCount {
    if bytes.count < Self.shortest { return SliceCount(of: bytes.span, by: tokenizer) }
    let hash = unsafe bytes.withUnsafeBytes { unsafe ContentHash($0) }
    if let settled = self[hash] { return SliceCount(of: bytes.span, settled: settled, by: tokenizer) }
    let slice = SliceCount(of: bytes.span, by: tokenizer)
    self[hash] = slice.settled
    return slice
  }

  private subscript(hash: ContentHash) -> Int? {
    get {
      read(hash).first { $0.isWhole && $0.low == hash.low && $0.high == hash.high }
        .flatMap { Int(exactly: $0.count) }
    }
    set {
      guard let newValue else { return }
      // An empty slot, or else one that the hash picks.
      let place = read(hash).firstIndex { !$0.isWhole } ?? Int(hash.high >> 32) % Self.reach
      var slot = Slot(hash, newValue)
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
