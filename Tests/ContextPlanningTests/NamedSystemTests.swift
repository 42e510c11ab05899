import ContextPlanning
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
import Testing

/// The gateways and chat products that the documents at the project's start name.
@Suite("Planned as this system has it")
struct NamedSystemTests {
  private let planner: Planner

  init() throws { planner = Planner(catalog: try Catalog.bundled()) }

  private func plan(_ body: String, _ change: (inout PlanPolicy) -> Void = { _ in }) throws -> Plan {
    var policy = PlanPolicy()
    policy.remedies = .never
    change(&policy)
    return try planner.plan(try MessagesRequest(decoding: Array(body.utf8)), policy)
  }

  @Test(
    "a gateway's body with a dotted model name",
    arguments: ["anthropic/claude-sonnet-4.5", "anthropic/claude-opus-4.6"])
  func gateway(model: String) throws {
    let body =
      #"{"model":"\#(model)","max_tokens":100,"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello"}],"extra_headers":{"anthropic-beta":"context-1m-2025-08-07"}}"#
    let chat = try plan(body) { $0.platform = .zenmux }
    #expect(chat.verdict == .fits)
    #expect(chat.model.hasPrefix(model.contains("sonnet") ? "claude-sonnet-4-5" : "claude-opus-4-6"))
    let own = try plan(
      #"{"model":"\#(model)","max_tokens":100,"system":"Be brief.","messages":[{"role":"user","content":"Hello"}]}"#)
    #expect(chat.input.total == own.input.total)
  }

  @Test(
    "the 1M header by model, tier and date",
    arguments: [
      ("claude-sonnet-4-5", "2026-01-15", true, true, 1_000_000, Verdict.fits),
      ("claude-sonnet-4-5", "2026-01-15", true, nil, 1_000_000, .mayBeRefused),
      ("claude-sonnet-4-5", "2026-01-15", true, false, 200_000, .refused),
      ("claude-sonnet-4-5", "2026-01-15", false, true, 200_000, .refused),
      ("claude-sonnet-4-5", "2026-04-30", true, true, 200_000, .refused),
      ("claude-sonnet-4-20250514", "2025-08-11", true, true, 200_000, .refused),
      ("claude-sonnet-4-20250514", "2025-08-12", true, true, 1_000_000, .fits),
      ("claude-opus-4-6", "2026-02-10", false, nil, 200_000, .refused),
      ("claude-opus-4-6", "2026-03-13", false, nil, 1_000_000, .fits),
      ("claude-opus-4-5", "2026-01-15", true, true, 200_000, .refused),
      ("claude-sonnet-5", "2026-07-01", false, nil, 1_000_000, .fits),
    ] as [(String, String, Bool, Bool?, Int, Verdict)])
  func header(model: String, day: String, sends: Bool, access: Bool?, window: Int, verdict: Verdict) throws {
    let text = String(repeating: "hello ", count: 205_000)
    let body = #"{"model":"\#(model)","max_tokens":10,"messages":[{"role":"user","content":"\#(text)"}]}"#
    let plan = try plan(body) { policy in
      policy.asOf = CalendarDay(day)
      policy.betas = sends ? ["context-1m-2025-08-07"] : []
      policy.hasLongContextAccess = access
    }
    #expect(plan.window.tokens == window)
    #expect(plan.verdict == verdict)
  }

  @Test(
    "long-context prices: the whole request, what exceeds, and the cliff at 100K",
    arguments: [
      // Sonnet 4.5 while the 1M header had effect: all at $6 and $22.50.
      ("claude-sonnet-4-5", "2026-01-15", Platform.api, [(6000, 1), (22_500, 1)]),
      // The gateway: $3 up to 200,000 tokens, $6 above; the output lies above, too.
      ("claude-sonnet-4-5", "2026-01-15", .zenmux, [(3000, 0), (6000, 0), (22_500, 1)]),
      // Since 2026-03-13 one price.
      ("claude-opus-4-6", "2026-03-13", .api, [(5000, 1), (25_000, 1)]),
      ("claude-haiku-5-5", "2026-11-21", .api, [(500, 1), (2500, 1)]),
    ] as [(String, String, Platform, [(Int, Int)])])
  func prices(model: String, day: String, platform: Platform, expected: [(Int, Int)]) throws {
    let text = String(repeating: "hello ", count: 205_000)
    let body = #"{"model":"\#(model)","max_tokens":1000,"messages":[{"role":"user","content":"\#(text)"}]}"#
    let plan = try plan(body) { policy in
      policy.asOf = CalendarDay(day)
      policy.betas = ["context-1m-2025-08-07"]
      policy.platform = platform
    }
    let cost = try #require(plan.cost)
    #expect(cost.lines.map(\.price.nanodollars) == expected.map(\.0))
    #expect(cost.lines.reduce(0) { $0 + $1.tokens } == plan.input.total.tokens + 1000)
    if platform == .zenmux { #expect(cost.lines[0].tokens == 200_000) }
  }

  @Test("the cliff of Haiku 5.5 lies above 100,000 tokens")
  func theCliffOfHaiku5() throws {
    for (words, price) in [(40_000, 100), (110_000, 500)] {
      let text = String(repeating: "hello ", count: words)
      let body = #"{"model":"claude-haiku-5-5","max_tokens":1000,"messages":[{"role":"user","content":"\#(text)"}]}"#
      #expect(try plan(body).cost?.lines.first?.price.nanodollars == price)
    }
  }

  @Test("thinking stripped in a tool cycle, by the older formula")
  func thinkingStrippedInATool() throws {
    // context_window = (input_tokens - previous_thinking_tokens) + current_turn_tokens
    func body(_ thinking: Bool, _ question: String) -> String {
      let block = thinking ? #"{"type":"thinking","thinking":"Some thoughts on that.","signature":"EqQB"},"# : ""
      return #"""
        {"model":"claude-sonnet-4-20250514","max_tokens":3000,"thinking":{"type":"enabled","budget_tokens":2000},
        "tools":[{"name":"read","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look"},
        {"role":"assistant","content":[\#(block){"type":"tool_use","id":"a","name":"read","input":{}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"x"}\#(question)]}]}
        """#
    }
    let asked = #",{"type":"text","text":"And now?"}"#
    let (with, without) = (try plan(body(true, asked)), try plan(body(false, asked)))
    #expect(with.input.total.tokens == without.input.total.tokens)
    #expect(try plan(body(true, "")).input.total.tokens > plan(body(false, "")).input.total.tokens)
  }

  @Test(
    "both ways of overflow",
    arguments: [
      ("claude-3-7-sonnet-20250219", Verdict.refused), ("claude-opus-4-1", .refused),
      ("claude-sonnet-4-5", .fitsMayBeCut),
      ("claude-opus-5", .fitsMayBeCut), ("claude-3-5-sonnet-20241022", .fitsMayBeCut),
    ])
  func overflow(model: String, verdict: Verdict) throws {
    let body = #"{"model":"\#(model)","max_tokens":4000,"messages":[{"role":"user","content":"Hello"}]}"#
    #expect(try plan(body) { $0.window = 3000 }.verdict == verdict)
  }

  @Test("the text of context awareness")
  func theTextOfContextAwareness() throws {
    let body = #"{"model":"claude-haiku-4-5","max_tokens":40,"messages":[{"role":"user","content":"Hello"}]}"#
    let text = try #require(try plan(body).budgetText)
    #expect(text.opening == "<budget:token_budget>200000</budget:token_budget>")
    #expect(
      text.warning(used: 35_000) == "<system_warning>Token usage: 35000/200000; 165000 remaining</system_warning>")
  }

  @Test("a rolling window, first in, first out")
  func aRollingWindowFirstIn() throws {
    var made = Conversations(seed: 20)
    let request = made.agent(model: "claude-sonnet-4-5", exchanges: 8, cycles: 1)
    var policy = PlanPolicy()
    policy.window = try planner.plan(request).input.total.tokens * 2 / 3
    let plan = try planner.plan(request, policy)
    let fifo = try #require(plan.remedies.first { $0.name == "fifo" })
    #expect(fifo.verdict == .fits)
    let kept = fifo.request.messages.count
    #expect(kept < request.messages.count)
    #expect(fifo.request.messages.elementsEqual(request.messages.suffix(kept)))
  }

  @Test("half a million in the enterprise chat product")
  func halfAMillionInThe() throws {
    let text = String(repeating: "hello ", count: 205_000)
    let body = #"{"model":"claude-sonnet-4-5","max_tokens":10,"messages":[{"role":"user","content":"\#(text)"}]}"#
    #expect(try plan(body).verdict == .refused)
    #expect(try plan(body) { $0.surface = "claude.ai enterprise" }.verdict == .fits)
    #expect(throws: PlanError.self) { try plan(body) { $0.surface = "a chat that is not known" } }
  }
}
