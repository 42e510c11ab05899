/// File names as people and programs meet them.
package enum ShownName {
  /// The name on one line of a terminal: what ``ShownText`` writes out, a backslash as `\\`, and bytes that are not UTF-8
  /// as U+FFFD.
  package static func line(_ name: [UInt8]) -> String {
    var text = ""
    for scalar in String(decoding: name, as: UTF8.self).unicodeScalars {
      if scalar == "\\" {
        text += "\\\\"
      } else if ShownText.isHidden(scalar) {
        text += ShownText.escape(scalar)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// The name's text for JSON: bytes that are not UTF-8 become U+FFFD.
  package static func text(_ name: [UInt8]) -> String { String(decoding: name, as: UTF8.self) }
}
