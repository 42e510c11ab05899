import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

@testable import ContextPlanning

@Suite("Kinds of remedies")
struct RemedyKindTests {
  /// A kind, and a policy under which it helps a conversation of tool calls with thinking.
  struct Row: Sendable {
    let kind: RemedyKind
    let name: String
    var model = "claude-opus-4-6"
    var change: @Sendable (inout PlanPolicy, Int) -> Void = { $0.window = $1 * 3 / 4 }
  }

  static let rows: [Row] = [
    Row(kind: .lowerMaxTokens, name: "lower_max_tokens") { $0.window = $1 + 50 },
    Row(kind: .widenWindow, name: "window_1m", model: "claude-sonnet-4-5") { policy, _ in
      policy.asOf = CalendarDay("2025-12-01")
    },
    Row(kind: .changeModel, name: "model:claude-haiku-5-5", model: "claude-haiku-4-5") { _, _ in },
    Row(kind: .deferTools, name: "defer_tools", model: "claude-opus-5"),
    Row(kind: .scaleImages, name: "scale_images", model: "claude-opus-5"),
    Row(kind: .clearToolUses, name: "clear_tool_uses_20250919"),
    Row(kind: .memoryTool, name: "memory_20250818"),
    Row(kind: .clearThinking, name: "clear_thinking_20251015"),
    Row(kind: .compact, name: "compact_20260112") { _, _ in },
    Row(kind: .compactOnDemand, name: "compact_on_demand") { _, _ in },
    Row(kind: .fifo, name: "fifo"),
    Row(kind: .evict, name: "evict"),
  ]

  @Test("all have a row here")
  func complete() {
    #expect(Self.rows.map(\.kind) == RemedyKind.allCases)
    #expect(RemedyKind.dearestFirst.count == RemedyKind.allCases.count)
    #expect(Set(RemedyKind.dearestFirst) == Set(RemedyKind.allCases))
  }

  @Test("each help where they should", arguments: rows)
  func help(row: Row) throws {
    var made = Conversations(seed: 12)
    let isLarge = [.compact, .compactOnDemand, .memoryTool].contains(row.kind)
    var request = made.agent(
      model: row.model, exchanges: isLarge ? 60 : 5, cycles: 3, words: isLarge ? 60 : 20, hasThinking: true)
    if row.kind == .clearThinking {
      request.maxTokens = 5000
      request.thinking = Thinking(type: "enabled", budgetTokens: 2000)
    }
    if row.kind == .deferTools {
      request.tools += (0..<40).map { number in
        Tool(name: "tool_\(number)", description: RequestText(made.text(60)), inputSchema: ["type": "object"])
      }
    }
    if row.kind == .scaleImages {
      request.messages[0].content = .blocks([.image(ImageBlock(source: .png(width: 2000, height: 1500)))])
    }
    let planner = Planner(catalog: try Catalog.bundled())
    var policy = PlanPolicy()
    policy.remedies = .never
    let tokens = try planner.plan(request, policy).input.total.bounds.upperBound
    row.change(&policy, tokens)
    policy.remedies = .only([row.name])
    let plan = try planner.plan(request, policy)
    #expect(plan.remedies.map(\.name) == [row.name])
  }

  @Test(
    "A memory tool is paid for, its calls are not cleared, and the request with both counts what is promised",
    arguments: ["claude-sonnet-4-5", "claude-opus-4-6", "claude-opus-4-8", "claude-opus-5-5"])
  func memory(model: String) throws {
    var made = Conversations(seed: 14)
    let request = made.agent(model: model, exchanges: 60, cycles: 3, words: 60, hasThinking: false)
    let planner = Planner(catalog: try Catalog.bundled())
    var policy = PlanPolicy()
    policy.remedies = .only(["clear_tool_uses_20250919", "memory_20250818"])
    let plan = try planner.plan(request, policy)
    let plain = try #require(plan.remedies.first { $0.name == "clear_tool_uses_20250919" })
    let remedy = try #require(plan.remedies.first { $0.name == "memory_20250818" })
    let price = remedy.after.tokens - plain.after.tokens
    #expect(price > 500 && remedy.lost.results == plain.lost.results, "\(price)")
    #expect(remedy.lost.tokens == plain.lost.tokens && remedy.freed < plain.freed)
    #expect(remedy.headers.contains("context-management-2025-06-27"))
    let edits = try #require(remedy.request.contextManagement?.edits)
    #expect(edits.last?.json["exclude_tools"]?.elements.compactMap(\.string) == ["memory"])
    policy.remedies = .never
    policy.betas = remedy.headers
    let again = try planner.plan(try MessagesRequest(decoding: remedy.request.encoded()), policy)
    #expect(again.input.total == remedy.after && again.refusals.isEmpty, "\(again.refusals)")
    // Whoever has the tool needs no remedy for it.
    policy.remedies = .only(["memory_20250818"])
    #expect(try planner.plan(remedy.request, policy).remedies.isEmpty)
  }

  @Test("Images are scaled down, the dearest first, only as far as is needed, and count what is promised")
  func scaling() throws {
    let planner = Planner(catalog: try Catalog.bundled())
    func request(_ sizes: [(Int, Int)]) -> MessagesRequest {
      let images = sizes.map { ContentBlock.image(ImageBlock(source: .png(width: $0.0, height: $0.1))) }
      let result = ContentBlock.toolResult(
        ToolResultBlock(toolUseID: "call_1", content: .blocks([images[2], .text("done")])))
      return MessagesRequest(
        model: "claude-opus-5", maxTokens: 100,
        messages: [
          Message(role: .user, .blocks([images[0], images[1], .text("What is it?")])),
          Message(role: .assistant, .blocks([.toolUse(id: "call_1", name: "look", input: [:])])),
          Message(role: .user, .blocks([result])),
        ], tools: [Tool(name: "look", inputSchema: ["type": "object"])])
    }
    let whole = request([(2000, 1500), (700, 500), (1200, 1200)])
    var policy = PlanPolicy()
    policy.remedies = .only(["scale_images"])
    let all = try #require(try planner.plan(whole, policy).remedies.first)
    #expect(
      all.imagesToScale.map(\.path.description) == ["messages[0].content[0]", "messages[2].content[0].content[0]"])
    #expect(all.imagesToScale.map(\.smallWidth) == [784, 784] && all.imagesToScale.map(\.smallHeight) == [588, 784])
    let scaled = try planner.counter.count(request([(784, 588), (700, 500), (784, 784)])).total
    #expect(scaled == all.after && all.request.encoded() == whole.encoded())
    // One is enough here.
    policy.window = try planner.counter.count(whole).total.bounds.upperBound + 100 - 500
    let one = try #require(try planner.plan(whole, policy).remedies.first)
    #expect(one.imagesToScale.count == 1 && one.suffices)
  }

  @Test(
    "Tools that were not called are deferred, with what a search brings at most reserved",
    arguments: [
      "claude-sonnet-4-5", "claude-haiku-4-5", "claude-opus-4-7", "claude-opus-5", "claude-opus-5-5",
    ])
  func deferring(model: String) throws {
    var made = Conversations(seed: 13)
    var request = made.agent(model: model, exchanges: 2, cycles: 2, words: 20, hasThinking: model == "claude-opus-5-5")
    request.tools += (0..<40).map { number in
      Tool(name: "tool_\(number)", description: RequestText(made.text(40 + number)), inputSchema: ["type": "object"])
    }
    let planner = Planner(catalog: try Catalog.bundled())
    var policy = PlanPolicy()
    policy.remedies = .only(["defer_tools"])
    let plan = try planner.plan(request, policy)
    let remedy = try #require(plan.remedies.first)
    #expect(remedy.lost.deferredTools == 40 && remedy.summary.contains("tool_39"))
    // The tool that was called stays, and a search stands in the place of the others.
    #expect(remedy.request.tools.filter { $0.deferLoading != true }.map(\.name) == ["read", "tool_search_tool_bm25"])
    let definitions = plan.shares.first { $0.kind == .tools }?.count.tokens ?? 0
    #expect(remedy.lost.tokens < definitions && remedy.freed + 1103 <= remedy.lost.tokens)
    policy.remedies = .never
    policy.betas = remedy.headers
    let again = try planner.plan(try MessagesRequest(decoding: remedy.request.encoded()), policy)
    #expect(again.input.total.tokens == remedy.after.tokens && again.verdict == .fits, "\(again.refusals)")
    #expect(again.headroom - plan.headroom == remedy.freed)
    // A tool that has to be called cannot be searched for.
    policy.remedies = .only(["defer_tools"])
    request.toolChoice = ToolChoice(.tool, name: "tool_1")
    #expect(try planner.plan(request, policy).remedies.isEmpty)
  }
}
