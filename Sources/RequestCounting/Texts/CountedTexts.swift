import JSONText

/// Texts and what they count, found by the pieces that they are put together from.
///
/// A piece that stands in a document is known by its place, so that its bytes are not looked at. Bytes of a text's own are compared one by one. A text is found by a keyed hash: another one with the same
/// hash is counted as if nothing were known.
struct CountedTexts: Sendable {
  private struct Entry {
    var key: Int
    var tokens: Int
    /// Which of ``longer`` has it; nil where it is one of ``short``.
    var batch: Int?
    var text: Int
  }

  private var entries: [Entry] = []
  /// Texts with few bytes of their own, together: what is looked for is at hand without its batch.
  private var short = GatheredTexts()
  /// The batches of the others, which keep their bytes.
  private var longer: [GatheredTexts] = []
  /// Places of entries, from 1, by their keys; 0 is free. At most half of it is taken, and a key whose place is taken has
  /// the next one: keys are hashes already.
  private var slots: [Int32]

  /// Shorter texts that stand nowhere in the document are tiled faster than they are found.
  private static let least = 24
  /// Of longer bytes the hash sees so many from each of four places.
  private static let sample = 16
  /// Bytes of their own that short texts have at most.
  private static let few = 128
  private static let mostTexts = 1 << 24

  /// O(texts).
  init(_ batches: [CountedBatch]) {
    let count = min(batches.reduce(0) { $0 + $1.tokens.count }, Self.mostTexts)
    entries.reserveCapacity(count)
    slots = [Int32](repeating: 0, count: 1 << (Int.bitWidth - (2 * count).leadingZeroBitCount))
    for batch in batches {
      var hasLonger = false
      for (text, tokens) in batch.tokens.enumerated() {
        guard entries.count < count, let (key, own) = Self.key(of: text, in: batch.texts) else { continue }
        let slot = slot(of: key)
        if slots[slot] != 0 { continue }
        if own <= Self.few {
          entries.append(Entry(key: key, tokens: tokens, batch: nil, text: short.texts.count))
          short.append(text, of: batch.texts)
        } else {
          entries.append(Entry(key: key, tokens: tokens, batch: longer.count, text: text))
          hasLonger = true
        }
        slots[slot] = Int32(entries.count)
      }
      if hasLonger { longer.append(batch.texts) }
    }
  }

  /// What the last of some texts counts; nil where it is not known. O(pieces and bytes of its own).
  func tokensOfLast(of others: GatheredTexts) -> Int? {
    let last = others.texts.count - 1
    guard last >= 0, let (key, _) = Self.key(of: last, in: others) else { return nil }
    let place = Int(slots[slot(of: key)])
    guard place > 0 else { return nil }
    let entry = entries[place - 1]
    let isSame =
      if let batch = entry.batch { others.text(last, isSameAs: entry.text, in: longer[batch]) } else {
        others.text(last, isSameAs: entry.text, in: short)
      }
    return isSame ? entry.tokens : nil
  }

  /// Where a key is, or would be.
  private func slot(of key: Int) -> Int {
    let mask = slots.count - 1
    var slot = key & mask
    while slots[slot] != 0, entries[Int(slots[slot]) - 1].key != key { slot = (slot + 1) & mask }
    return slot
  }

  /// The hash of a text and how many bytes of its own it has; nil where it is not worth looking for. O(pieces).
  private static func key(of text: Int, in texts: GatheredTexts) -> (key: Int, own: Int)? {
    var hasher = Hasher()
    var (isPlaced, ownLength) = (false, 0)
    let pieces = texts.firstPiece(of: text)..<texts.texts[text].end
    for piece in pieces {
      switch texts.pieces[piece] {
      case .place(let place):
        isPlaced = true
        hasher.combine(place.key)
      case .elsewhere(let place, let document):
        isPlaced = true
        hasher.combine(place.key)
        hasher.combine(ObjectIdentifier(texts.documents[document]))
      case .own(let range):
        ownLength += range.count
        // Bytes of one's own follow each other in one piece: a text with none but these is that piece.
        if pieces.count == 1, range.count >= least { combine(texts.bytes[range], into: &hasher) }
      }
    }
    hasher.combine(ownLength)
    return isPlaced || ownLength >= least ? (hasher.finalize(), ownLength) : nil
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
}
