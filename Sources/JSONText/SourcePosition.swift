/// A place in a text as a person looks for it.
public struct SourcePosition: Sendable, Hashable {
  /// Lines are counted by line feeds, from 1.
  public let line: Int
  /// Unicode scalars from the start of the line, from 1.
  public let column: Int

  /// O(n) in the offset: meant for errors.
  init(of offset: Int, in bytes: RawSpan) {
    var line = 1
    var column = 1
    for index in 0..<min(offset, bytes.byteCount) {
      let byte = bytes[byte: index]
      if byte == UInt8(ascii: "\n") {
        (line, column) = (line + 1, 1)
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    (self.line, self.column) = (line, column)
  }

  /// Up to `limit` bytes of the text from `offset`, with control characters escaped.
  static func excerpt(at offset: Int, in bytes: RawSpan, limit: Int = 40) -> String {
    let start = min(max(offset, 0), bytes.byteCount)
    var end = min(start + limit, bytes.byteCount)
    while end > start, end < bytes.byteCount, bytes[byte: end] & 0xC0 == 0x80 { end -= 1 }
    var escaped: [UInt8] = []
    for index in start..<end {
      let byte = bytes[byte: index]
      if byte < 0x20 || byte == 0x7F {
        escaped.appendEscape(of: UInt16(byte))
      } else {
        escaped.append(byte)
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}
