import JSONText
import Testing

@Suite struct ContainsTests {
  @Test(
    "A text stands in another where its bytes follow each other there",
    arguments: [
      ("claude-opus-5", "opus", true), ("claude-opus-5", "claude-opus-5", true), ("claude-opus-5", "-6", false),
      ("us.anthropic.claude", ".anthropic.", true), ("opu", "opus", false), ("", "a", false), ("ab", "", true),
      ("ooopus", "opus", true),
    ])
  func parts(text: String, part: String, expected: Bool) {
    #expect(text.contains(part) == expected)
    #expect(text[...].contains(part) == expected)
  }
}
