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
    Row(kind: .clearToolUses, name: "clear_tool_uses_20250919"),
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
    let isLarge = row.kind == .compact || row.kind == .compactOnDemand
    var request = made.agent(
      model: row.model, exchanges: isLarge ? 60 : 5, cycles: 3, words: isLarge ? 60 : 20, hasThinking: true)
    if row.kind == .clearThinking {
      request.maxTokens = 5000
      request.thinking = Thinking(type: "enabled", budgetTokens: 2000)
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
}
