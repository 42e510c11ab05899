import JSONText
import Testing

@Suite struct JSONReadingTests {
  @Test func `members keep their order and numbers their spelling`() throws {
    let root = try JSONValue(parsing: #"{"b": 1.50, "a": "é", "c": [1, {}, []]}"#)
    #expect(root.members.map(\.key) == ["b", "a", "c"])
    #expect(root["b"]?.numberSpelling == "1.50")
    #expect(root["c"]?.count == 3)
  }
}
