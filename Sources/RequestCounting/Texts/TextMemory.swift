import Synchronization
import Tokenization

/// The texts of one request with their tokens, for counting what is made of it: an edited conversation is mostly what it
/// was.
///
/// The first count with a family of vocabularies leaves its batches here, which costs nothing but their memory. The second
/// makes a table of them, and from then on only texts that are not in it are tiled. Counts are the same with it and without.
package final class TextMemory: Sendable {
  private struct Kept {
    var batches: [TextBatch] = []
    var longTexts: [LongText] = []
    var table: CountedTexts?
  }

  private struct Key: Hashable {
    let family: TokenizerFamily
    let law: ModelRules.Law
  }

  private let kept = Mutex<[Key: Kept]>([:])

  /// An empty one.
  package init() {}

  /// What was counted before by these rules; nil where nothing was. O(bytes) the first time.
  func table(for rules: ModelRules) -> CountedTexts? {
    kept.withLock { kept in
      let key = Key(family: rules.family, law: rules.law)
      guard let known = kept[key] else { return nil }
      if let table = known.table { return table }
      let table = CountedTexts(known.batches, known.longTexts)
      kept[key] = Kept(table: table)
      return table
    }
  }

  /// Keeps what was counted, until somebody asks for it.
  func keep(_ batches: [TextBatch], _ longTexts: [LongText], _ rules: ModelRules) {
    if batches.isEmpty, longTexts.isEmpty { return }
    kept.withLock { kept in
      let key = Key(family: rules.family, law: rules.law)
      if kept[key]?.table != nil { return }
      kept[key, default: Kept()].batches += batches
      kept[key, default: Kept()].longTexts += longTexts
    }
  }
}

/// Texts and what they count, found by their bytes.
///
/// A text is looked up by a keyed hash of its length and of samples, and then compared byte by byte: another text with the
/// same samples is counted as if nothing were known. O(length) to find, at a hundredth of the cost of tiling it.
struct CountedTexts: Sendable {
  private struct Entry {
    var key: Int
    var start: Int
    var length: Int
    var tokens: Int
  }

  private var entries: [Entry] = []
  /// Places of entries, from 1, by their keys; 0 is free. At most half of it is taken, and a key whose place is taken has
  /// the next one: keys are hashes already.
  private var slots: [Int32]
  private var bytes: [UInt8] = []

  /// Shorter texts are tiled faster than they are found.
  private static let least = 24
  /// Bytes that the table holds at most: texts beyond that are counted again.
  private static let most = 64 << 20
  private static let mostTexts = 1 << 24
  private static let sample = 16

  init(_ batches: [TextBatch], _ longTexts: [LongText]) {
    let count = min(batches.reduce(longTexts.count) { $0 + $1.texts.texts.count }, Self.mostTexts)
    entries.reserveCapacity(count)
    slots = [Int32](repeating: 0, count: 1 << (Int.bitWidth - (2 * count).leadingZeroBitCount))
    let length = batches.reduce(0) { $0 + $1.texts.length } + longTexts.reduce(0) { $0 + $1.length }
    bytes.reserveCapacity(min(length, Self.most))
    for batch in batches { unsafe batch.readTexts { text, place, tokens in unsafe add(text, place, tokens) } }
    for text in longTexts {
      unsafe text.withBytes { bytes in unsafe add(bytes, text.place, text.tokens) }
    }
  }

  /// Safe: the bytes are copied.
  private mutating func add(_ text: UnsafeBufferPointer<UInt8>, _ place: TextPosition, _ tokens: Int) {
    guard text.count >= Self.least, bytes.count + text.count <= Self.most, entries.count < Self.mostTexts else {
      return
    }
    let key = unsafe Self.key(text, place)
    let slot = slot(of: key)
    if slots[slot] != 0 { return }
    entries.append(Entry(key: key, start: bytes.count, length: text.count, tokens: tokens))
    slots[slot] = Int32(entries.count)
    unsafe bytes.append(contentsOf: text)
  }

  /// Where a key is, or would be.
  private func slot(of key: Int) -> Int {
    let mask = slots.count - 1
    var slot = key & mask
    while slots[slot] != 0, entries[Int(slots[slot]) - 1].key != key { slot = (slot + 1) & mask }
    return slot
  }

  /// What a text counts; nil where it is not known.
  func tokens(of text: [UInt8], at place: TextPosition) -> Int? {
    unsafe text.withUnsafeBufferPointer { unsafe tokens(of: $0, at: place) }
  }

  /// What a text counts; nil where it is not known.
  ///
  /// Safe: an entry's bytes are within `bytes`, and both texts have its length when they are compared.
  func tokens(of text: UnsafeBufferPointer<UInt8>, at place: TextPosition) -> Int? {
    guard text.count >= Self.least else { return nil }
    let place = slots[slot(of: unsafe Self.key(text, place))]
    guard place > 0, entries[Int(place) - 1].length == text.count else { return nil }
    let entry = entries[Int(place) - 1]
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe Self.areSame(text, UnsafeBufferPointer(rebasing: bytes[entry.start..<entry.start + entry.length]))
    } ? entry.tokens : nil
  }

  private static func key(_ text: UnsafeBufferPointer<UInt8>, _ place: TextPosition) -> Int {
    var hasher = Hasher()
    hasher.combine(text.count)
    hasher.combine(place)
    let whole = UnsafeRawBufferPointer(text)
    if text.count <= 4 * sample {
      unsafe hasher.combine(bytes: whole)
    } else {
      let last = text.count - sample
      for start in [0, last / 3, last * 2 / 3, last] {
        unsafe hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: whole[start..<start + sample]))
      }
    }
    return hasher.finalize()
  }

  /// Whether two texts of one length are the same, eight bytes at a time.
  private static func areSame(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    let (a, b) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
    var place = 0
    while place + 8 <= left.count {
      let (x, y) = unsafe (
        a.loadUnaligned(fromByteOffset: place, as: UInt64.self), b.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      )
      if x != y { return false }
      place += 8
    }
    while place < left.count {
      if unsafe left[place] != right[place] { return false }
      place += 1
    }
    return true
  }
}
