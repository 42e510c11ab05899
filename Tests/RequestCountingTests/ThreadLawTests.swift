import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import TestSupport
import Testing

/// A large request counts the same however its texts are shared out and wherever they lie.
@Suite struct ThreadLawTests {
  private let catalog: Catalog

  init() throws { catalog = try Catalog.bundled() }

  @Test(
    "every part counts the same on one thread, two and five, read from a body or built in code",
    arguments: ["claude-sonnet-4-5", "claude-opus-5"])
  func everyPartCountsTheSame(
    model: String
  ) throws {
    var maker = LargeRequest(seed: Effort.seed(21))
    for _ in 0..<3 {
      let built = maker.next()
      let read = try MessagesRequest(decoding: built.encoded())
      let expected = try RequestCounter(catalog: catalog).count(read, model: model)
      for threads in [2, 5] {
        let counter = RequestCounter(catalog: catalog, threads: threads)
        for request in [read, built] {
          let count = try counter.count(request, model: model)
          #expect(count.total == expected.total)
          #expect(count.parts.count == expected.parts.count)
          let first = zip(count.parts, expected.parts).first { $0 != $1 }
          #expect(first == nil)
        }
      }
    }
  }
}

extension ThreadLawTests {
  @Test(
    "a text too long for one thread counts the same in slices, even without a place to cut",
    arguments: [" so it is,\n", "x", "\n", "é"])
  func aTextTooLongFor(
    unit: String
  ) throws {
    let text = String(repeating: unit, count: 300_000 / unit.utf8.count)
    let result: ContentBlock = .toolResult(toolUseID: "a", .text(RequestText(text)))
    let request = MessagesRequest(model: "claude-sonnet-4-5", messages: [Message(role: .user, [result, .text("?")])])
    let read = try MessagesRequest(decoding: request.encoded())
    let expected = try RequestCounter(catalog: catalog).count(read)
    let count = try RequestCounter(catalog: catalog, threads: 2).count(read)
    #expect(count.total == expected.total)
    #expect(count.parts == expected.parts)
  }
}

/// Requests of about 200 KB: short texts and long ones, in every place that texts have, many of them with escapes.
private struct LargeRequest {
  private var texts: TextMutator

  init(seed: UInt64) { texts = TextMutator(seed: seed) }

  mutating func next() -> MessagesRequest {
    var messages: [Message] = []
    var length = 0
    while length < 200_000 {
      let text = text()
      length += text.utf8.count
      let id = "call_\(messages.count)"
      switch texts.below(6) {
      case 0: messages.append(Message(role: .user, text))
      case 1: messages.append(Message(role: .assistant, text))
      case 2: messages.append(Message(role: .user, [.text(text), .text(self.text()), .text("")]))
      case 3: messages.append(Message(role: .user, [.toolResult(toolUseID: "none", .text(RequestText(text)))]))
      default:
        let input: JSONValue = ["path": "a\n\"b\"", "content": JSONValue(text), "lines": [1, 2.50]]
        let blocks: [ContentBlock] = [.text("Let me look."), .toolUse(id: id, name: "read", input: input)]
        messages.append(Message(role: .assistant, blocks))
        messages.append(
          Message(role: .user, [.toolResult(toolUseID: id, [.text(text), .text(self.text())]), .text("Well?")]))
      }
    }
    let tool = Tool(name: "read", description: RequestText(text()), inputSchema: ["type": "object"])
    return MessagesRequest(
      model: nil, system: .blocks([.text(text()), .text("\n")]), messages: messages, tools: [tool, tool])
  }

  /// Mostly short; one in twenty of several KB.
  private mutating func text() -> String {
    (0..<(texts.below(20) == 0 ? 200 : 1 + texts.below(6))).map { _ in texts.next() }.joined(separator: " ")
  }
}
