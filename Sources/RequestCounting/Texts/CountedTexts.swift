import JSONText

/// Texts and what they count, found by the pieces that they are put together from.
///
/// A piece that stands in the document is known by its place, so that its bytes are not looked at; all places are of one
/// document. Bytes of a text's own are compared one by one. A text is found by a keyed hash: another one with the same
/// hash is counted as if nothing were known.
struct CountedTexts: Sendable {
  private var texts = GatheredTexts()
  /// By text.
  private var keys: [Int] = []
  private var tokens: [Int] = []
  /// Places of texts, from 1, by their keys; 0 is free. At most half of it is taken, and a key whose place is taken has the
  /// next one: keys are hashes already.
  private var slots: [Int32]

  /// Shorter texts that stand nowhere in the document are tiled faster than they are found.
  private static let least = 24
  /// Of longer bytes the hash sees so many from each of four places.
  private static let sample = 16
  private static let mostTexts = 1 << 24

  /// O(texts and bytes of their own).
  init(_ batches: [CountedBatch]) {
    let count = min(batches.reduce(0) { $0 + $1.tokens.count }, Self.mostTexts)
    keys.reserveCapacity(count)
    tokens.reserveCapacity(count)
    slots = [Int32](repeating: 0, count: 1 << (Int.bitWidth - (2 * count).leadingZeroBitCount))
    for batch in batches {
      for (text, own) in batch.tokens.enumerated() {
        guard keys.count < count, let key = Self.key(of: text, in: batch.texts) else { continue }
        let slot = slot(of: key)
        if slots[slot] != 0 { continue }
        texts.append(text, of: batch.texts)
        keys.append(key)
        tokens.append(own)
        slots[slot] = Int32(keys.count)
      }
    }
  }

  /// What the last of some texts counts; nil where it is not known. O(pieces and bytes of its own).
  func tokensOfLast(of others: GatheredTexts) -> Int? {
    let last = others.texts.count - 1
    guard last >= 0, let key = Self.key(of: last, in: others) else { return nil }
    let place = Int(slots[slot(of: key)])
    return place > 0 && others.text(last, isSameAs: place - 1, in: texts) ? tokens[place - 1] : nil
  }

  /// Where a key is, or would be.
  private func slot(of key: Int) -> Int {
    let mask = slots.count - 1
    var slot = key & mask
    while slots[slot] != 0, keys[Int(slots[slot]) - 1] != key { slot = (slot + 1) & mask }
    return slot
  }

  /// The hash of a text; nil where it is not worth looking for. O(pieces).
  private static func key(of text: Int, in texts: GatheredTexts) -> Int? {
    var hasher = Hasher()
    var (isPlaced, ownLength) = (false, 0)
    let pieces = texts.firstPiece(of: text)..<texts.texts[text].end
    for piece in pieces {
      switch texts.pieces[piece] {
      case .place(let place):
        isPlaced = true
        hasher.combine(place.key)
      case .own(let range):
        ownLength += range.count
        // Bytes of one's own follow each other in one piece: a text with none but these is that piece.
        if pieces.count == 1, range.count >= least { combine(texts.bytes[range], into: &hasher) }
      }
    }
    hasher.combine(ownLength)
    return isPlaced || ownLength >= least ? hasher.finalize() : nil
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
