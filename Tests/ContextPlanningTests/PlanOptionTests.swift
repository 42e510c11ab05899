import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import Testing

@Suite("Options of plans by name")
struct PlanOptionTests {
  /// A right value of each option, a wrong one, and whether the policy has it.
  struct Row: Sendable {
    let option: PlanOption
    let right: JSONValue
    let wrong: JSONValue
    let isSet: @Sendable (PlanPolicy) -> Bool
  }

  static let rows: [Row] = [
    Row(option: .model, right: "claude-opus-5", wrong: 5) { $0.model == "claude-opus-5" },
    Row(option: .betas, right: ["a-2026-01-01"], wrong: "a") { $0.betas == ["a-2026-01-01"] },
    Row(option: .assumeModel, right: "claude-opus-5", wrong: []) { $0.substitute == "claude-opus-5" },
    Row(option: .asOf, right: "2026-01-31", wrong: "2026-02-31") { $0.asOf == CalendarDay("2026-01-31") },
    Row(option: .maxTokens, right: 5, wrong: -1) { $0.maxTokens == 5 },
    Row(option: .window, right: 250_000, wrong: "250k") { $0.window == 250_000 },
    Row(option: .expectedOutput, right: 0, wrong: 0.5) { $0.expectedOutput == 0 },
    Row(option: .cachedTokens, right: 7, wrong: true) { $0.cachedTokens == 7 },
    Row(option: .turns, right: 100, wrong: 101) { $0.turns == 100 },
    Row(option: .next, right: true, wrong: 1) { $0.asksForRoom },
    Row(option: .branches, right: 1, wrong: 0) { $0.branches == 1 },
    Row(option: .rateTier, right: "start", wrong: 4) { $0.rateTier == "start" && $0.branches == 1 },
    Row(option: .risk, right: 0.01, wrong: 0.9) { $0.risk == 0.01 },
    Row(option: .platform, right: "foundry", wrong: "moon") { $0.platform == .foundry },
    Row(option: .endpoint, right: "batches", wrong: "batch") { $0.endpoint == .batches },
    Row(option: .remedies, right: "always", wrong: "maybe") { $0.remedies == .always },
    Row(option: .when, right: "80%", wrong: "0%") { $0.goal == .percent(80) },
    Row(option: .when, right: 150_000, wrong: 0) { $0.goal == .tokens(150_000) },
  ]

  @Test("all have a row here")
  func complete() {
    #expect(Set(Self.rows.map(\.option)) == Set(PlanOption.allCases))
  }

  @Test("each sets what it stands for, and says what it expects instead of a wrong value", arguments: rows)
  func each(row: Row) throws {
    var policy = PlanPolicy()
    #expect(!row.isSet(policy))
    try row.option.set(row.right, in: &policy)
    #expect(row.isSet(policy))
    let error = #expect(throws: PlanError.self) { try row.option.set(row.wrong, in: &policy) }
    #expect(error?.code == .wrongKind && error?.path.description == row.option.rawValue)
    #expect(error?.message.hasPrefix("\"\(row.option.rawValue)\" is not ") == true)
  }

  @Test("As text they are what they are in JSON; a name that is not known is not passed over")
  func texts() throws {
    var policy = PlanPolicy()
    for (option, text) in [
      (PlanOption.window, "250000"), (.next, "true"), (.risk, "0.05"), (.when, "80%"), (.rateTier, "4"),
      (.asOf, "2026-01-31"), (.platform, "google"),
    ] { try option.set(text: text, in: &policy) }
    #expect(policy.window == 250_000 && policy.asksForRoom && policy.risk == 0.05 && policy.goal == .percent(80))
    #expect(policy.rateTier == "4" && policy.asOf == CalendarDay("2026-01-31") && policy.platform == .google)
    #expect(throws: PlanError.self) { try PlanOption.window.set(text: "wide", in: &policy) }
    let error = #expect(throws: PlanError.self) { try PlanOption.named("windw", among: PlanOption.allCases) }
    #expect(error?.code == .unknownOption && error?.remedy.contains("window") == true)
    #expect(throws: PlanError.self) { try PlanOption.named("window", among: PlanOption.counting) }
  }
}
