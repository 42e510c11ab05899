import ContextPlanning
import Foundation
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

/// Every rule of the window, shown on a request.
@Suite("A rule of the window")
struct WindowRuleTests {
  /// A request, what is known besides it, and what becomes of it.
  struct Row: Sendable, CustomStringConvertible {
    let rule: WindowRule
    let body: String
    var policy: @Sendable (inout PlanPolicy) -> Void = { _ in }
    let expected: Expected

    enum Expected: Sendable {
      /// Refused by this very rule, with this message.
      case refused(String)
      /// Possibly refused by this very rule.
      case mayBeRefused
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
    case .mayBeRefused:
      #expect(plan.verdict == .mayBeRefused)
      #expect(plan.refusals.contains { $0.rule == row.rule })
    case .verdict(let verdict): #expect(plan.verdict == verdict, "\(plan.refusals)")
    case .holds(let holds): #expect(try holds(plan, planner))
    }
  }

  @Test func `has a row of its own`() {
    let shown = Set(Self.rows.map(\.rule))
    #expect(WindowRule.allCases.filter { !shown.contains($0) } == [])
  }

  @Test func `stands in the article with its source, date and test`() throws {
    let article = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appending(path: "Sources/ContextPlanning/ContextPlanning.docc/RulesOfTheWindow.md")
    let text = try String(contentsOf: article, encoding: .utf8)
    for rule in WindowRule.allCases {
      let line =
        "| \(rule.number) | \(rule.statement) | \(rule.sources.joined(separator: ", ")) | \(rule.date) | \(rule.rawValue) |"
      #expect(text.contains(line), "the article needs: \(line)")
    }
  }

  @Test func `names sources that the catalogue has`() throws {
    let catalog = try Catalog.bundled()
    for rule in WindowRule.allCases {
      for key in rule.sources { #expect(catalog.source(key) != nil, "\(rule): \(key)") }
    }
  }

  // MARK: Rows

  static func body(_ model: String, _ maxTokens: Int, _ rest: String = "", content: String = #""Hello""#) -> String {
    #"{"model":"\#(model)","max_tokens":\#(maxTokens),\#(rest)"messages":[{"role":"user","content":\#(content)}]}"#
  }

  static let rows: [Row] = inputRows + overflowRows + askingRows + windowRows + limitRows + settingRows

  private static let thinking =
    #"{"type":"thinking","thinking":"Let me think about this for a while.","signature":""}"#

  private static func turns(_ last: String) -> String {
    #"""
    {"model":"MODEL","max_tokens":3000,"thinking":{"type":"enabled","budget_tokens":2000},"messages":[
    {"role":"user","content":"Look"},
    {"role":"assistant","content":[\#(thinking),{"type":"tool_use","id":"a","name":"read","input":{}}]},
    {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"x"}]}\#(last)]}
    """#
  }

  private static let nextQuestion = #",{"role":"assistant","content":"Done"},{"role":"user","content":"And now?"}"#

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
      rule: .thinkingOverride,
      body: turns(nextQuestion).replacingOccurrences(
        of: #""messages""#,
        with: #""context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},"messages""#),
      policy: { $0.model = "claude-sonnet-4-5" }, expected: .holds { plan, _ in hasThinking(plan) }),
  ]

  private static let overflowRows: [Row] = [
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
      expected: .refused("max_tokens: Input should be greater than or equal to 0")),
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

  private static let limitRows: [Row] = [
    Row(
      rule: .bodySize, body: body("claude-opus-5", 10), policy: { $0.bodyLength = 32_000_001 },
      expected: .refused("Request exceeds the maximum size")),
    Row(
      rule: .bodySize, body: body("claude-opus-5", 10),
      policy: {
        $0.bodyLength = 20_000_001
        $0.platform = .bedrock
      }, expected: .refused("Request exceeds the maximum size")),
    Row(
      rule: .bedrockTextBytes,
      body: body("claude-opus-5", 10, content: "\"\(String(repeating: "a ", count: 4_500_001))\""),
      policy: { $0.platform = .bedrock }, expected: .refused("too many total text bytes: 9000002 > 9000000")),
    Row(
      rule: .imageCount, body: body("claude-sonnet-4-5", 10, content: images(101, width: 100)),
      expected: .refused("Too many images: 101 > 100")),
    Row(
      rule: .imageEdge, body: body("claude-opus-5", 10, content: images(1, width: 8001)),
      expected: .refused(
        "messages.0.content.0.image.source.base64.data: At least one of the image dimensions exceed max allowed size: "
          + "8000 pixels")),
    Row(
      rule: .imageEdge, body: body("claude-opus-5", 10, content: images(21, width: 2001)),
      expected: .refused(
        "messages.0.content.0.image.source.base64.data: At least one of the image dimensions exceed max allowed size "
          + "for many-image requests: 2000 pixels")),
    Row(
      rule: .imageBytes,
      body: body("claude-opus-5", 10, content: images(1, width: 100, padding: 5_300_000)),
      policy: { $0.platform = .bedrock },
      expected: .holds { plan, _ in plan.refusals.contains { $0.rule == .imageBytes } }),
    Row(
      rule: .pageCount, body: body("claude-sonnet-4-5", 10, content: pdf(pages: 101)),
      expected: .refused("messages.0.content.0.pdf.source.base64.data: A maximum of 100 PDF pages may be provided.")),
    Row(
      rule: .messageCount,
      body: #"{"model":"claude-opus-5","max_tokens":10,"messages":["#
        + Array(repeating: #"{"role":"user","content":"a"}"#, count: 100_001).joined(separator: ",") + "]}",
      expected: .refused("messages: List should have at most 100000 items")),
    Row(
      rule: .cacheBreakpoints,
      body: body(
        "claude-opus-5", 10,
        content: "["
          + Array(repeating: #"{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}"#, count: 5)
          .joined(separator: ",") + "]"),
      expected: .refused("A maximum of 4 blocks with cache_control may be provided. Found 5.")),
    Row(
      rule: .streamingRequired, body: body("claude-opus-5", 21_334),
      expected: .holds { plan, _ in plan.verdict == .fits && plan.notices.contains { $0.code == .streamingRequired } }),
  ]

  private static let settingRows: [Row] = [
    Row(
      rule: .thinkingMode,
      body: body("claude-opus-5", 3000, #""thinking":{"type":"enabled","budget_tokens":2000},"#),
      expected: .refused(
        "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and "
          + "\"output_config.effort\" to control thinking behavior.")),
    Row(
      rule: .thinkingMode, body: body("claude-haiku-4-5", 3000, #""thinking":{"type":"adaptive"},"#),
      expected: .refused("adaptive thinking is not supported on this model")),
    Row(
      rule: .forcedToolWithThinking,
      body: body(
        "claude-sonnet-4-5", 3000,
        #""thinking":{"type":"enabled","budget_tokens":2000},"tool_choice":{"type":"any"},"tools":[{"name":"a","input_schema":{"type":"object"}}],"#
      ), expected: .refused("Thinking may not be enabled when tool_choice forces tool use.")),
    Row(
      rule: .prefill,
      body:
        #"{"model":"claude-sonnet-4-6","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#,
      expected: .refused(
        "This model does not support assistant message prefill. The conversation must end with a user message.")),
    Row(
      rule: .messagesPresent, body: #"{"model":"claude-opus-5","max_tokens":9,"messages":[]}"#,
      expected: .refused("messages: at least one message is required")),
    Row(
      rule: .toolResultPairs,
      body: body("claude-opus-5", 10, content: #"[{"type":"tool_result","tool_use_id":"x","content":"y"}]"#),
      expected: .mayBeRefused),
    Row(
      rule: .compactionMinimum,
      body: body(
        "claude-opus-5", 10,
        #""context_management":{"edits":[{"type":"compact_20260112","trigger":{"type":"input_tokens","value":49999}}]},"#
      ),
      expected: .refused(
        "context_management.edits.0.trigger.value: Input should be greater than or equal to 50000")),
    Row(
      rule: .clearThinkingFirst,
      body: body(
        "claude-opus-5", 10,
        #""context_management":{"edits":[{"type":"clear_tool_uses_20250919"},{"type":"clear_thinking_20251015"}]},"#),
      expected: .refused("context_management.edits: clear_thinking_20251015 must be first")),
  ]

  // MARK: Media

  /// GIF headers of that width, one high, and perhaps more base64 behind them.
  private static func images(_ count: Int, width: Int, padding: Int = 0) -> String {
    let header: [UInt8] = Array("GIF89a".utf8) + [UInt8(width & 255), UInt8(width >> 8), 1, 0, 0, 0, 0, 0]
    let data = Data(header).base64EncodedString().replacingOccurrences(of: "=", with: "A")
    let image =
      #"{"type":"image","source":{"type":"base64","media_type":"image/gif","data":"\#(data)\#(String(repeating: "A", count: padding))"}}"#
    return "[" + Array(repeating: image, count: count).joined(separator: ",") + "]"
  }

  /// A PDF that has nothing but its page tree.
  private static func pdf(pages: Int) -> String {
    var text = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    let kids = (0..<pages).map { "\($0 + 3) 0 R" }.joined(separator: " ")
    text += "2 0 obj<</Type/Pages/Kids[\(kids)]/Count \(pages)/MediaBox[0 0 612 792]>>endobj\n"
    for page in 0..<pages { text += "\(page + 3) 0 obj<</Type/Page/Parent 2 0 R>>endobj\n" }
    text += "trailer<</Root 1 0 R>>\n%%EOF"
    let data = Data(text.utf8).base64EncodedString()
    return
      #"[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"\#(data)"}},{"type":"text","text":"?"}]"#
  }
}
