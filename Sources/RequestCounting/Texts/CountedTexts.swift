/// Texts and what they count, found by the pieces that they are put together from.
///
/// A piece that stands in the document is known by its place, so that its bytes are not looked at; all places are of one
/// document. Bytes of a text's own are compared one by one. A text is found by a keyed hash: another one with the same
/// hash is counted as if nothing were known.
struct CountedTexts: Sendable {
  private struct Entry {
    var key: Int
    var batch: Int32
    var text: Int32
  }

  private let batches: [CountedBatch]
  private var entries: [Entry] = []
  /// Places of entries, from 1, by their keys; 0 is free. At most half of it is taken, and a key whose place is taken has
  /// the next one: keys are hashes already.
  private var slots: [Int32]

  /// Shorter texts that stand nowhere in the document are tiled faster than they are found.
  private static let least = 24
  /// Of longer bytes the hash sees so many from each of four places.
  private static let sample = 16
  private static let mostTexts = 1 << 24

  /// O(texts).
  init(_ batches: [CountedBatch]) {
    self.batches = batches
    let count = min(batches.reduce(0) { $0 + $1.tokens.count }, Self.mostTexts)
    entries.reserveCapacity(count)
    slots = [Int32](repeating: 0, count: 1 << (Int.bitWidth - (2 * count).leadingZeroBitCount))
    for (place, batch) in batches.enumerated() {
      for text in batch.tokens.indices {
        guard entries.count < count, let key = Self.key(of: text, in: batch.texts) else { continue }
        let slot = slot(of: key)
        if slots[slot] != 0 { continue }
        entries.append(Entry(key: key, batch: Int32(place), text: Int32(text)))
        slots[slot] = Int32(entries.count)
      }
    }
  }

  /// What the last of some texts counts; nil where it is not known. O(pieces and bytes of its own).
  func tokensOfLast(of texts: GatheredTexts) -> Int? {
    let last = texts.texts.count - 1
    guard last >= 0, let key = Self.key(of: last, in: texts) else { return nil }
    let place = slots[slot(of: key)]
    guard place > 0 else { return nil }
    let entry = entries[Int(place) - 1]
    let batch = batches[Int(entry.batch)]
    guard Self.areSame(texts, last, batch.texts, Int(entry.text)) else { return nil }
    return batch.tokens[Int(entry.text)]
  }

  /// Where a key is, or would be.
  private func slot(of key: Int) -> Int {
    let mask = slots.count - 1
    var slot = key & mask
    while slots[slot] != 0, entries[Int(slots[slot]) - 1].key != key { slot = (slot + 1) & mask }
    return slot
  }

  /// The hash of a text; nil where it is not worth looking for. O(pieces).
  private static func key(of text: Int, in texts: GatheredTexts) -> Int? {
    var hasher = Hasher()
    hasher.combine(texts.texts[text].place)
    var isPlaced = false
    let pieces = texts.firstPiece(of: text)..<texts.texts[text].end
    for piece in pieces {
      switch texts.pieces[piece] {
      case .place(let place):
        isPlaced = true
        hasher.combine(place)
      case .own(let range):
        hasher.combine(range.count)
        // Bytes of one's own follow each other in one piece: a text with none but these is that piece.
        if pieces.count == 1, range.count >= least { combine(texts.bytes[range], into: &hasher) }
      }
    }
    return isPlaced || pieces.count == 1 && texts.pieces[pieces.lowerBound].length >= least ? hasher.finalize() : nil
  }

  /// Samples of the bytes from four places, or all that fill them.
  private static func combine(_ bytes: ArraySlice<UInt8>, into hasher: inout Hasher) {
    let last = bytes.count - sample
    let isShort = last <= 3 * sample
    let starts = isShort ? Array(stride(from: 0, to: bytes.count, by: sample)) : [0, last / 3, last * 2 / 3, last]
    for start in starts {
      var word: UInt64 = 0
      for (place, byte) in bytes[(bytes.startIndex + start)...].prefix(sample).enumerated() {
        word = word << 8 | UInt64(byte)
        if place % 8 == 7 { hasher.combine(word) }
      }
      hasher.combine(word)
    }
  }

  /// Whether two texts stand alike and are put together from the same pieces.
  private static func areSame(_ a: GatheredTexts, _ i: Int, _ b: GatheredTexts, _ j: Int) -> Bool {
    let (left, right) = (a.firstPiece(of: i)..<a.texts[i].end, b.firstPiece(of: j)..<b.texts[j].end)
    guard a.texts[i].place == b.texts[j].place, left.count == right.count else { return false }
    return zip(left, right).allSatisfy { l, r in
      switch (a.pieces[l], b.pieces[r]) {
      case (.place(let l), .place(let r)): l == r
      case (.own(let l), .own(let r)): a.bytes[l] == b.bytes[r]
      case (.place, .own), (.own, .place): false
      }
    }
  }
}
