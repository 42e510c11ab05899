import JSONText
import Testing

@Suite struct JSONWritingTests {
  private func write(_ writer: inout JSONWriter) {
    writer.object { object in
      object.member("schemaVersion", 1)
      object.member("text", "a\"\\\n\u{1}é")
      object.array("parts") { parts in
        parts.element(1)
        parts.object { $0.member("ok", true) }
        parts.array { _ in }
      }
      object.object("empty") { _ in }
      object.member("half", 0.5)
      object.member("none", .null)
      object.member("far", .infinity)
    }
  }

  @Test("members come in the order they are written, escaped as JSON demands")
  func membersComeInTheOrder() {
    var writer = JSONWriter()
    write(&writer)
    #expect(
      writer.text == #"{"schemaVersion":1,"text":"a\"\\\n\u0001é","parts":[1,{"ok":true},[]],"empty":{},"half":0.5,"#
        + #""none":null,"far":null}"#)
  }

  @Test("an indented text has the same value")
  func anIndentedTextHasThe() throws {
    var (plain, indented) = (JSONWriter(), JSONWriter(indent: 2))
    write(&plain)
    write(&indented)
    #expect(try JSONValue(parsing: plain.text) == JSONValue(parsing: indented.text))
    #expect(indented.text.hasPrefix("{\n  \"schemaVersion\": 1,\n"))
    #expect(PythonJSON(indent: 2).string(try JSONValue(parsing: plain.text)) == indented.text)
  }

  @Test("lines are written one value each")
  func linesAreWrittenOneValue() {
    var writer = JSONWriter()
    for number in 1...2 {
      writer.object { $0.member("id", number) }
      writer.endLine()
    }
    #expect(writer.take() == Array("{\"id\":1}\n{\"id\":2}\n".utf8))
    #expect(writer.bytes.isEmpty)
  }

  @Test("values written in code keep order, spelling and duplicates")
  func valuesWrittenInCodeKeep() throws {
    let value: JSONValue = ["b": [1, 2.5, true, "x\n"], "a": ["c": [:]], "b": .null]
    #expect(value.sourceText == #"{"b":[1,2.5,true,"x\n"],"a":{"c":{}},"b":null}"#)
    let parsed = try JSONValue(parsing: "1.50")
    #expect(JSONValue(elements: [parsed]).sourceText == "[1.50]")
  }
}

@Suite struct JSONLinesTests {
  static let stream = Array("{\"a\":1}\n\n  \r\n{\"b\":2}\r\n[3]\n\"é\"".utf8)

  @Test("lines are the same however the stream is cut")
  func linesAreTheSameHowever() {
    let expected = [(1, 0, "{\"a\":1}"), (4, 13, "{\"b\":2}"), (5, 22, "[3]"), (6, 26, "\"é\"")]
    for first in 0...Self.stream.count {
      for second in first...Self.stream.count {
        var lines = JSONLines()
        var found: [JSONLines.Line] = []
        for part in [Self.stream[..<first], Self.stream[first..<second], Self.stream[second...]] {
          lines.append(Array(part))
          while let line = lines.next() { found.append(line) }
        }
        lines.finish()
        while let line = lines.next() { found.append(line) }
        #expect(found.map(\.number) == expected.map(\.0))
        #expect(found.map(\.offset) == expected.map(\.1))
        #expect(found.map { String(decoding: $0.bytes, as: UTF8.self) } == expected.map(\.2))
      }
    }
  }

  @Test("of a line beyond the limit one byte more is kept, wherever it is cut", arguments: [1, 3, 100])
  func ofALineBeyondThe(cut: Int) {
    let stream = Array("[1]\n[1,2,3,4,5,6]\n[2]\n".utf8)
    var lines = JSONLines(limit: 4)
    var found: [JSONLines.Line] = []
    for start in stride(from: 0, to: stream.count, by: cut) {
      lines.append(Array(stream[start..<min(start + cut, stream.count)]))
      while let line = lines.next() { found.append(line) }
    }
    #expect(found.map(\.offset) == [0, 4, 18])
    #expect(found.map { min($0.bytes.count, 5) } == [3, 5, 3])
    #expect(String(decoding: found[2].bytes, as: UTF8.self) == "[2]")
  }

  @Test("chunks that are not drained are kept")
  func chunksThatAreNotDrained() {
    var lines = JSONLines()
    for byte in Self.stream { lines.append([byte]) }
    lines.finish()
    var count = 0
    while lines.next() != nil { count += 1 }
    #expect(count == 4)
  }
}
