import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
import Testing

@Suite("A remedy")
struct RemedyTests {
  private let planner: Planner

  init() throws { planner = Planner(catalog: try Catalog.bundled()) }

  @Test(
    "is what it promised when the edited body is planned anew",
    arguments: ["claude-sonnet-4-5", "claude-opus-4-6", "claude-opus-4-1-20250805", "claude-opus-5", "claude-opus-5-5"])
  func promise(model: String) throws {
    var made = Conversations(seed: 1)
    let request = made.agent(model: model, exchanges: 4, cycles: 3, words: 20, hasThinking: true)
    var policy = PlanPolicy()
    policy.window = try planner.plan(request, policy).input.total.tokens * 3 / 4
    let plan = try planner.plan(request, policy)
    #expect(plan.verdict == .refused)
    #expect(plan.remedies.contains { $0.name == "evict" })
    for remedy in plan.remedies {
      var again = policy
      again.betas = remedy.headers
      again.remedies = .never
      if remedy.name.hasPrefix("model:") { again.model = remedy.request.model }
      let edited = try MessagesRequest(decoding: remedy.request.encoded())
      let after = try planner.plan(edited, again)
      if remedy.isForNextRequest { continue }
      #expect(after.input.total == remedy.after, "\(remedy.name)")
      #expect(after.verdict == remedy.verdict, "\(remedy.name)")
      #expect(after.headroom - plan.headroom == remedy.freed, "\(remedy.name)")
    }
  }

  @Test("lowers max_tokens to what has its place")
  func lowersMaxTokensToWhat() throws {
    let request = MessagesRequest(
      model: "claude-opus-4-1-20250805", maxTokens: 900, messages: [Message(role: .user, "Hello")])
    var policy = PlanPolicy()
    policy.window = 500
    let plan = try planner.plan(request, policy)
    #expect(plan.refusals.map(\.rule) == [.overflowRefused])
    let remedy = try #require(plan.remedies.first { $0.name == "lower_max_tokens" })
    #expect(remedy.request.maxTokens == plan.largestMaxTokens)
    #expect(remedy.verdict == .fits)
  }

  @Test(
    "of the API's own clears by its parameters",
    arguments: [
      (#"{"type": "clear_tool_uses_20250919"}"#, 0),
      (#"{"type": "clear_tool_uses_20250919", "trigger": {"type": "input_tokens", "value": 100}}"#, 9),
      (#"{"type": "clear_tool_uses_20250919", "trigger": {"type": "tool_uses", "value": 11}}"#, 9),
      (#"{"type": "clear_tool_uses_20250919", "trigger": {"type": "tool_uses", "value": 12}}"#, 0),
      (
        #"{"type": "clear_tool_uses_20250919", "trigger": {"type": "tool_uses", "value": 1}, "keep": {"type": "tool_uses", "value": 10}}"#,
        2
      ),
      (
        #"{"type": "clear_tool_uses_20250919", "trigger": {"type": "tool_uses", "value": 1}, "clear_at_least": {"type": "input_tokens", "value": 99999}}"#,
        0
      ),
      (
        #"{"type": "clear_tool_uses_20250919", "trigger": {"type": "tool_uses", "value": 1}, "exclude_tools": ["read"]}"#,
        0
      ),
    ])
  func clearing(edit: String, cleared: Int) throws {
    var made = Conversations(seed: 2)
    var request = made.agent(model: "claude-sonnet-4-5", exchanges: 4, cycles: 3, words: 40)
    let before = try planner.plan(request).input.total.tokens
    request.contextManagement = ContextManagement(["edits": JSONValue(elements: [try JSONValue(parsing: edit)])])
    let plan = try planner.plan(request)
    #expect(plan.unedited?.tokens == (cleared == 0 ? nil : before))
    // A cleared result becomes a placeholder of a dozen tokens; these hold some hundred.
    let freed = before - plan.input.total.tokens
    #expect(cleared == 0 ? freed == 0 : freed > cleared * 50)
    #expect(cleared == 0 || freed < cleared * 1000)
  }

  @Test("that clears inputs too frees more")
  func thatClearsInputsTooFrees() throws {
    var made = Conversations(seed: 3)
    var request = made.agent(model: "claude-opus-5", exchanges: 4, cycles: 3)
    func tokens(_ inputs: String) throws -> Int {
      let edit =
        #"{"type": "clear_tool_uses_20250919", "trigger": {"type": "tool_uses", "value": 1}, "clear_tool_inputs": \#(inputs)}"#
      request.contextManagement = ContextManagement(["edits": JSONValue(elements: [try JSONValue(parsing: edit)])])
      return try planner.plan(request).input.total.tokens
    }
    #expect(try tokens("true") < tokens("false"))
    #expect(try tokens(#"["read"]"#) == tokens("true"))
    #expect(try tokens(#"["write"]"#) == tokens("false"))
  }

  @Test("that clears thinking works on models that keep it, and keeps it on models that strip it")
  func thatClearsThinkingWorksOn() throws {
    var made = Conversations(seed: 8)
    for model in ["claude-opus-4-6", "claude-sonnet-4-5"] {
      var request = made.agent(model: model, exchanges: 4, cycles: 1, hasThinking: true)
      request.maxTokens = 5000
      request.thinking = Thinking(type: "enabled", budgetTokens: 2000)
      func tokens(_ keep: JSONValue?) throws -> Int {
        let edit: JSONValue =
          keep.map { ["type": "clear_thinking_20251015", "keep": $0] } ?? ["type": "clear_thinking_20251015"]
        request.contextManagement = ContextManagement(["edits": JSONValue(elements: [edit])])
        return try planner.plan(request).input.total.tokens
      }
      let one = try tokens(["type": "thinking_turns", "value": 1])
      let two = try tokens(["type": "thinking_turns", "value": 2])
      let all = try tokens("all")
      #expect(one < two && two < all, "\(model)")
      let own = try tokens(nil)
      #expect(own == (model == "claude-opus-4-6" ? all : one), "\(model)")
    }
  }

  @Test("that compacts leaves a summary within bounds and needs a model that can")
  func thatCompactsLeavesASummary() throws {
    var made = Conversations(seed: 9)
    let request = made.agent(model: "claude-opus-4-6", exchanges: 60, cycles: 3, words: 60)
    var policy = PlanPolicy()
    policy.remedies = .always
    let plan = try planner.plan(request, policy)
    #expect(plan.input.total.tokens > 50_000)
    let compact = try #require(plan.remedies.first { $0.name == "compact_20260112" })
    #expect(compact.after.basis == .assumed)
    #expect(compact.after.bounds.upperBound < 15_000)
    let onDemand = try #require(plan.remedies.first { $0.name == "compact_on_demand" })
    #expect(onDemand.isForNextRequest && onDemand.after == compact.after && onDemand.addedNanodollars == nil)
    #expect(onDemand.headers == ["compact-2026-09-04"])
    // The request that asks for it is read whole, with what asks for the summary.
    let asking = try MessagesRequest(decoding: onDemand.request.encoded())
    #expect(try planner.plan(asking).input.total.tokens == plan.input.total.tokens + 168)
    for change: (inout PlanPolicy) -> Void in [
      { $0.platform = .bedrock }, { $0.asOf = CalendarDay("2026-09-13") }, { $0.window = plan.input.total.tokens - 1 },
    ] {
      var other = policy
      change(&other)
      #expect(try !planner.plan(request, other).remedies.contains { $0.name == "compact_on_demand" })
    }
    policy.model = "claude-sonnet-4-5"
    #expect(try !planner.plan(request, policy).remedies.contains { $0.name == "compact_20260112" })
  }
}
