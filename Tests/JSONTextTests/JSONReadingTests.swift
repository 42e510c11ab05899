import JSONText
import Testing

@Suite struct JSONReadingTests {
  @Test("members keep their order and numbers their spelling")
  func membersKeepTheirOrderAnd() throws {
    let root = try JSONValue(parsing: #"{"b": 1.50, "a": "é", "c": [1, {}, []], "b": 2}"#)
    #expect(root.members.map(\.key) == ["b", "a", "c", "b"])
    #expect(root["b"]?.int == 2)
    #expect(root.members.first { _ in true }?.value.numberSpelling == "1.50")
    #expect(root["c"]?.count == 3)
    #expect(root["c"]?[1]?.kind == .object)
    #expect(root["c"]?[3] == nil)
    #expect(root["d"] == nil)
  }

  static let accepted = [
    "null", "true", "false", "0", "-0", "-1.5e-10", "1E+2", "123e5", "\"\"", "[]", "{}", " [ ] ", "\t{\n}\r\n",
    "[1,2,3]", "[[[[]]]]", #"{"":""}"#, #"{"a":1,"a":1}"#, #""\u0000\uD834\uDD1E""#, #""\"\\\/\b\f\n\r\t""#,
    "\"\u{7F}\u{2028}é😀\"", "\u{FEFF}1", "[" + String(repeating: "[", count: 511) + String(repeating: "]", count: 512),
    String(repeating: "9", count: 10_000), "1e999999999999",
  ]

  @Test("what the grammar allows is read and its spelling kept", arguments: accepted)
  func whatTheGrammarAllowsIs(text: String) throws {
    let document = try JSONDocument(parsing: text)
    let trimmed = text.utf8.drop { [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
    #expect(trimmed.starts(with: document.root.sourceBytes))
    #expect(document.notices.isEmpty)
  }

  static let refused: [(text: String, code: JSONError.Code, offset: Int, path: String)] = [
    ("", .empty, 0, ""), ("  \n", .empty, 3, ""), ("\u{FEFF}", .empty, 3, ""), ("[", .unexpectedEnd, 1, "[0]"),
    ("{\"a\":", .unexpectedEnd, 5, "a"), ("\"abc", .unexpectedEnd, 4, ""), ("[1,]", .trailingComma, 3, "[1]"),
    ("{\"a\":1,}", .trailingComma, 7, ""), ("[,1]", .unexpectedCharacter, 1, "[0]"),
    ("[1 2]", .unexpectedCharacter, 3, "[1]"),
    ("1 2", .trailingContent, 2, ""), ("{} x", .trailingContent, 3, ""), ("{a:1}", .unexpectedCharacter, 1, ""),
    ("{'a':1}", .unexpectedCharacter, 1, ""), ("['a']", .badLiteral, 1, "[0]"), ("[tru]", .badLiteral, 1, "[0]"),
    ("nul", .badLiteral, 0, ""), ("True", .badLiteral, 0, ""), ("NaN", .badLiteral, 0, ""),
    ("[Infinity]", .badLiteral, 1, "[0]"),
    ("01", .badNumber, 0, ""), ("1.", .unexpectedEnd, 0, ""), ("[1.]", .badNumber, 1, "[0]"),
    (".5", .unexpectedCharacter, 0, ""),
    ("+1", .unexpectedCharacter, 0, ""), ("[-]", .badNumber, 1, "[0]"), ("[1e]", .badNumber, 1, "[0]"),
    ("0x1", .badNumber, 0, ""),
    ("\"\\x\"", .badEscape, 1, ""), ("\"\\u12g4\"", .badEscape, 1, ""), ("\"\\u12", .unexpectedEnd, 5, ""),
    ("\"a\nb\"", .controlCharacter, 2, ""), ("\"\u{1F}\"", .controlCharacter, 1, ""),
    ("// c\n1", .unexpectedCharacter, 0, ""),
    ("[1}", .unexpectedCharacter, 2, "[1]"), ("{\"a\" 1}", .unexpectedCharacter, 5, "a"),
    ("]", .unexpectedCharacter, 0, ""),
    (#"{"a":[1,{"b c":[true,x]}]}"#, .badLiteral, 21, #"a[1]["b c"][1]"#), ("\"\\", .unexpectedEnd, 2, ""),
    (String(repeating: "[", count: 513), .tooDeep, 512, String(repeating: "[0]", count: 512)),
    ("\u{0}1", .notUTF8, 0, ""), ("\u{A0}1", .unexpectedCharacter, 0, ""),
  ]

  @Test("what the grammar forbids is refused where it stands", arguments: refused.indices)
  func whatTheGrammarForbidsIs(row: Int) {
    let (text, code, offset, path) = Self.refused[row]
    let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: text) }
    #expect(error?.code == code)
    #expect(error?.offset == offset)
    #expect(error?.path == path)
    #expect(error?.remedy.hasSuffix(".") == true)
  }

  @Test("an error says line, column, path, text and remedy")
  func anErrorSaysLineColumn() {
    let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: "{\n  \"é\": [1,\n \"é\", ]\n}") }
    #expect(error?.line == 3 && error?.column == 7)
    #expect(
      error?.description
        == #"trailing_comma at ["é"][2] (line 3, column 7, byte 21): a comma is followed by no further value. "#
        + #"Found: ]\n}. Remove the comma."#)
  }

  @Test(
    "a text in UTF-16 or UTF-32 is refused by its name, with a mark and without; UTF-8's mark is passed over",
    arguments: [
      ("UTF-16LE", [0xFF, 0xFE]), ("UTF-16BE", [0xFE, 0xFF]), ("UTF-32LE", [0xFF, 0xFE, 0, 0]),
      ("UTF-32BE", [0, 0, 0xFE, 0xFF]), ("UTF-16LE", []), ("UTF-16BE", []), ("UTF-32LE", []), ("UTF-32BE", []),
    ] as [(String, [UInt8])])
  func wideTexts(name: String, mark: [UInt8]) throws {
    let width = name.hasPrefix("UTF-16") ? 2 : 4
    let text = Array(#"{"a": "é"}"#.unicodeScalars).flatMap { scalar in
      let bytes = (0..<width).map { UInt8(truncatingIfNeeded: scalar.value >> (8 * $0)) }
      return name.hasSuffix("LE") ? bytes : bytes.reversed()
    }
    let error = #expect(throws: JSONError.self) { try JSONDocument(parsing: mark + text) }
    #expect(error?.code == .notUTF8 && error?.message == "the text is \(name), and JSON is UTF-8")
    #expect(error?.remedy == "Convert it to UTF-8: iconv -f \(name) -t UTF-8.")
    #expect(try JSONDocument(parsing: [0xEF, 0xBB, 0xBF] + Array(#"{"a": "é"}"#.utf8)).root["a"]?.string == "é")
  }

  @Test("bytes that are not UTF-8 become one replacement for each maximal subpart, with a notice")
  func bytesThatAreNotUTF() throws {
    let rows: [(bytes: [UInt8], text: String)] = [
      ([0xFF], "\u{FFFD}"), ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"), ([0xE2, 0x82], "\u{FFFD}"),
      ([0xF0, 0x9F, 0x98, 0x41], "\u{FFFD}A"), ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
      ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xC3, 0xA9], "é"), ([0x80], "\u{FFFD}"),
    ]
    for (bytes, text) in rows {
      let document = try JSONDocument(parsing: Array("[\"x".utf8) + bytes + Array("\\n\", \"ok\"]".utf8))
      #expect(document.root[0]?.string == "x" + text + "\n")
      #expect(document.root[0]?.string == String(decoding: Array("x".utf8) + bytes + [0x0A], as: UTF8.self))
      #expect(document.notices.map(\.offset) == (text.contains("\u{FFFD}") ? [3] : []))
    }
  }

  @Test("strings are the same wherever they begin and end")
  func stringsAreTheSameWherever() throws {
    for length in 0..<40 {
      for (escape, text) in [("", ""), ("\\n", "\n"), ("é", "é"), ("\\u00e9", "é"), ("\\ud83d\\ude00", "😀")] {
        for place in 0...length {
          let (before, after) = (String(repeating: "a", count: place), String(repeating: "b", count: length - place))
          #expect(try JSONValue(parsing: "\"\(before)\(escape)\(after)\"").string == before + text + after)
        }
      }
    }
  }

  @Test("integers that fit are integers")
  func integersThatFitAreIntegers() throws {
    let rows: [(String, Int?)] = [
      ("0", 0), ("-0", 0), ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775808", nil),
      ("-9223372036854775809", nil), ("1.0", nil), ("\"1\"", nil),
    ]
    for (text, value) in rows { #expect(try JSONValue(parsing: text).int == value, "\(text)") }
    #expect(try JSONValue(parsing: "1e400").double == .infinity)
    #expect(try JSONValue(parsing: "12").double == 12)
  }

  @Test("limits are obeyed")
  func limitsAreObeyed() throws {
    #expect(throws: JSONError.self) { try JSONDocument(parsing: "[[1]]", limits: JSONLimits(depth: 1)) }
    #expect(throws: JSONError.self) { try JSONDocument(parsing: "[1]", limits: JSONLimits(size: 2)) }
    // Two words for the array and one for each number.
    #expect(throws: Never.self) { try JSONDocument(parsing: "[1,2]", limits: JSONLimits(parsedSize: 32)) }
    let many = #expect(throws: JSONError.self) {
      try JSONDocument(parsing: "[1,2,3,4]", limits: JSONLimits(parsedSize: 32))
    }
    #expect(many?.code == .tooMany && many?.message == "its values take more than 32 bytes")
    let deep = String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000)
    let value = try JSONDocument(parsing: deep, limits: JSONLimits(depth: .max)).root
    #expect(PythonJSON().string(value) == deep)
  }

  @Test("part of a larger array is read without its neighbours")
  func partOfALargerArray() throws {
    let bytes = Array("xx{\"a\": [1, \"é\"]}yy".utf8)
    let document = try JSONDocument(parsing: bytes[2..<bytes.count - 2])
    #expect(document.root["a"]?[1]?.string == "é")
    #expect(document.root["a"]?.sourceText == "[1, \"é\"]")
    #expect(document.root["a"]?.sourceRange == 6..<15)
  }
}
