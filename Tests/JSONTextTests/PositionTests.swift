import JSONText
import Testing

@Suite struct PositionTests {
  @Test(
    "Bytes are found where they begin first",
    arguments: [
      ("{\"messages\": []}", "\"messages\"", 1), ("aaab", "aab", 1), ("abc", "abc", 0), ("abc", "abcd", nil),
      ("", "a", nil), ("", "", nil), ("abc", "", 0), ("a\"b\"\"c", "\"\"", 3), ("Größe", "ß", 4),
    ] as [(String, String, Int?)])
  func places(text: String, part: String, expected: Int?) {
    let bytes = Array(text.utf8)
    #expect(bytes.position(of: part.utf8) == expected)
    #expect(bytes[...].position(of: part.utf8) == expected)
  }
}
