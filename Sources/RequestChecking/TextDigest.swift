/// A number for a text, the same for equal ones, and what a walk over its bytes tells beside.
///
/// Texts that differ hardly ever share one: where two do, the texts themselves are compared. So a list is known to have
/// no text twice without hashing each into a set.
struct TextDigest {
  /// Whether all bytes are letters, digits, `_` or `-`.
  private(set) var isName = true
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// O(bytes).
  init(of text: String) { self.init(text.utf8.span) }

  /// O(bytes).
  init(_ bytes: Span<UInt8>) {
    for index in bytes.indices {
      let byte = bytes[index]
      isName = isName && byte.isNameByte
      value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }
  }

  /// Whether two are the same: then two texts may be. O(n).
  static func hasTwins(_ digests: [UInt64]) -> Bool {
    if digests.count < 2 { return false }
    if digests.count <= few {
      for index in digests.indices.dropFirst() where digests[..<index].contains(digests[index]) { return true }
      return false
    }
    // Each has a place, or takes the next one that is free; two thirds and more are.
    var places = [UInt64](repeating: 0, count: 1 << (Int.bitWidth - (digests.count * 3).leadingZeroBitCount))
    for digest in digests {
      // Nothing is written as 0: that one shares a place with 1, which only compares texts once in vain.
      let digest = max(digest, 1)
      var place = Int(truncatingIfNeeded: digest) & (places.count - 1)
      while places[place] != 0 {
        if places[place] == digest { return true }
        place = (place + 1) & (places.count - 1)
      }
      places[place] = digest
    }
    return false
  }

  /// So many are compared with each other.
  private static let few = 8
}
