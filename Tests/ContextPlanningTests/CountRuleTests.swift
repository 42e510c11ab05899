import ContextPlanning
import Foundation
import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
import Testing

/// Every rule that a count or the window decides, shown on a request; the others have their rows with RequestChecking.
@Suite("A rule that counts decide")
struct CountRuleTests {
  /// A request, what is known besides it, and what becomes of it.
  struct Row: Sendable, CustomStringConvertible {
    let rule: RequestRule
    let body: String
    var policy: @Sendable (inout PlanPolicy) -> Void = { _ in }
    let expected: Expected

    enum Expected: Sendable {
      /// Refused by this very rule, with this message.
      case refused(String)
      /// Possibly refused by this very rule, with this message where one is given.
      case mayBeRefused
      case possibly(String)
      case verdict(Verdict)
      case holds(@Sendable (Plan, Planner) throws -> Bool)
    }

    var description: String { "\(rule.number) \(rule.rawValue)" }
  }

  private static let planner = try? Planner(catalog: Catalog.bundled())

  @Test("is applied", arguments: rows)
  func row(row: Row) throws {
    let planner = try #require(Self.planner)
    let request = try MessagesRequest(decoding: Array(row.body.utf8))
    var policy = PlanPolicy()
    policy.remedies = .never
    row.policy(&policy)
    let plan = try planner.plan(request, policy)
    switch row.expected {
    case .refused(let message):
      #expect(plan.verdict == .refused)
      #expect(plan.refusals.contains { $0.rule == row.rule && $0.message == message }, "\(plan.refusals)")
    case .possibly(let message):
      #expect(plan.verdict == .mayBeRefused)
      #expect(plan.refusals.contains { $0.rule == row.rule && $0.message == message }, "\(plan.refusals)")
    case .mayBeRefused:
      #expect(plan.verdict == .mayBeRefused)
      #expect(plan.refusals.contains { $0.rule == row.rule })
    case .verdict(let verdict): #expect(plan.verdict == verdict, "\(plan.refusals)")
    case .holds(let holds): #expect(try holds(plan, planner))
    }
  }

  @Test("has a row of its own")
  func hasARowOfIts() {
    let shown = Set(Self.rows.map(\.rule))
    let counted = RequestRule.allCases.filter { $0.scope.standing == .count }
    #expect((counted + [.boundThinking, .windowByHeader, .streamingRequired]).filter { !shown.contains($0) } == [])
  }

  // MARK: Rows

  static func body(_ model: String, _ maxTokens: Int, _ rest: String = "", content: String = #""Hello""#) -> String {
    #"{"model":"\#(model)","max_tokens":\#(maxTokens),\#(rest)"messages":[{"role":"user","content":\#(content)}]}"#
  }

  static let rows: [Row] =
    inputRows + overflowRows + askingRows + windowRows

  static let thinking =
    #"{"type":"thinking","thinking":"Let me think about this for a while.","signature":"EqQB"}"#

  static func turns(_ last: String) -> String {
    #"""
    {"model":"MODEL","max_tokens":3000,"thinking":{"type":"enabled","budget_tokens":2000},"messages":[
    {"role":"user","content":"Look"},
    {"role":"assistant","content":[\#(thinking),{"type":"tool_use","id":"a","name":"read","input":{}}]},
    {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"x"}]}\#(last)]}
    """#
  }

  static let nextQuestion = #",{"role":"assistant","content":"Done"},{"role":"user","content":"And now?"}"#

  /// A long question, its answer, and an exchange whose answer has thinking.
  private static let twoExchanges = #"""
    {"model":"MODEL","max_tokens":10,"messages":[
    {"role":"user","content":"\#(String(repeating: "window ", count: 90))"},{"role":"assistant","content":"Yes."},
    {"role":"user","content":"And?"},{"role":"assistant","content":[\#(thinking),{"type":"text","text":"No."}]},
    {"role":"user","content":"So?"}]}
    """#

  private static func hasThinking(_ plan: Plan) -> Bool {
    plan.shares.contains { $0.kind == .thinking && $0.count.tokens > 0 }
  }

  private static let inputRows: [Row] = [
    Row(
      rule: .sharedWindow, body: body("claude-opus-5", 100),
      expected: .holds { plan, _ in plan.headroom == 1_000_000 - plan.input.total.bounds.upperBound - 100 }),
    Row(
      rule: .everythingCounts,
      body: #"""
        {"model":"claude-sonnet-4-5","max_tokens":10,"system":"Be brief.",
        "tools":[{"name":"read","input_schema":{"type":"object"}}],"messages":[
        {"role":"user","content":[{"type":"text","text":"Read"},{"type":"document",
        "source":{"type":"text","media_type":"text/plain","data":"A text."}},{"type":"image","source":{"type":"base64",
        "media_type":"image/gif","data":"R0lGODlhZABkAAAAACw="}}]},
        {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"read","input":{}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"Result"}]}]}
        """#,
      expected: .holds { plan, _ in
        let kinds = Set(plan.shares.filter { $0.count.tokens > 0 }.map(\.kind))
        let sum = plan.shares.reduce(0) { $0 + $1.count.tokens }
        return kinds.isSuperset(of: [.system, .tools, .user, .toolCalls, .toolResults, .images, .documents])
          && sum == plan.input.total.tokens
      }),
    Row(
      rule: .sameRoleJoined,
      body:
        #"{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"Hello"},{"role":"user","content":"there"}]}"#,
      expected: .holds { plan, planner in
        let joined = try planner.plan(
          MessagesRequest(decoding: Array(body("claude-opus-5", 9, content: #""Hello\n\nthere""#).utf8)))
        return plan.input.total == joined.input.total
      }),
    Row(
      rule: .cachedTokensCount,
      body: body("claude-opus-5", 10, #""cache_control":{"type":"ephemeral"},"#),
      policy: { $0.cachedTokens = 5 },
      expected: .holds { plan, planner in
        let plain = try planner.plan(MessagesRequest(decoding: Array(body("claude-opus-5", 10).utf8)))
        return plain.headroom == plan.headroom
      }),
    Row(
      rule: .thinkingWithinMaxTokens,
      body: body("claude-sonnet-4-5", 3000, #""thinking":{"type":"enabled","budget_tokens":2000},"#),
      expected: .holds { plan, _ in plan.headroom == 200_000 - plan.input.total.bounds.upperBound - 3000 }),
    Row(
      rule: .earlierThinkingKept, body: turns(nextQuestion), policy: { $0.model = "claude-opus-4-5" },
      expected: .holds { plan, _ in hasThinking(plan) }),
    Row(
      rule: .earlierThinkingStripped, body: turns(nextQuestion), policy: { $0.model = "claude-sonnet-4-5" },
      expected: .holds { plan, _ in !hasThinking(plan) }),
    Row(
      rule: .thinkingOfToolCycle, body: turns(""), policy: { $0.model = "claude-sonnet-4-5" },
      expected: .holds { plan, _ in hasThinking(plan) }),
    Row(
      rule: .thinkingSwitchedOff,
      body: turns("").replacingOccurrences(of: #""enabled","budget_tokens":2000"#, with: #""disabled""#),
      policy: { $0.model = "claude-sonnet-4-5" }, expected: .holds { plan, _ in !hasThinking(plan) }),
    Row(
      rule: .thinkingOverride,
      body: turns(nextQuestion).replacingOccurrences(
        of: #""messages""#,
        with: #""context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},"messages""#),
      policy: { $0.model = "claude-sonnet-4-5" }, expected: .holds { plan, _ in hasThinking(plan) }),
    Row(
      rule: .toolUsesCleared,
      body: turns("").replacingOccurrences(
        of: #""messages""#,
        with: #""context_management":{"edits":[{"type":"clear_tool_uses_20250919"}]},"messages""#),
      policy: {
        $0.model = "claude-opus-4-5"
        $0.betas = ["context-management-2025-06-27"]
      },
      // One call, far below 100,000 tokens: nothing is cleared.
      expected: .holds { plan, _ in plan.unedited == nil && plan.verdict == .fits }),
    Row(
      rule: .boundThinking, body: twoExchanges,
      policy: {
        $0.model = "claude-opus-5-5"
        $0.window = 420
        $0.remedies = .only(["fifo"])
      },
      expected: .holds { plan, _ in plan.remedies.map(\.lost.breaksBoundThinking) == [true] }),
    Row(
      rule: .boundThinking, body: twoExchanges,
      policy: {
        $0.model = "claude-opus-4-8"
        $0.window = 420
        $0.remedies = .only(["fifo"])
      },
      expected: .holds { plan, _ in plan.remedies.map(\.lost.breaksBoundThinking) == [false] }),
  ]

  private static let overflowRows: [Row] = [
    Row(
      rule: .countingUnlimited,
      body: #"{"model":"claude-haiku-4-5","messages":[{"role":"user","content":"Hello"}]}"#,
      policy: {
        $0.window = 7
        $0.endpoint = .countTokens
      }, expected: .verdict(.fits)),
    Row(
      rule: .countingUnlimited,
      body: #"{"model":"claude-haiku-4-5","messages":[{"role":"user","content":"Hello"}]}"#,
      policy: {
        $0.window = 7
        $0.endpoint = .countTokens
        $0.platform = .bedrock
      }, expected: .verdict(.refused)),
    Row(
      rule: .inputOverWindow, body: body("claude-sonnet-4-5", 10), policy: { $0.window = 7 },
      expected: .refused("prompt is too long: 8 tokens > 7 maximum")),
    Row(
      rule: .inputOverWindow, body: body("claude-sonnet-4-5", 10), policy: { $0.window = 8 },
      expected: .verdict(.fitsMayBeCut)),
    Row(
      rule: .overflowAccepted, body: body("claude-haiku-4-5", 300), policy: { $0.window = 200 },
      expected: .verdict(.fitsMayBeCut)),
    Row(
      rule: .overflowRefused, body: body("claude-opus-4-1", 1000), policy: { $0.window = 500 },
      expected: .refused(
        "input length and `max_tokens` exceed context limit: 8 + 1000 > 500, decrease input length or `max_tokens` and "
          + "try again")),
    Row(
      rule: .overflowRefused, body: body("claude-opus-4-1", 500), policy: { $0.window = 450 },
      expected: .mayBeRefused),
    Row(
      rule: .overflowHeader, body: body("claude-opus-4-1", 1000),
      policy: {
        $0.window = 500
        $0.betas = ["model-context-window-exceeded-2025-08-26"]
      }, expected: .verdict(.fitsMayBeCut)),
    Row(
      rule: .overflowTruncated, body: body("claude-3-5-haiku-20241022", 1000), policy: { $0.window = 500 },
      expected: .verdict(.fitsMayBeCut)),
  ]

  private static let askingRows: [Row] = [
    Row(
      rule: .maxTokensOverMaximum, body: body("claude-opus-4-5-20251101", 128_001),
      expected: .refused(
        "max_tokens: 128001 > 64000, which is the maximum allowed number of output tokens for claude-opus-4-5-20251101")
    ),
    Row(
      rule: .longBatchOutput, body: body("claude-opus-5", 300_000),
      policy: {
        $0.endpoint = .batches
        $0.betas = ["output-300k-2026-03-24"]
      }, expected: .verdict(.fits)),
    Row(
      rule: .longBatchOutput, body: body("claude-opus-5", 300_001),
      policy: {
        $0.endpoint = .batches
        $0.betas = ["output-300k-2026-03-24"]
      },
      expected: .refused(
        "max_tokens: 300001 > 300000, which is the maximum allowed number of output tokens for claude-opus-5")),
    Row(rule: .maxTokensZero, body: body("claude-opus-5", 0), expected: .verdict(.fits)),
    Row(
      rule: .maxTokensZero, body: body("claude-opus-5", 0), policy: { $0.endpoint = .batches },
      expected: .refused("max_tokens: Input should be greater than or equal to 1")),
    Row(
      rule: .maxTokensZero, body: body("claude-opus-5", -1),
      expected: .refused("max_tokens: must be greater than or equal to 0")),
    Row(
      rule: .streamingRequired, body: body("claude-opus-5", 21_334),
      expected: .holds { plan, _ in plan.verdict == .fits && plan.notices.contains { $0.code == .streamingRequired } }),
    Row(
      rule: .budgetMinimum,
      body: body("claude-sonnet-4-5", 3000, #""thinking":{"type":"enabled","budget_tokens":64},"#),
      expected: .refused("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")),
    Row(
      rule: .budgetWithinMaxTokens,
      body: body("claude-sonnet-4-5", 4096, #""thinking":{"type":"enabled","budget_tokens":4096},"#),
      expected: .refused(
        "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at "
          + "https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size")),
    Row(
      rule: .budgetWithinMaxTokens,
      body: body("claude-sonnet-4-5", 4096, #""thinking":{"type":"enabled","budget_tokens":4096},"#),
      policy: { $0.betas = ["interleaved-thinking-2025-05-14"] }, expected: .verdict(.fits)),
    Row(
      rule: .taskBudgetMinimum,
      body: body("claude-opus-5", 100, #""output_config":{"task_budget":{"type":"tokens","total":19999}},"#),
      expected: .refused("output_config.task_budget.total: Input should be greater than or equal to 20000")),
  ]

  private static let windowRows: [Row] = [
    Row(
      rule: .windowOfModel, body: body("claude-sonnet-4-6", 10),
      expected: .holds { plan, _ in
        plan.window.tokens == 1_000_000 && plan.window.origin == .model && plan.cost?.longContextRule == nil
      }),
    Row(
      rule: .windowOfModel, body: body("claude-haiku-4-5", 10),
      expected: .holds { plan, _ in plan.window.tokens == 200_000 }),
    Row(
      rule: .windowByHeader, body: body("claude-sonnet-4-5", 10),
      policy: {
        $0.betas = ["context-1m-2025-08-07"]
        $0.asOf = CalendarDay("2026-04-29")
      }, expected: .holds { plan, _ in plan.window.tokens == 1_000_000 }),
    Row(
      rule: .windowOfSurface, body: body("claude-sonnet-4-5", 10), policy: { $0.surface = "claude.ai enterprise" },
      expected: .holds { plan, _ in plan.window.tokens == 500_000 }),
    Row(
      rule: .budgetTags, body: body("claude-sonnet-4-6", 10),
      expected: .holds { plan, _ in
        plan.budgetText?.opening == "<budget:token_budget>1000000</budget:token_budget>"
      }),
    Row(
      rule: .budgetTags, body: body("claude-opus-5", 10), expected: .holds { plan, _ in plan.budgetText == nil }),
  ]
}
