import ContextPlanning
import MessagesAPI
import ModelCatalog
import RequestCounting
import SessionReading
import Testing

@Suite("A ledger that the API's usage corrected")
struct MeasuredLedgerTests {
  private let planner: Planner

  init() throws { planner = Planner(counter: RequestCounter(catalog: try Catalog.bundled())) }

  /// A conversation whose system prompt, of 30,000 tokens, its messages do not show.
  private func ledger(_ model: String, turns: Int = 6) throws -> ConversationLedger {
    var made = Conversations(seed: 31)
    let whole = made.agent(model: model, exchanges: turns, cycles: 2)
    var head = whole
    head.messages = []
    var ledger = try ConversationLedger(head, planner: planner)
    for message in whole.messages {
      if message.role == .assistant {
        ledger.append(message, usage: SessionUsage(prompt: ledger.input.tokens + (ledger.measured == nil ? 30_000 : 0)))
      } else {
        ledger.append(message)
      }
    }
    ledger.append(Message(role: .user, "And then?"))
    return ledger
  }

  @Test("plans from there, as it counts", arguments: ["claude-opus-4-6", "claude-sonnet-4-5", "claude-opus-5"])
  func plans(model: String) throws {
    var ledger = try self.ledger(model)
    #expect(ledger.input.tokens > 30_000)
    let plan = try ledger.plan()
    #expect(plan.input.total.tokens == ledger.input.tokens)
    #expect(plan.anchor?.tokens == ledger.measured)
    // An edit of what was measured leaves what the messages do not show.
    try ledger.remove(at: ledger.count - 1)
    try ledger.replace(at: 0, with: Message(role: .user, "Something shorter."))
    let edited = try ledger.plan()
    #expect(edited.input.total.tokens == ledger.input.tokens)
    #expect(edited.input.total.tokens > 30_000)
    #expect(edited.input.total.tokens < plan.input.total.tokens)
  }

  @Test("leaves more room at a risk than its upper bound promises, and counts only what has come since as doubtful")
  func risk() throws {
    var ledger = try self.ledger("claude-opus-5")
    let limit = { (risk: Double) in
      ledger.risk = risk
      return ledger.riskLimit
    }
    #expect(limit(0.05)?.content == .growth)
    let (often, seldom) = (limit(0.2)?.tokens ?? 0, limit(0.01)?.tokens ?? 0)
    #expect(ledger.input.tokens...ledger.input.tokens + 2_000 ~= often)
    #expect(often <= seldom)
    ledger.risk = 0.01
    #expect(ledger.headroom == ledger.window.tokens - seldom - ledger.maxTokens)
    #expect(try ledger.plan().riskLimit?.risk == 0.01)
  }
}
