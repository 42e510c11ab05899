// One sequence of UTF-8, judged as the Unicode standard's table 3-7 does. Where bytes are ill-formed, the maximal
// subpart (the longest start of a well-formed sequence, at least one byte) is what one U+FFFD replaces.

enum UTF8Sequence {
  /// Judges the sequence that starts at `start` with a byte of 0x80 or more.
  ///
  /// - Returns: how many bytes to take, and whether they are well-formed. O(1).
  @inline(__always)
  static func at(_ start: Int, in bytes: RawSpan) -> (length: Int, isWellFormed: Bool) {
    let first = bytes[byte: start]
    let needed: Int
    var lowest: UInt8 = 0x80
    var highest: UInt8 = 0xBF
    switch first {
    case 0xC2...0xDF: needed = 2
    case 0xE0:
      needed = 3
      lowest = 0xA0
    case 0xED:
      needed = 3
      highest = 0x9F
    case 0xE1...0xEF: needed = 3
    case 0xF0:
      needed = 4
      lowest = 0x90
    case 0xF1...0xF3: needed = 4
    case 0xF4:
      needed = 4
      highest = 0x8F
    default: return (1, false)
    }
    var length = 1
    while length < needed {
      guard start + length < bytes.byteCount else { return (length, false) }
      let byte = bytes[byte: start + length]
      guard byte >= lowest, byte <= highest else { return (length, false) }
      (lowest, highest) = (0x80, 0xBF)
      length += 1
    }
    return (needed, true)
  }

  /// U+FFFD in UTF-8.
  static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]
}
