import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
import SessionReading
import Testing

@testable import ContextPlanning

@Suite("Numbers that nothing can have")
struct NumberBoundaryTests {
  /// 2⁶³ - 1, 2⁶², 10¹⁵, 10¹², -1 and -2⁶³.
  static let numbers = [Int.max, 1 << 62, 1_000_000_000_000_000, 1_000_000_000_000, -1, .min]

  private let planner: Planner

  init() throws { planner = Planner(catalog: try Catalog.bundled()) }

  private static let body: JSONValue = [
    "model": "claude-opus-4-6", "max_tokens": 100, "cache_control": ["type": "ephemeral"],
    "messages": [
      ["role": "user", "content": "a"], ["role": "assistant", "content": "b"], ["role": "user", "content": "c"],
    ],
  ]

  @Test("are refused by every option that takes a number, as JSON and as text", arguments: numbers)
  func options(number: Int) throws {
    for option in [
      PlanOption.maxTokens, .window, .expectedOutput, .cachedTokens, .turns, .branches, .when,
    ] {
      var policy = PlanPolicy()
      let value = JSONValue(integerLiteral: number)
      let error = #expect(throws: PlanError.self, "\(option)") { try option.set(value, in: &policy) }
      #expect(error?.code == .wrongKind)
      #expect(throws: PlanError.self, "\(option)") { try option.set(text: "\(number)", in: &policy) }
    }
  }

  @Test("are refused in a policy that Swift made", arguments: numbers)
  func policies(number: Int) throws {
    let rows: [@Sendable (inout PlanPolicy) -> Void] = [
      { $0.window = number }, { $0.expectedOutput = number }, { $0.cachedTokens = number },
      { $0.outputSoFar = number }, { $0.turns = number }, { $0.branches = number }, { $0.goal = .tokens(number) },
      { $0.anchor = CountAnchor(tokens: number, messages: 1) },
      { $0.anchor = CountAnchor(tokens: 10, messages: 1, cleared: number) },
    ]
    let request = try MessagesRequest(decoding: Self.body)
    for (place, change) in rows.enumerated() {
      var policy = PlanPolicy()
      policy.asksForRoom = true
      change(&policy)
      let error = #expect(throws: PlanError.self, "\(place)") { try planner.plan(request, policy) }
      #expect(error?.code == .absurdNumber && error?.value == "\(number)")
    }
    var policy = PlanPolicy()
    (policy.maxTokens, policy.remedies, policy.asksForRoom) = (number, .always, true)
    #expect(try planner.plan(request, policy).verdict == .refused)
  }

  /// Where a number of the body is put into a sum or a product.
  static let fields: [@Sendable (JSONValue) -> JSONValue] = [
    { ["max_tokens": $0] }, { ["thinking": ["type": "enabled", "budget_tokens": $0]] },
    { ["output_config": ["task_budget": ["type": "tokens", "total": $0, "remaining": $0]]] },
    { ["context_management": ["edits": [["type": "compact_20260112", "trigger": ["value": $0]]]]] },
    {
      [
        "context_management": [
          "edits": [
            [
              "type": "clear_tool_uses_20250919", "trigger": ["type": "input_tokens", "value": $0],
              "keep": ["type": "tool_uses", "value": $0], "clear_at_least": ["type": "input_tokens", "value": $0],
            ]
          ]
        ]
      ]
    },
    { ["context_management": ["edits": [["type": "clear_tool_uses_20250919", "trigger": ["value": 0], "keep": $0]]]] },
    { ["context_management": ["edits": [["type": "clear_thinking_20251015", "keep": ["value": $0]]]]] },
    { ["tools": [["type": "web_search_20250305", "name": "web_search", "max_uses": $0]]] },
    { ["tools": [["type": "web_fetch_20250910", "name": "f", "max_uses": $0, "max_content_tokens": $0]]] },
    {
      [
        "tools": [
          [
            "type": "computer_20250124", "name": "computer", "display_width_px": $0, "display_height_px": $0,
            "display_number": $0,
          ]
        ]
      ]
    },
    { ["tools": [["type": "text_editor_20250728", "name": "str_replace_based_edit_tool", "max_characters": $0]]] },
    { ["top_k": $0, "temperature": $0, "top_p": $0] },
  ]

  @Test("end no plan where they stand in the body", arguments: fields.indices, numbers)
  func bodies(place: Int, number: Int) throws {
    let changed = Self.fields[place](JSONValue(integerLiteral: number))
    let names = Set(changed.members.map(\.key))
    let members = Self.body.members.filter { !names.contains($0.key) } + changed.members
    let body = JSONValue(members: members.map { ($0.key, $0.value) })
    // It is counted or refused, and this process goes on.
    guard let request = try? MessagesRequest(decoding: body) else { return }
    var policy = PlanPolicy()
    (policy.remedies, policy.asksForRoom, policy.branches) = (.always, true, 1000)
    let plan = try planner.plan(request, policy)
    #expect(plan.input.total.tokens > 0 && plan.cost?.nanodollars ?? 0 >= 0)
    #expect(!PlanJSON(plan, modelIsDefault: false).bytes.isEmpty)
  }

  @Test("are the largest sum where prices add up to more")
  func sums() throws {
    let catalog = planner.catalog
    let model = try #require(catalog.model("claude-opus-4-6"))
    var pass = BilledUsage.Pass()
    (pass.input, pass.cacheRead, pass.cacheWrite1Hour, pass.output) = (.max, .max, .max, .max)
    var usage = BilledUsage(pass)
    (usage.webSearches, usage.webFetches) = (.max, .min)
    let cost = try #require(
      UsageCost(of: usage, model: model, terms: BillingTerms(day: catalog.date), catalog: catalog))
    #expect(cost.nanodollars == .max && cost.feeNanodollars == .max)
    #expect(Cost.dollars(.max) == "9223372036.854776" && Cost.dollars(.min) == "-9223372036.854776")
    #expect([Int.max, 1, -1].saturatingSum == .max - 1 && [Int.min, -1].saturatingSum == .min)
    #expect(Int.max.saturatingMultiplied(by: -2) == .min && Int.min.saturatingMultiplied(by: -2) == .max)
    let limits = try #require(RateLimits(of: model, tier: "start", on: catalog.date, catalog: catalog))
    #expect(limits.seconds(requests: 1, input: .min) == 0...limits.seconds(requests: 1, input: 0).upperBound)
    #expect(limits.seconds(requests: .max, input: .max, output: .max).lowerBound > 0)
  }

  @Test("are no usage of a ledger's call, and leave its headroom as it was", arguments: numbers)
  func ledger(number: Int) throws {
    var ledger = try ConversationLedger(try MessagesRequest(decoding: Self.body), planner: planner)
    let answer = Message(
      role: .assistant, .blocks([.thinking(ThinkingBlock(thinking: "x", signature: "s")), .text(TextBlock("y"))]))
    var usage = SessionUsage(prompt: number)
    (usage.output, usage.thinking) = (number, number)
    let isBelieved = ledger.append(answer, usage: usage)
    #expect(!isBelieved)
    #expect(ledger.measured == nil)
    ledger.maxTokens = number
    #expect(ledger.headroom <= ledger.window.tokens)
    _ = try ledger.plan()
  }
}
