/// File names as people and programs meet them.
enum ShownName {
  /// The name on one line of a terminal: control characters become `\n`, `\t`, `\x1b`, a backslash `\\`, and bytes that
  /// are not UTF-8 U+FFFD.
  static func line(_ name: [UInt8]) -> String {
    var text = ""
    for scalar in String(decoding: name, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case "\\": text += "\\\\"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        text += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// The name's text for JSON: bytes that are not UTF-8 become U+FFFD.
  static func text(_ name: [UInt8]) -> String { String(decoding: name, as: UTF8.self) }
}
