import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

@Suite("Fields that nobody knows")
struct UnknownFieldTests {
  private static let text = String(repeating: "seven dogs bark at a lamp, ", count: 40)

  private func count(_ body: String) throws -> RequestCount {
    try RequestCounter(catalog: Catalog.bundled()).count(
      MessagesRequest(decoding: Array(body.utf8)), model: "claude-opus-5")
  }

  private static let rows: [(name: String, body: String)] = [
    ("at the top", #"{"messages":[{"role":"user","content":"Hello"}],"instructions_2":"\#(text)"}"#),
    ("deep inside", #"{"messages":[{"role":"user","content":"Hello"}],"more":{"a":[1,{"b":"\#(text)"}]}}"#),
    ("in a message", #"{"messages":[{"role":"user","content":"Hello","hidden":"\#(text)"}]}"#),
    ("in a block", #"{"messages":[{"role":"user","content":[{"type":"text","text":"Hello","hidden":"\#(text)"}]}]}"#),
  ]

  @Test(
    "One that holds text may be read whole: the upper bound has all of it, and the basis is assumed", arguments: 0..<4)
  func text(row: Int) throws {
    let plain = try count(#"{"messages":[{"role":"user","content":"Hello"}]}"#)
    let found = try count(Self.rows[row].body)
    let most = try count(#"{"messages":[{"role":"user","content":"\#(Self.text)"}]}"#)
    #expect(found.total.tokens == plain.total.tokens, "\(Self.rows[row].name)")
    #expect(found.total.bounds.lowerBound == plain.total.bounds.lowerBound)
    #expect(found.total.bounds.upperBound >= most.total.tokens)
    #expect(found.total.basis == .assumed)
    #expect(found.parts.contains { $0.rule == .unknownField })
    #expect(found.notices.contains { $0.code == .unknownField })
  }

  @Test("One without text is named, and costs nothing", arguments: ["7", "true", "null", "[1,2]", "{}", "\"\""])
  func withoutText(value: String) throws {
    let found = try count(#"{"messages":[{"role":"user","content":"Hello"}],"more":\#(value)}"#)
    #expect(found.total.bounds.upperBound == found.total.tokens)
    #expect(found.total.basis == .exact)
    #expect(found.notices.contains { $0.code == .unknownField })
  }

  @Test("Fields of other sizes than any window are bounded by it")
  func huge() throws {
    let long = String(repeating: "dog ", count: 1_200_000)
    let found = try count(#"{"messages":[{"role":"user","content":"Hello"}],"more":"\#(long)"}"#)
    #expect(found.total.bounds.upperBound <= 1_000_010)
  }

  @Test("A thread is no unknown field")
  func thread() throws {
    let found = try count(#"{"messages":[{"role":"user","content":"Hello"}],"thread":{"type":"create"}}"#)
    #expect(found.total.basis == .exact)
    #expect(!found.notices.contains { $0.code == .unknownField })
  }

  @Test("A body whose shape was guessed is assumed to have it")
  func guessed() throws {
    let body =
      #"{"model":"claude-opus-5","messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":"Hello"}]}"#
    let request = try MessagesRequest(decoding: Array(body.utf8))
    #expect(request.notices.contains { $0.code == .guessedShape })
    #expect(try count(body).total.basis == .assumed)
  }
}
