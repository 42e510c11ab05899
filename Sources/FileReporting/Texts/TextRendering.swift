/// How a file's text is counted.
package enum TextRendering: String, CaseIterable, Sendable {
  /// As it is.
  case plain
  /// As coding agents show files: each line behind its number, to the right in six places, and a tab (`cat -n`).
  case numbered

  /// The text as it is rendered. O(n).
  package func text(of bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .plain: return bytes
    case .numbered:
      var text: [UInt8] = []
      text.reserveCapacity(bytes.count + bytes.count / 4)
      var start = 0
      var number = 0
      while start < bytes.count {
        number += 1
        let digits = String(number)
        text += Array(repeating: UInt8(ascii: " "), count: max(6 - digits.utf8.count, 0)) + Array(digits.utf8) + [0x09]
        let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
        text += bytes[start..<end]
        start = end
      }
      return text
    }
  }
}
