import Calibration
import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

/// A difference is explained by the parts that may cause it.
struct ReconciliationTests {
  static func count(_ body: String) throws -> RequestCount {
    try RequestCounter(catalog: try Catalog.bundled()).count(
      try MessagesRequest(decoding: Array(body.utf8)), model: "claude-opus-5")
  }

  private static let url =
    #"{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://a/b"}},{"type":"text","text":"hi"}]}]}"#

  @Test("equal counts need no explanation")
  func equalCountsNeedNoExplanation() throws {
    let count = try Self.count(#"{"messages":[{"role":"user","content":"Hello"}]}"#)
    let result = Reconciliation(local: count, remote: 9)
    #expect(result.verdict == .equal)
    #expect(result.suspects.isEmpty)
  }

  @Test("what a doubtful part allows is within bounds, and that part is the suspect")
  func whatADoubtfulPartAllows() throws {
    let count = try Self.count(Self.url)
    let result = Reconciliation(local: count, remote: count.total.tokens - 900)
    #expect(result.verdict == .withinBounds)
    #expect(result.suspects.first?.path == "messages[0].content[0]")
    #expect(result.suspects.first?.rule == "image_not_included")
    #expect(Reconciliation(local: count, remote: count.total.bounds.upperBound + 1).verdict == .outside)
    #expect(Reconciliation(local: count, remote: count.total.bounds.lowerBound - 1).verdict == .outside)
  }

  @Test("a part that costs just the difference is named")
  func aPartThatCostsJust() throws {
    let count = try Self.count(
      #"{"system":"Be kind, be brief, be here.","messages":[{"role":"user","content":"Hello"}]}"#)
    let system = try #require(count.parts.first { $0.kind == "system" })
    let result = Reconciliation(local: count, remote: count.total.tokens - system.count.tokens)
    #expect(result.verdict == .outside)
    #expect(result.suspects.map(\.rule).contains("system"))
  }

  @Test("over many requests the feature that goes with differences comes first")
  func overManyRequestsTheFeature() throws {
    let day = try #require(CalendarDay("2026-11-21"))
    let plain = try Self.count(#"{"messages":[{"role":"user","content":"Hello"}]}"#)
    let system = try Self.count(#"{"system":"Be kind.","messages":[{"role":"user","content":"Hello"}]}"#)
    let observations =
      (0..<8).map { _ in Observation(local: plain, remote: plain.total.tokens, kind: .counted, day: day) }
      + (0..<4).map { Observation(local: system, remote: system.total.tokens + $0, kind: .counted, day: day) }
    let first = try #require(FeatureSummary(observations).rows.first)
    #expect(first.rule == "system")
    #expect(first.requests == 4)
    #expect(first.equal == 1)
    #expect(first.meanDifference == 2)
    #expect(first.lift == 0.75)
    #expect(FeatureSummary([]).rows.isEmpty)
  }
}
