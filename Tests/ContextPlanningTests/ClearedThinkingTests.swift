import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

@Suite("Thinking that the API is asked to clear")
struct ClearedThinkingTests {
  private let planner: Planner
  private let counter: RequestCounter

  init() throws {
    counter = RequestCounter(catalog: try Catalog.bundled())
    planner = Planner(counter: counter)
  }

  private static let keeps: [JSONValue?] = [
    nil, "all", ["type": "all"], ["type": "thinking_turns", "value": 1], ["type": "thinking_turns", "value": 2],
    ["type": "thinking_turns", "value": 9], ["type": "thinking_turns"], 7,
  ]

  private func request(_ model: String, cycles: Int, _ keep: JSONValue?) -> MessagesRequest {
    var made = Conversations(seed: 7)
    var request = made.agent(model: model, exchanges: 4, cycles: cycles, hasThinking: true)
    request.maxTokens = 5000
    request.thinking = Thinking(type: "enabled", budgetTokens: 2000)
    let edit: JSONValue =
      keep.map { ["type": "clear_thinking_20251015", "keep": $0] } ?? ["type": "clear_thinking_20251015"]
    request.contextManagement = ContextManagement(["edits": JSONValue(elements: [edit])])
    return request
  }

  @Test(
    "A count and a plan agree on what is left",
    arguments: [
      "claude-opus-4-5", "claude-opus-4-6", "claude-sonnet-4-5", "claude-sonnet-4-6", "claude-haiku-4-5",
      "claude-opus-4-7", "claude-opus-5",
    ], [1, 3])
  func agree(model: String, cycles: Int) throws {
    var tokens: [Int] = []
    for keep in Self.keeps {
      let request = request(model, cycles: cycles, keep)
      let counted = try counter.count(request).total
      let planned = try planner.plan(request).input.total
      #expect(counted.tokens == planned.tokens && counted.bounds == planned.bounds, "\(String(describing: keep))")
      tokens.append(counted.tokens)
    }
    // All of them, however it is said.
    #expect(tokens[1] == tokens[2] && tokens[1] == tokens[5])
    #expect(tokens[3] < tokens[4] && tokens[4] < tokens[1])
    // What is missing or odd is the model's default.
    #expect(tokens[6] == tokens[0] && tokens[7] == tokens[0])
  }

  @Test("What is cleared is never exact, and each answer of a loop may be a turn of its own")
  func doubt() throws {
    let keep: JSONValue = ["type": "thinking_turns", "value": 1]
    for model in ["claude-sonnet-4-5", "claude-opus-5"] {
      let one = try counter.count(request(model, cycles: 1, keep))
      #expect(one.total.basis <= .modelled)
      #expect(one.parts.contains { $0.rule == .contextEdits })
      let loop = try counter.count(request(model, cycles: 3, keep))
      #expect(loop.parts.contains { $0.rule == .contextEdits && $0.count.bounds.lowerBound < 0 })
    }
  }
}
