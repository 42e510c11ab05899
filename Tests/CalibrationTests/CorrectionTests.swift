import Calibration
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import TestSupport
import Testing

/// Bounds hold as often as they say, shrink with agreement, and leave exact counts alone.
struct CorrectionTests {
  static let day = CalendarDay("2026-11-21") ?? CalendarDay("2026-01-01")

  /// An observation of a request with one doubt of a given width.
  static func observation(difference: Int, width: Int = 100, rule: String = "unknown_tool") throws -> Observation {
    Observation(
      model: "claude-opus-5", local: 1_000, lower: 1_000, upper: 1_000 + width, basis: "assumed",
      shares: [
        .init(rule: "text", tokens: 990, below: 0, above: 0, isExact: true),
        .init(rule: rule, tokens: 10, below: 0, above: width, isExact: false),
      ], remote: 1_000 + difference, kind: .counted, day: try #require(day))
  }

  @Test(
    "a bound is the score of the right rank",
    arguments: [
      ([1.0, 5, 2, 9], 0.8, 9.0), ([1, 5, 2, 9], 0.5, 5), ([3], 0.5, 3), ([1, 2, 2, 2], 0.2, 1),
    ])
  func aBoundIsTheScore(_ scores: [Double], _ coverage: Double, _ bound: Double) {
    #expect(Conformal.upperBound(of: scores, coverage: coverage) == bound)
    #expect(Conformal.lowerBound(of: scores.map { -$0 }, coverage: coverage) == -bound)
  }

  @Test(
    "nothing is promised from fewer scores than a coverage needs",
    arguments: [(0.5, 1), (0.8, 4), (0.9, 9), (0.95, 19), (0.99, 99)])
  func nothingIsPromisedFromFewer(_ coverage: Double, _ fewest: Int) {
    #expect(Conformal.fewest(for: coverage) == fewest)
    let scores = (0..<fewest).map(Double.init)
    #expect(Conformal.upperBound(of: scores, coverage: coverage) == Double(fewest - 1))
    #expect(Conformal.upperBound(of: Array(scores.dropLast()), coverage: coverage) == nil)
    #expect(Conformal.upperBound(of: scores, coverage: 1) == nil)
  }

  @Test("bounds hold for new requests at least as often as stated, whatever the distribution")
  func boundsHoldForNewRequests() throws {
    var random = SeededRandom(seed: 17)
    var (held, asked) = (0, 0)
    for round in 0..<60 {
      // A skewed law that is another each time.
      let scale = Double(1 + round % 7)
      func draw() throws -> Observation {
        let width = Int.random(in: 20...400, using: &random)
        let share = scale * Double.random(in: 0...1, using: &random) * Double.random(in: -0.3...1, using: &random)
        return try Self.observation(difference: Int(share * Double(width)), width: width)
      }
      let table = CorrectionTable(try (0..<19).map { _ in try draw() })
      let correction = try #require(table.corrections.values.first)
      for _ in 0..<40 {
        let next = try draw()
        let score = Double(next.difference) / Double(next.doubt?.width ?? 1)
        asked += 1
        if score <= correction.upper { held += 1 }
      }
    }
    // 0.95 stated; the mean over 60 calibrations of 19 has a standard error of 0.006.
    #expect(Double(held) / Double(asked) > 0.935)
  }

  @Test("bounds shrink with evidence that agrees, and widen where it does not")
  func boundsShrinkWithEvidenceThat() throws {
    func width(_ differences: [Int]) throws -> Double {
      let table = CorrectionTable(try differences.map { try Self.observation(difference: $0) })
      let correction = try #require(table.corrections.values.first)
      return correction.upper - correction.lower
    }
    let agreeing = (0..<60).map { 40 + $0 % 3 }
    #expect(try width(agreeing) < 0.05)
    #expect(try width(agreeing + [0, 3, 95, 97, 99]) > 0.3)
    #expect(CorrectionTable(try (0..<18).map { try Self.observation(difference: $0) }).corrections.isEmpty)
  }

  @Test("an exact count is never corrected, and its misses are told")
  func anExactCountIsNever() throws {
    let day = try #require(Self.day)
    let exact = Observation(
      model: "m", local: 10, lower: 10, upper: 10, basis: "exact",
      shares: [.init(rule: "text", tokens: 10, below: 0, above: 0, isExact: true)], remote: 12, kind: .counted, day: day
    )
    let table = CorrectionTable([Observation](repeating: exact, count: 40))
    #expect(table.corrections.isEmpty)
    #expect(table.exact["m"]?.missed == 40)
  }

  @Test("of models that share their rules the one with more observations speaks")
  func ofModelsThatShareTheir() throws {
    let few = try (0..<20).map { try Self.observation(difference: $0) }
    let many = few.map { seen in
      Observation(
        model: "claude-other", local: seen.local, lower: seen.lower, upper: seen.upper, basis: seen.basis,
        shares: seen.shares, remote: seen.remote, kind: seen.kind, day: seen.day)
    }
    let table = CorrectionTable(few + many + many)
    let file = try JSONDocument(parsing: table.catalogue { _ in "shared" }).root
    #expect(file["counting"]?.count == 1)
    #expect(file["counting"]?["shared"]?["calibration"]?["unknown_tool"]?["observations"]?.int == 40)
  }

  @Test("the offline counter applies what was exported, to counts in doubt alone")
  func theOfflineCounterAppliesWhat() throws {
    let catalog = try Catalog.bundled()
    let doubtful = try MessagesRequest(
      decoding: Array(
        #"{"tools":[{"type":"new_tool_20270101","name":"x"}],"messages":[{"role":"user","content":"hi"}]}"#.utf8))
    let plain = RequestCounter(catalog: catalog)
    let before = try plain.count(doubtful, model: "claude-opus-5")
    let width = before.total.bounds.count - 1
    let observations = try (0..<40).map { try Self.observation(difference: 50 + $0 % 5, width: width) }
    let table = CorrectionTable(observations)
    let own = try catalog.overriding(with: table.catalogue { catalog.model($0)?.counting })
    let calibrated = RequestCounter(catalog: own)
    let after = try calibrated.count(doubtful, model: "claude-opus-5")
    #expect(width > 5_000)
    #expect(after.total.tokens == before.total.tokens + 52)
    // Bounds are rounded outwards.
    let bounds = after.total.bounds
    #expect((49...50).contains(bounds.lowerBound - before.total.tokens))
    #expect((54...55).contains(bounds.upperBound - before.total.tokens))
    #expect(after.parts.map(\.count.tokens).reduce(0, +) == after.total.tokens)
    #expect(after.parts.contains { $0.count.basis == .calibrated(40) })
    let untouched = try calibrated.count(
      doubtful, model: "claude-opus-5", context: CountContext(usesCalibration: false))
    #expect(untouched.total == before.total)
    let exact = MessagesRequest(model: "claude-opus-5", messages: [Message(role: .user, "hi")])
    #expect(try calibrated.count(exact).total == plain.count(exact).total)
  }
}
