import JSONText
import Testing

@Suite struct PythonJSONTests {
  /// Made with Python 3.11's json module.
  static let rows: [(options: PythonJSON, text: String, rendering: String)] = [
    (PythonJSON(), #"{"b":1,"a":2,"b":3}"#, #"{"b": 3, "a": 2}"#),
    (
      PythonJSON(sortKeys: true), #"{"b":{"z":1,"y":[{"k":1,"c":2}]},"a":2}"#,
      #"{"a": 2, "b": {"y": [{"c": 2, "k": 1}], "z": 1}}"#
    ),
    (
      PythonJSON(), #"[-0, 0, 0.0, -0.0, 1E5, 1e16, 1e15, 1.0, 1.50, 1e-7, 0.0001, 0.00001]"#,
      "[0, 0, 0.0, -0.0, 100000.0, 1e+16, 1000000000000000.0, 1.0, 1.5, 1e-07, 0.0001, 1e-05]"
    ),
    (
      PythonJSON(), "[1e400, -1e400, 1e-400, 5e-324, 1.7976931348623157e308]",
      "[Infinity, -Infinity, 0.0, 5e-324, 1.7976931348623157e+308]"
    ),
    (
      PythonJSON(), "[123456789012345678901234567890, 9007199254740993, 12345678901234567.0, 1e22, 1e23]",
      "[123456789012345678901234567890, 9007199254740993, 1.2345678901234568e+16, 1e+22, 1e+23]"
    ),
    (PythonJSON(), #"["\u00e9\/\"\\\b\f\n\r\t\u0001\u007f"]"#, "[\"é/\\\"\\\\\\b\\f\\n\\r\\t\\u0001\u{7F}\"]"),
    (PythonJSON(ensureASCII: true), #"["é😀\u007f\ud800x\u0000"]"#, #"["\u00e9\ud83d\ude00\u007f\ud800x\u0000"]"#),
    (PythonJSON(), #"["\ud800x", "\udc00\ud800"]"#, "[\"\u{FFFD}x\", \"\u{FFFD}\u{FFFD}\"]"),
    (
      PythonJSON(indent: 2), #"{"a":[1,{}],"b":[],"c":{"d":null}}"#,
      "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": [],\n  \"c\": {\n    \"d\": null\n  }\n}"
    ),
    (
      PythonJSON(sortKeys: true, ensureASCII: true), #"{"é":1,"z":2,"\ud800":3,"😀":4,"":5,"\uffff":6}"#,
      #"{"": 5, "z": 2, "\u00e9": 1, "\ud800": 3, "\uffff": 6, "\ud83d\ude00": 4}"#
    ),
    (PythonJSON(), #"{"a":1,"\u0061":2}"#, #"{"a": 2}"#),
    (PythonJSON(), "\u{FEFF} \"x\" ", "\"x\""),
  ]

  @Test("a value is written as Python writes it", arguments: rows.indices)
  func aValueIsWrittenAs(row: Int) throws {
    let (options, text, rendering) = Self.rows[row]
    #expect(options.string(try JSONValue(parsing: text)) == rendering)
  }

  @Test("an object of many members keeps the place of the first and the value of the last duplicate")
  func anObjectOfManyMembers() throws {
    let members = (0..<100).map { "\"k\($0 % 40)\": \($0)" }.joined(separator: ",")
    let expected = (0..<40).map { "\"k\($0)\": \($0 < 20 ? $0 + 80 : $0 + 40)" }.joined(separator: ", ")
    #expect(PythonJSON().string(try JSONValue(parsing: "{\(members)}")) == "{\(expected)}")
  }

  @Test("values are equal if Python writes them alike")
  func valuesAreEqualIfPython() throws {
    #expect(try JSONValue(parsing: #"{"a": 1.50}"#) == JSONValue(parsing: #"{ "\u0061":1.5 }"#))
    #expect(try JSONValue(parsing: "1") != JSONValue(parsing: "1.0"))
    #expect(try JSONValue(parsing: #"{"a":1,"b":2}"#) != JSONValue(parsing: #"{"b":2,"a":1}"#))
  }
}
