import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import TestSupport
import Testing

@testable import ContextPlanning

/// What a plan's counts share, against counts that stand alone.
@Suite("Texts that were counted before")
struct TextMemoryTests {
  private let counter: RequestCounter

  init() throws { counter = RequestCounter(catalog: try Catalog.bundled(), threads: 2) }

  @Test(
    "do not change a count, whatever was made of the request since",
    arguments: [
      "claude-3-5-haiku-20241022", "claude-opus-4-6", "claude-opus-4-7", "claude-sonnet-5", "claude-opus-5-5",
    ])
  func sameCounts(model: String) throws {
    var made = SmallConversations(seed: Effort.seed(77))
    for trial in 0..<Effort.texts(usual: 120) {
      var request = made.request(model: model, minimum: 1024)
      if made.flag() {
        // Long enough to be counted by slices.
        request.messages.insert(
          Message(role: .user, .text(RequestText(String(repeating: "A line, and \(trial).\n", count: 20_000)))), at: 0)
      }
      if made.flag() {
        // A session's messages stand in a document each.
        for index in request.messages.indices where made.flag() {
          let line = #"A "line" of \#(index),\n"#
          var one = request
          one.messages = [
            Message(
              role: request.messages[index].role,
              .text(RequestText(String(repeating: line, count: made.number(in: 1...150)))))
          ]
          request.messages.insert(try MessagesRequest(decoding: one.encoded()).messages[0], at: index)
        }
      } else if made.flag() {
        // A body that was read has its texts in its document.
        request = try MessagesRequest(decoding: request.encoded())
      }
      var context = CountContext()
      context.texts = TextMemory()
      for _ in 0..<6 {
        let alone = try counter.countOnly(request, model: model, context: CountContext())
        let together = try counter.countOnly(request, model: model, context: context)
        #expect(together.parts == alone.parts && together.notices == alone.notices, "trial \(trial)")
        // The newest model of another family shares the texts, and none of the numbers.
        let other = model == "claude-opus-5-5" ? "claude-opus-4-6" : "claude-opus-5-5"
        let expected = try counter.countOnly(request, model: other, context: CountContext()).total
        #expect(try counter.countOnly(request, model: other, context: context).total == expected)
        edit(&request, by: &made)
      }
    }
  }

  /// Drops, exchanges or adds a message, puts another text in its place, clears results, or changes what stands around.
  private func edit(_ request: inout MessagesRequest, by made: inout SmallConversations) {
    let index = made.number(in: 0...request.messages.count - 1)
    let role = request.messages[index].role
    let text = Content.text(RequestText("Another text, of \(made.number(in: 0...99)) words."))
    switch made.number(in: 0...7) {
    case 0, 1: if request.messages.count > 1 { request.messages.remove(at: index) }
    case 2: request.messages[index] = Message(role: role, text)
    case 3: request.messages.swapAt(index, 0)
    case 4: request.messages.insert(Message(role: made.flag() ? .user : .assistant, text), at: index)
    case 5:
      for index in request.messages.indices where made.flag() {
        request.messages[index].content = .blocks(
          request.messages[index].content.blocks.map { block in
            if case .toolResult(let result) = block {
              .toolResult(toolUseID: result.toolUseID, "Cleared.")
            } else {
              block
            }
          })
      }
    case 6: request.tools = made.flag() ? [] : request.tools + [Tool(name: "more", inputSchema: ["type": "object"])]
    default: request.system = made.flag() ? nil : .text("Be as brief as you can.")
    }
  }
}
