// Finding the end of a string, eight bytes at a time.

/// What a scan learnt about a string.
struct ScannedString {
  /// Of the closing quote.
  var end: Int
  var needsDecoding: Bool
  /// Of the first byte that is not UTF-8, if any.
  var illFormed: Int?
  /// Of the first escaped surrogate without its other half, if any.
  var loneSurrogate: Int?
}

enum StringScan {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// The high bit of each byte that is a quote, a backslash, a control character or not ASCII.
  ///
  /// A borrow can mark a byte above a true hit by mistake, never below the first one, so only the lowest mark counts.
  @inline(__always)
  private static func marks(_ word: UInt64) -> UInt64 {
    let quote = word ^ 0x2222_2222_2222_2222
    let backslash = word ^ 0x5C5C_5C5C_5C5C_5C5C
    return ((quote &- ones) | (backslash &- ones) | (word &- 0x2020_2020_2020_2020) | word) & highs
  }

  /// Where the first backslash or byte beyond ASCII is, from `start` on; `end` where there is none. O(n).
  @inline(__always)
  static func plainEnd(_ bytes: RawSpan, from start: Int, to end: Int) -> Int {
    var index = start
    while index + 8 <= end {
      let word = bytes.eightBytes(at: index)
      let backslash = word ^ 0x5C5C_5C5C_5C5C_5C5C
      let mark = ((backslash &- ones) | word) & highs
      if mark != 0 { return index + mark.trailingZeroBitCount >> 3 }
      index += 8
    }
    while index < end, bytes[byte: index] < 0x80, bytes[byte: index] != UInt8(ascii: "\\") { index += 1 }
    return index
  }

  /// Reads a string from the byte after its opening quote. O(n) in its length.
  @inline(__always)
  static func scan(_ bytes: RawSpan, from start: Int) throws(JSONFault) -> ScannedString {
    var result = ScannedString(end: start, needsDecoding: false)
    let count = bytes.byteCount
    var index = start
    while true {
      while index + 8 <= count {
        let mark = marks(bytes.eightBytes(at: index))
        guard mark == 0 else {
          index += mark.trailingZeroBitCount >> 3
          break
        }
        index += 8
      }
      guard index < count else { throw JSONFault(code: .unexpectedEnd, offset: count) }
      let byte = bytes[byte: index]
      switch byte {
      case UInt8(ascii: "\""):
        result.end = index
        return result
      case UInt8(ascii: "\\"):
        result.needsDecoding = true
        let end = try escape(bytes, at: index)
        index = isSurrogate(bytes, at: index) ? try surrogate(bytes, at: index, endingAt: end, &result) : end
      case 0..<0x20:
        throw JSONFault(code: .controlCharacter, offset: index)
      case 0x80...:
        repeat {
          let (length, isWellFormed) = UTF8Sequence.at(index, in: bytes)
          if !isWellFormed {
            result.needsDecoding = true
            if result.illFormed == nil { result.illFormed = index }
          }
          index += length
        } while index < count && bytes[byte: index] >= 0x80
      default:
        index += 1
      }
    }
  }

  /// Checks the escape at `index` and returns where it ends.
  @inline(__always)
  private static func escape(_ bytes: RawSpan, at index: Int) throws(JSONFault) -> Int {
    guard index + 1 < bytes.byteCount else { throw JSONFault(code: .unexpectedEnd, offset: bytes.byteCount) }
    switch bytes[byte: index + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return index + 2
    case UInt8(ascii: "u"):
      for digit in index + 2..<index + 6 {
        guard digit < bytes.byteCount else { throw JSONFault(code: .unexpectedEnd, offset: bytes.byteCount) }
        guard hexValue(bytes[byte: digit]) != nil else { throw JSONFault(code: .badEscape, offset: index) }
      }
      return index + 6
    default:
      throw JSONFault(code: .badEscape, offset: index)
    }
  }

  /// Whether the escape at `index`, which is checked, is `\uD800` to `\uDFFF`.
  @inline(__always)
  private static func isSurrogate(_ bytes: RawSpan, at index: Int) -> Bool {
    bytes[byte: index + 1] == UInt8(ascii: "u") && bytes[byte: index + 2] | 0x20 == UInt8(ascii: "d")
      && bytes[byte: index + 3] >= UInt8(ascii: "8")
  }

  /// Reads the other half, and returns where the pair ends; a half alone is noted.
  private static func surrogate(
    _ bytes: RawSpan, at index: Int, endingAt end: Int, _ result: inout ScannedString
  ) throws(JSONFault) -> Int {
    let isHigh = (hexValue(bytes[byte: index + 3]) ?? 0) < 0xC
    if isHigh, end + 1 < bytes.byteCount, bytes[byte: end] == UInt8(ascii: "\\"),
      bytes[byte: end + 1] == UInt8(ascii: "u")
    {
      let next = try escape(bytes, at: end)
      if isSurrogate(bytes, at: end), (hexValue(bytes[byte: end + 3]) ?? 0) >= 0xC { return next }
    }
    if result.loneSurrogate == nil { result.loneSurrogate = index }
    return end
  }

  @inline(__always)
  static func hexValue(_ byte: UInt8) -> UInt16? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
