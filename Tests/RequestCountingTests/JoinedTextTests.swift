import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

@Suite("Texts of several blocks that are one word")
struct JoinedTextTests {
  private let counter: RequestCounter

  init() throws { counter = RequestCounter(catalog: try Catalog.bundled()) }

  private func count(_ texts: [String], _ model: String) throws -> RequestCount {
    let message = Message(role: .user, texts.map { .text(TextBlock(RequestText($0))) })
    return try counter.count(MessagesRequest(model: model, messages: [message]))
  }

  @Test(
    "count what one block with all of it counts", arguments: ["claude-opus-4-6", "claude-opus-5"],
    ["x", "ก", "\u{301}"])
  func sum(model: String, letter: String) throws {
    for length in [1, 2, 100, 511, 512, 513, 700] {
      let one = try count([String(repeating: letter, count: length)], model).total
      #expect(try count(Array(repeating: letter, count: length), model).total == one, "\(length)")
    }
  }

  @Test("share it as each beginning counts, also where the word is long")
  func shares() throws {
    let texts = (0..<900).map { ["x", "yz", "w"][$0 % 3] }
    let parts = try count(texts, "claude-opus-4-6").parts
    for length in [1, 300, 600, 850] {
      let beginning = try count(Array(texts[..<length]), "claude-opus-4-6")
      let last = RequestPath.block(length - 1, ofMessage: 0)
      let share = parts.filter { $0.path == last }.map(\.count)
      #expect(beginning.parts.filter { $0.path == last }.map(\.count) == share, "\(length)")
    }
  }

  @Test("take a time that grows with their number")
  func time() throws {
    let start = ContinuousClock.now
    _ = try count(Array(repeating: "x", count: 20_000), "claude-opus-4-6")
    // Counted from the start of the word for each block, it would take minutes.
    #expect(ContinuousClock.now - start < .seconds(60))
  }
}
