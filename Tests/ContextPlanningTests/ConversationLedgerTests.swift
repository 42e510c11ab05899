import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

@Suite("A ledger")
struct ConversationLedgerTests {
  private let counter: RequestCounter
  private let planner: Planner

  init() throws {
    counter = RequestCounter(catalog: try Catalog.bundled())
    planner = Planner(counter: counter)
  }

  @Test(
    "always equals counting the whole request anew",
    arguments: [
      "claude-3-5-haiku-20241022", "claude-opus-4-1-20250805", "claude-sonnet-4-5", "claude-opus-4-6",
      "claude-opus-4-7",
      "claude-opus-5", "claude-opus-5-5",
    ])
  func law(model: String) throws {
    var script = EditScript(seed: 11)
    for trial in 0..<6 {
      let head = script.head(model: model)
      var ledger = try ConversationLedger(head, planner: planner)
      ledger.risk = 0.01
      var messages: [Message] = []
      for step in 0..<40 {
        let edit = script.next(messages.count)
        switch edit {
        case .append(let message):
          ledger.append(message)
          messages.append(message)
        case .insert(let message, let index):
          try ledger.insert(message, at: index)
          messages.insert(message, at: index)
        case .replace(let message, let index):
          try ledger.replace(at: index, with: message)
          messages[index] = message
        case .remove(let index):
          try ledger.remove(at: index)
          messages.remove(at: index)
        }
        var whole = head
        whole.messages = messages
        let count = try counter.count(whole)
        let expected = count.total
        #expect(ledger.riskLimit == counter.limit(of: count, at: 0.01), "trial \(trial), step \(step): \(edit)")
        #expect(ledger.input == expected, "trial \(trial), step \(step): \(edit)")
        #expect(ledger.count == messages.count)
        if ledger.input != expected { return }
      }
      #expect(ledger.request.messages == messages)
    }
  }

  @Test("branches by value")
  func branchesByValue() throws {
    var made = Conversations(seed: 12)
    let request = made.agent(model: "claude-opus-5", exchanges: 30, cycles: 4)
    let trunk = try ConversationLedger(request, planner: planner)
    let before = trunk.input
    var branch = trunk
    try branch.remove(at: 5)
    branch.append(Message(role: .assistant, "Done."))
    #expect(trunk.input == before)
    #expect(branch.input != before)
    #expect(try planner.plan(branch.request).input.total == branch.input)
  }

  @Test("says what is left, and what the model is told of it")
  func saysWhatIsLeftAnd() throws {
    let request = MessagesRequest(
      model: "claude-sonnet-4-5", maxTokens: 1000, messages: [Message(role: .user, "Hello")])
    let ledger = try ConversationLedger(request, planner: planner)
    let used = ledger.input.tokens
    #expect(ledger.headroom == 200_000 - used - 1000)
    #expect(ledger.budgetTexts?.opening == "<budget:token_budget>200000</budget:token_budget>")
    #expect(
      ledger.budgetTexts?.warning
        == "<system_warning>Token usage: \(used)/200000; \(200_000 - used) remaining</system_warning>")
    #expect(
      try ConversationLedger(request, planner: planner, policy: PlanPolicy(model: "claude-opus-5")).budgetTexts == nil)
  }

  @Test("refuses places that are not there")
  func refusesPlacesThatAreNot() throws {
    let request = MessagesRequest(model: "claude-opus-5", messages: [Message(role: .user, "Hello")])
    var ledger = try ConversationLedger(request, planner: planner)
    for index in [-1, 1, Int.max] {
      #expect(throws: PlanError.self) { try ledger.remove(at: index) }
    }
  }
}

/// Random edits of a conversation, sensible ones and others.
struct EditScript {
  enum Edit {
    case append(Message)
    case insert(Message, at: Int)
    case replace(Message, at: Int)
    case remove(at: Int)
  }

  private var made: Conversations
  private var calls = 0

  init(seed: UInt64) { made = Conversations(seed: seed) }

  mutating func head(model: String) -> MessagesRequest {
    var request = MessagesRequest(model: model, maxTokens: 4000, messages: [])
    if made.flag() { request.system = "Be brief." }
    if made.flag() {
      request.tools = [Tool(name: "read", description: "Reads", inputSchema: ["type": "object"])]
    }
    if made.flag() { request.thinking = Thinking(type: "enabled", budgetTokens: 2000) }
    if made.flag() { request.betas = ["interleaved-thinking-2025-05-14"] }
    return request
  }

  mutating func next(_ count: Int) -> Edit {
    let kind = count == 0 ? 0 : made.number(in: 0...9)
    switch kind {
    case 0...5: return .append(message())
    case 6: return .insert(message(), at: made.number(in: 0...count))
    case 7: return .replace(message(), at: made.number(in: 0...count - 1))
    default: return .remove(at: made.number(in: 0...count - 1))
    }
  }

  private mutating func message() -> Message {
    let role: Role = made.number(in: 0...30) == 0 ? .system : made.flag() ? .user : .assistant
    if made.number(in: 0...3) == 0 {
      return Message(role: role, made.text(made.number(in: 0...6)) + (made.flag() ? "  \n" : ""))
    }
    return Message(role: role, (0...made.number(in: 0...3)).map { _ in role == .assistant ? answer() : question() })
  }

  private mutating func answer() -> ContentBlock {
    switch made.number(in: 0...3) {
    case 0: return .text(made.text(3))
    case 1: return .thinking(made.text(made.number(in: 0...5)), signature: "c2lnbmF0dXJlIG9mIHRoaW5raW5n")
    case 2: return .redactedThinking(RedactedThinkingBlock(data: "ZGF0YSBkYXRhIGRhdGE="))
    default:
      calls += 1
      let name = made.flag() ? "read" : "search_everywhere"
      return .toolUse(id: "c\(calls)", name: name, input: ["a": JSONValue(made.text(2))])
    }
  }

  private mutating func question() -> ContentBlock {
    switch made.number(in: 0...5) {
    case 0: return .text(made.text(made.number(in: 0...4)))
    case 1:
      let source = MediaSource(.text(mediaType: "text/plain", data: RequestText(made.text(6))))
      return .document(DocumentBlock(source: source, citations: ["enabled": true]))
    case 2:
      let source = MediaSource(.text(mediaType: "text/plain", data: RequestText(made.text(6))))
      return .toolResult(
        toolUseID: "c\(calls)", [.document(DocumentBlock(source: source, citations: ["enabled": true]))])
    case 3: return .toolResult(toolUseID: "c\(max(calls - 1, 0))", .text(RequestText(made.text(5))))
    default: return .toolResult(toolUseID: "c\(calls)", .text(RequestText(made.text(5))), isError: made.flag())
    }
  }
}
