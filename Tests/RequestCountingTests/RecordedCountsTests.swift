import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
import TestSupport
import Testing

/// What must be shown on recorded calls. `Benchmarks/scoreboard.py` shows the same through the command, by feature and
/// by model, with every miss.
@Suite(.enabled(if: Package.hasRecordedRequests, "the recorded requests are not beside this checkout"))
struct RecordedCountsTests {
  private struct Tally {
    var counted = 0
    var exact = 0
    /// Within 1%, or one token.
    var near = 0
    var scorable = 0
    var inBounds = 0
    var labelledExact = 0
    var wrong: [String] = []
  }

  @Test("recorded requests are counted as the API did, and bounds hold")
  func recordedRequestsAreCountedAs() throws {
    let catalog = try Catalog.bundled()
    let counter = RequestCounter(catalog: catalog)
    var tally = Tally()
    try RecordedRequest.forEach(try Package.recordedRequestLines("requests.jsonl.xz")) { recorded in
      let body = try #require(recorded.record["request"])
      let request = try MessagesRequest(decoding: body)
      let count = try counter.count(request, model: recorded.model, context: recorded.context(catalog))
      let isSum = Self.isSum(count)
      #expect(isSum, "\(recorded.id): the parts do not add up")
      let refusal = count.notices.first { $0.code == .refused }
      #expect(refusal == nil, "\(recorded.id) was answered")
      if recorded.isScorable { Self.add(recorded, count.total, to: &tally) }
    }
    #expect(tally.scorable == 7178)
    #expect(tally.counted == 7002)
    #expect(Double(tally.exact) >= 0.95 * Double(tally.counted), "\(tally.exact) of \(tally.counted) exact")
    #expect(Double(tally.near) >= 0.99 * Double(tally.counted), "\(tally.near) of \(tally.counted) within 1%")
    #expect(
      Double(tally.inBounds) >= 0.995 * Double(tally.scorable), "\(tally.inBounds) of \(tally.scorable) in bounds")
    #expect(
      Double(tally.wrong.count) <= 0.02 * Double(tally.labelledExact),
      "labelled exact, and wrong: \(tally.wrong.joined(separator: "; "))")
  }

  @Test("refused requests are counted where they can be read")
  func refusedRequestsAreCountedWhere() throws {
    let counter = RequestCounter(catalog: try Catalog.bundled())
    var counted = 0
    try RecordedRequest.forEach(try Package.recordedRequestLines("refusals.jsonl.xz")) { recorded in
      guard let body = recorded.record["request"], let request = try? MessagesRequest(decoding: body) else { return }
      let context = CountContext(substitute: "claude-opus-5")
      let count = try counter.count(request, model: recorded.record["model"]?.string ?? "claude", context: context)
      if count.total.tokens >= 0 { counted += 1 }
    }
    #expect(counted == 366)
  }

  private static func add(_ recorded: RecordedRequest, _ total: TokenCount, to tally: inout Tally) {
    tally.scorable += 1
    if total.bounds.contains(recorded.tokens) { tally.inBounds += 1 }
    guard recorded.isCounted else { return }
    tally.counted += 1
    let error = abs(total.tokens - recorded.tokens)
    if error == 0 { tally.exact += 1 }
    if error <= max(1, recorded.tokens / 100) { tally.near += 1 }
    guard total.basis == .exact else { return }
    tally.labelledExact += 1
    if error != 0 { tally.wrong.append("\(recorded.id): \(total.tokens) for \(recorded.tokens)") }
  }

  private static func isSum(_ count: RequestCount) -> Bool {
    let sum = TokenCount(sumOf: count.parts.lazy.map(\.count))
    return sum.tokens == count.total.tokens && sum.basis == count.total.basis
      && max(sum.bounds.lowerBound, 0) == count.total.bounds.lowerBound
      && max(sum.bounds.upperBound, sum.tokens, 0) == count.total.bounds.upperBound
      && count.total.bounds.contains(count.total.tokens)
  }
}
