import RequestCounting
import Testing
import Tokenization

@testable import Console
@testable import FileReporting

/// Budgets held in process, over reports of made counts.
struct BudgetGateTests {
  private let model: TextCounter

  init() throws { model = try TextCounter(family: .v4_7) }

  private func report(_ uppers: [String: Int]) -> Report {
    let files = uppers.sorted { $0.key < $1.key }.map { name, upper in
      FileTokens(
        path: Array(name.utf8), place: Array(name.utf8), length: 4 * upper,
        counts: [TokenCount(upper / 2, below: upper / 2 - upper / 4, above: upper - upper / 2, basis: .modelled)])
    }
    return Report(models: [model], names: ["v4.7"], files: files, skipped: [], joined: [0])
  }

  @Test("A budget holds the upper bounds, and the largest files are named", arguments: [(30, true), (29, false)])
  func total(_ budget: Int, _ fits: Bool) throws {
    var gate = BudgetGate()
    (gate.budget, gate.source) = (budget, "--budget \(budget)")
    let complaints = gate.complaints(on: report(["a": 20, "b": 10]))
    #expect(complaints.isEmpty == fits)
    guard !fits else { return }
    #expect(complaints.map(\.code) == ["over_budget"])
    #expect(complaints[0].message.contains("30 tokens, 1 over the budget of 29"))
    #expect(complaints[0].remedy.contains("a (20), b (10)"))
  }

  @Test("A gate that measured nothing fails")
  func nothing() {
    var gate = BudgetGate()
    gate.budget = 1_000_000
    #expect(gate.complaints(on: report([:])).map(\.status) == [.incomplete])
  }
}
