import JSONText
import _CPages

/// A page of HTML that needs nothing else, with places for what it is to show: `{{name}}`. Reports and plans share a style
/// and a few functions, which stand in files of their own.
///
/// Safe: the assembler computes the lengths of the bytes that it embeds.
package struct PageTemplate: Sendable {
  private let bytes: [UInt8]

  /// The page of `ullage report`.
  package static let report = unsafe Self(ullage_page_report_bytes(), ullage_page_report_length())
  /// The page of `ullage plan`.
  package static let plan = unsafe Self(ullage_page_plan_bytes(), ullage_page_plan_length())

  private static let style = unsafe Self(ullage_page_style_bytes(), ullage_page_style_length())
  private static let shared = unsafe Self(ullage_page_shared_bytes(), ullage_page_shared_length())

  private init(_ start: UnsafePointer<UInt8>, _ count: Int) {
    bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  }

  /// The page with its places filled; a place that nobody fills stays empty, and what is filled in is not looked at again.
  /// O(n).
  package func filled(_ values: [String: [UInt8]]) -> [UInt8] {
    var values = values
    (values["style"], values["shared"]) = (Self.style.bytes, Self.shared.bytes)
    var filled: [UInt8] = []
    var rest = bytes[...]
    while let start = rest.position(of: "{{".utf8), let end = rest[start...].position(of: "}}".utf8) {
      filled += rest[..<start]
      filled += values[String(decoding: rest[(start + 2)..<end], as: UTF8.self)] ?? []
      rest = rest[(end + 2)...]
    }
    return filled + rest
  }

  /// Text that is no markup, in HTML, SVG and XML. O(n).
  package static func escaped(_ text: some StringProtocol) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// JSON that can stand in a script element: a `<` in a name could end it, and stands in strings alone. O(n).
  package static func forScript(_ json: [UInt8]) -> [UInt8] {
    let escape = Array("\\u003c".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(json.count + json.count / 64)
    for byte in json {
      if byte == UInt8(ascii: "<") { text += escape } else { text.append(byte) }
    }
    return text
  }
}
