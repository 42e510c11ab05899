// White space as Python's `str.strip` and `\s` see it, on UTF-8.

enum WhiteSpace {
  /// The length of the white space character at `index`, or nil. O(1).
  static func length(at index: Int, in text: Span<UInt8>) -> Int? {
    let byte = text[index]
    switch byte {
    case 0x09...0x0D, 0x1C...0x20: return 1
    case 0xC2 where index + 1 < text.count: return text[index + 1] == 0x85 || text[index + 1] == 0xA0 ? 2 : nil
    case 0xE1, 0xE2, 0xE3:
      guard index + 2 < text.count else { return nil }
      switch (byte, text[index + 1], text[index + 2]) {
      case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF),
        (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
        return 3
      default: return nil
      }
    default: return nil
    }
  }

  /// A text without white space around it. O(white space).
  static func stripped(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let range = strippedRange(of: text.span)
    return text[text.startIndex + range.lowerBound..<text.startIndex + range.upperBound]
  }

  /// Where a text is without white space around it. O(white space).
  static func strippedRange(of text: Span<UInt8>) -> Range<Int> {
    var start = 0
    while start < text.count, let length = length(at: start, in: text) { start += length }
    var end = text.count
    search: while end > start {
      for length in 1...3 where end - length >= start {
        if Self.length(at: end - length, in: text) == length {
          end -= length
          continue search
        }
      }
      break
    }
    return start..<end
  }
}
