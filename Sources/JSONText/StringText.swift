// The text of a string: its bytes as they stand, or decoded where they have escapes or ill-formed UTF-8.
//
// Safe: a span checks that the tape's range lies in the source before its bytes are lent, with their length.

struct StringText {
  var word: TapeWord
  var source: ArraySlice<UInt8>

  /// What a lone surrogate such as `\ud800` becomes.
  enum LoneSurrogates {
    /// U+FFFD, as a tokenizer sees it.
    case replaced
    /// The three bytes UTF-8 would need if surrogates were characters, so that none is lost.
    case kept
  }

  /// Lends the text's bytes: the source's own where that is possible. O(1), or O(n) where decoding is needed.
  func withUTF8<R, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R {
    guard word.needsDecoding else {
      return try unsafe source.span.extracting(word.range).withUnsafeBufferPointer(body)
    }
    var decoded: [UInt8] = []
    decode(into: &decoded)
    return try unsafe decoded.span.withUnsafeBufferPointer(body)
  }

  var string: String { unsafe withUTF8 { unsafe String(decoding: $0, as: UTF8.self) } }

  /// Appends the text's bytes. O(n).
  func decode(into bytes: inout [UInt8], loneSurrogates: LoneSurrogates = .replaced) {
    unsafe Self.decode(word, of: source.span.bytes, into: &bytes, loneSurrogates)
  }

  /// Appends the bytes of the text that `word` stands for. O(n).
  static func decode(
    _ word: TapeWord, of span: RawSpan, into bytes: inout [UInt8], _ loneSurrogates: LoneSurrogates = .replaced
  ) {
    // At least by half, for texts that are put together.
    let room = bytes.count + word.length
    if room > bytes.capacity { bytes.reserveCapacity(max(room, bytes.capacity * 3 / 2)) }
    guard word.needsDecoding else { return bytes.append(span, word.range) }
    let end = word.range.upperBound
    var index = word.range.lowerBound
    // What needs no change is copied in runs.
    var run = index
    while true {
      index = StringScan.plainEnd(span, from: index, to: end)
      guard index < end else { break }
      if span[byte: index] == UInt8(ascii: "\\") {
        switch span[byte: index + 1] {
        case UInt8(ascii: "n"):
          // Most escapes are this one: it takes the place of its backslash.
          bytes.append(span, run..<index + 1)
          bytes[bytes.count - 1] = 0x0A
          index += 2
          run = index
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
          // What stands for itself begins the next run.
          bytes.append(span, run..<index)
          run = index + 1
          index += 2
        default:
          bytes.append(span, run..<index)
          index = appendEscaped(at: index, in: span, end: end, to: &bytes, loneSurrogates)
          run = index
        }
      } else {
        let (length, isWellFormed) = UTF8Sequence.at(index, in: span)
        if !isWellFormed {
          bytes.append(span, run..<index)
          bytes.append(contentsOf: UTF8Sequence.replacement)
          run = index + length
        }
        index += length
      }
    }
    bytes.append(span, run..<end)
  }

  /// Appends what another escape at `index` stands for and returns the index after it. The parser has checked its form.
  private static func appendEscaped(
    at index: Int, in span: RawSpan, end: Int, to bytes: inout [UInt8], _ loneSurrogates: LoneSurrogates
  ) -> Int {
    switch span[byte: index + 1] {
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    default:
      let unit = hex4(at: index + 2, in: span)
      guard 0xD800...0xDFFF ~= unit else {
        bytes.appendScalar(UInt32(unit))
        return index + 6
      }
      let isPair =
        unit < 0xDC00 && index + 12 <= end && span[byte: index + 6] == UInt8(ascii: "\\")
        && span[byte: index + 7] == UInt8(ascii: "u")
      if isPair {
        let low = hex4(at: index + 8, in: span)
        if 0xDC00...0xDFFF ~= low {
          bytes.appendScalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
          return index + 12
        }
      }
      bytes.appendScalar(loneSurrogates == .kept ? UInt32(unit) : 0xFFFD)
      return index + 6
    }
    return index + 2
  }

  private static func hex4(at index: Int, in span: RawSpan) -> UInt16 {
    var unit: UInt16 = 0
    for offset in 0..<4 { unit = unit << 4 | (StringScan.hexValue(span[byte: index + offset]) ?? 0) }
    return unit
  }
}

extension [UInt8] {
  /// Appends part of a span.
  @inline(__always)
  mutating func append(_ span: RawSpan, _ range: Range<Int>) {
    if !range.isEmpty { unsafe span.extracting(range).withUnsafeBytes { unsafe append(contentsOf: $0) } }
  }

  /// Appends the UTF-8 of a code point; a surrogate takes three bytes like its neighbours.
  mutating func appendScalar(_ value: UInt32) {
    func part(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: value >> shift & 0x3F | 0x80) }
    switch value {
    case 0..<0x80:
      append(UInt8(truncatingIfNeeded: value))
    case 0x80..<0x800:
      append(UInt8(truncatingIfNeeded: value >> 6 | 0xC0))
      append(part(0))
    case 0x800..<0x10000:
      append(UInt8(truncatingIfNeeded: value >> 12 | 0xE0))
      append(part(6))
      append(part(0))
    default:
      append(UInt8(truncatingIfNeeded: value >> 18 | 0xF0))
      append(part(12))
      append(part(6))
      append(part(0))
    }
  }
}
