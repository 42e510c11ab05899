// Escapes as Python's json module and this package's writer use them.

extension [UInt8] {
  /// Appends `\n` and the like, or `\u001f`.
  mutating func appendEscape(of unit: UInt16) {
    append(UInt8(ascii: "\\"))
    switch unit {
    case 0x22, 0x5C: append(UInt8(truncatingIfNeeded: unit))
    case 0x0A: append(UInt8(ascii: "n"))
    case 0x0D: append(UInt8(ascii: "r"))
    case 0x09: append(UInt8(ascii: "t"))
    case 0x08: append(UInt8(ascii: "b"))
    case 0x0C: append(UInt8(ascii: "f"))
    default:
      append(UInt8(ascii: "u"))
      for shift: UInt16 in [12, 8, 4, 0] {
        let digit = UInt8(truncatingIfNeeded: unit >> shift & 0xF)
        append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
    }
  }

  /// Appends a quoted string: only quotes, backslashes and control characters below 0x20 are escaped. O(n).
  ///
  /// Safe: the bytes are only looked at.
  mutating func appendJSONString(_ text: String) {
    let bytes = unsafe text.utf8.span.bytes
    append(UInt8(ascii: "\""))
    // What needs no escape is copied in runs.
    var run = 0
    for index in 0..<bytes.byteCount where Self.needsEscape(bytes[byte: index]) {
      append(bytes, run..<index)
      appendEscape(of: UInt16(bytes[byte: index]))
      run = index + 1
    }
    append(bytes, run..<bytes.byteCount)
    append(UInt8(ascii: "\""))
  }

  /// Appends one byte of a string's UTF-8, escaped where JSON demands it.
  @inline(__always)
  mutating func appendJSONByte(_ byte: UInt8) {
    if Self.needsEscape(byte) { appendEscape(of: UInt16(byte)) } else { append(byte) }
  }

  @inline(__always)
  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }
}
