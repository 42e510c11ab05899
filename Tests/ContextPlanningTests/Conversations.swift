import JSONText
import MessagesAPI
import TestSupport

/// Conversations made by a seed.
struct Conversations {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  private static let words = ["window", "token", "plan", "cache", "Ergebnis", "über", "結果", "0x1F", "\n\n", "a", " "]

  mutating func text(_ words: Int) -> String {
    (0..<words).map { _ in Self.words[Int.random(in: 0..<Self.words.count, using: &random)] }.joined(separator: " ")
  }

  /// A request of an agent: questions, each with cycles of calls and results, and an answer.
  mutating func agent(
    model: String, exchanges: Int, cycles: Int, words: Int = 12, maxTokens: Int = 100, hasThinking: Bool = false
  ) -> MessagesRequest {
    var messages: [Message] = []
    for exchange in 0..<exchanges {
      messages.append(Message(role: .user, text(words / 2 + 1) + " \(exchange)?"))
      for cycle in 0..<cycles {
        let id = "call_\(exchange)_\(cycle)"
        var blocks: [ContentBlock] = [
          .text("Let me look."), .toolUse(id: id, name: "read", input: ["path": JSONValue("/\(id)")]),
        ]
        if hasThinking { blocks.insert(.thinking(text(words), signature: "c2lnbmF0dXJl"), at: 0) }
        messages.append(Message(role: .assistant, blocks))
        messages.append(Message(role: .user, [.toolResult(toolUseID: id, .text(RequestText(text(words * 4))))]))
      }
      messages.append(Message(role: .assistant, text(words)))
    }
    messages.append(Message(role: .user, "Go on."))
    let tool = Tool(name: "read", description: "Reads a file", inputSchema: ["type": "object"])
    return MessagesRequest(model: model, maxTokens: maxTokens, system: "Be brief.", messages: messages, tools: [tool])
  }

  mutating func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  mutating func flag() -> Bool { Bool.random(using: &random) }
}
