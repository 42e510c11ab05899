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

  /// Whether two are the same: then two texts may be. O(n log n).
  static func hasTwins(_ digests: [UInt64]) -> Bool {
    if digests.count < 2 { return false }
    let sorted = digests.sorted()
    return sorted.indices.dropFirst().contains { sorted[$0] == sorted[$0 - 1] }
  }
}
