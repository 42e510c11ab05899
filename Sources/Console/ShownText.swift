/// Text from outside as a terminal may show it: names of files and models, keys and values of bodies.
///
/// Controls are written out, because a terminal obeys them (`ESC ] 0 ;` renames its window, `ESC [ 2 J` erases what was
/// said before); so are the marks that turn the direction of writing or are not seen at all, with which a name can pass for
/// another. The joiners U+200C and U+200D stay: words and emoji need them.
package enum ShownText {
  /// On one line: `\n`, `\t`, `\r`, `\x1b`, `\u{202e}`.
  ///
  /// Cost: O(n); text without any such character comes back as it is.
  package static func line(_ text: String) -> String { escaped(text, keeping: nil) }

  /// The same with its line ends kept.
  package static func lines(_ text: String) -> String { escaped(text, keeping: "\n") }

  /// A file's name, byte for byte but for controls and backslashes; bytes that are not UTF-8 stay as they are.
  package static func line(of name: [UInt8]) -> [UInt8] {
    if String(validating: name, as: UTF8.self) != nil { return Array(ShownName.line(name).utf8) }
    return name.flatMap { byte in
      byte >= 0x20 && byte < 0x7F && byte != 0x5C || byte >= 0xA0 ? [byte] : Array(ShownName.line([byte]).utf8)
    }
  }

  private static func escaped(_ text: String, keeping kept: Unicode.Scalar?) -> String {
    guard text.unicodeScalars.contains(where: { $0 != kept && isHidden($0) }) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if scalar != kept, isHidden(scalar) {
        shown += escape(scalar)
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// Whether a character is written out.
  package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case ..<0x20, 0x7F...0x9F, 0x061C, 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    case 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
    default: false
    }
  }

  static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\t": return "\\t"
    case "\r": return "\\r"
    default:
      let digits = String(scalar.value, radix: 16)
      return scalar.value > 0xFF ? "\\u{\(digits)}" : "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
    }
  }
}
