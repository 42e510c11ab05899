import Foundation
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import TestSupport
import Testing

@Suite("Limits at a risk")
struct RiskTests {
  private static let hello =
    #"{"model":"claude-opus-5","messages":[{"role":"user","content":"Hello"}]}"#

  private func limit(_ risk: Double, scores: String, body: String = hello) throws -> RiskLimit {
    let catalog = try Catalog.bundled().overriding(with: Array(#"{"shared":{"risk":{"scores":\#(scores)}}}"#.utf8))
    let counter = RequestCounter(catalog: catalog)
    return counter.limit(of: try counter.count(MessagesRequest(decoding: Array(body.utf8))), at: risk)
  }

  @Test(
    "The limit is the score of the rank that the risk takes, in units of the doubt",
    arguments: [(0.5, 0), (0.05, 2), (0.01, 2), (0.005, 5)])
  func rank(risk: Double, more: Int) throws {
    let limit = try limit(risk, scores: #"{"exact":{"text":{"records":199,"highest":[[5,1],[2,9]]}}}"#)
    #expect(limit.tokens == 9 + more)
    #expect(limit.promised == risk)
    #expect(limit.records == 199)
    #expect(limit.content == .text)
    #expect(limit.basis == .exact)
    #expect(!limit.isPooled && !limit.isShort)
  }

  @Test("Where too few records are like the request, all of its basis decide, and never less than its own have had")
  func pooled() throws {
    let limit = try limit(
      0.01, scores: #"{"exact":{"text":{"records":9,"highest":[[3,1]]},"all":{"records":99,"highest":[[2,1]]}}}"#)
    #expect(limit.tokens == 12)
    #expect(limit.promised == 0.01)
    #expect(limit.isPooled)
  }

  @Test("Where those are too few as well, only what they allow is promised")
  func short() throws {
    let limit = try limit(
      0.001, scores: #"{"exact":{"text":{"records":9,"highest":[]},"all":{"records":99,"highest":[[7,1]]}}}"#)
    #expect(limit.isShort)
    #expect(limit.promised == 0.01)
    #expect(limit.tokens == 16)
  }

  @Test("Without any record the upper bound stands, and nothing is promised")
  func none() throws {
    let limit = try limit(0.01, scores: #"{"exact":{"text":null,"all":null}}"#)
    #expect(limit.tokens == 9)
    #expect(limit.promised == 1)
    #expect(limit.promisedText == "1")
  }

  @Test("Growth that exact rules price has the risk of all that they price; other growth only its own records'")
  func growth() throws {
    let scores =
      #"{"exact":{"all":{"records":999,"highest":[]}},"modelled":{"growth":null,"all":{"records":999,"highest":[]}}}"#
    let catalog = try Catalog.bundled().overriding(with: Array(#"{"shared":{"risk":{"scores":\#(scores)}}}"#.utf8))
    let counter = RequestCounter(catalog: catalog)
    for (basis, promised) in [(Basis.exact, 0.01), (.modelled, 1)] {
      let total = TokenCount(5_040, below: 0, above: basis == .exact ? 0 : 9, basis: basis)
      let limit = counter.limit(of: total, measured: 5_000, content: .growth, at: 0.01)
      #expect(limit.promised == promised)
    }
  }

  @Test("A request belongs to the hardest of what it has", arguments: Row.rows)
  func content(row: Row) throws {
    let counter = RequestCounter(catalog: try Catalog.bundled())
    let body = #"{"model":"claude-opus-5",\#(row.body)}"#
    #expect(try counter.count(MessagesRequest(decoding: Array(body.utf8))).content == row.content)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let content: ContentClass
    let body: String
    var testDescription: String { content.rawValue }

    private static let tool = #""tools":[{"name":"f","input_schema":{"type":"object"}}]"#
    private static let hi = #"{"role":"user","content":"Hello"}"#
    static let rows = [
      Row(content: .text, body: #""system":"Be brief.","messages":[\#(hi)]"#),
      Row(content: .tools, body: #"\#(tool),"messages":[\#(hi)]"#),
      Row(
        content: .thinking,
        body:
          #"\#(tool),"messages":[\#(hi),{"role":"assistant","content":[{"type":"thinking","thinking":"Hm.","signature":"abcd"},{"type":"text","text":"Hi."}]},\#(hi)]"#
      ),
      Row(
        content: .serverTools,
        body: #""tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[\#(hi)]"#),
      Row(
        content: .media,
        body:
          #"\#(tool),"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},{"type":"text","text":"What?"}]}]"#
      ),
    ]
  }

  @Test("Risks that cannot be had are moved to the nearest that can")
  func range() throws {
    let counter = RequestCounter(catalog: try Catalog.bundled())
    let count = try counter.count(MessagesRequest(decoding: Array(Self.hello.utf8)))
    #expect(counter.limit(of: count, at: 0).risk == 0.0001)
    #expect(counter.limit(of: count, at: 7).risk == 0.5)
    #expect(counter.limit(of: count, at: .nan).risk == 0.0001)
  }

  // MARK: Recorded requests

  /// False fits among the records that the catalogue's scores have never seen.
  private struct Tally {
    var records = 0
    var above: [Double: Int] = [:]
  }

  private static let risks = [0.05, 0.01, 0.001]

  /// The half of the repositories that scores are not taken from: a bit of FNV-1a, as in `Benchmarks/risk.py`.
  private static func isKeptApart(_ source: String) -> Bool {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in source.prefix(while: { $0 != ":" }).utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return value >> 8 & 1 == 1
  }

  @Test(
    "No risk is refuted by the records kept apart, of any basis and content",
    .enabled(if: Package.hasRecordedRequests, "the recorded requests are not beside this checkout"))
  func coverage() throws {
    let catalog = try Catalog.bundled()
    let counter = RequestCounter(catalog: catalog)
    var tallies: [String: Tally] = [:]
    try RecordedRequest.forEach(try Package.recordedRequestLines("requests.jsonl.xz")) { recorded in
      guard recorded.isScorable, Self.isKeptApart(recorded.record["source"]?.string ?? "") else { return }
      let request = try MessagesRequest(decoding: try #require(recorded.record["request"]))
      let count = try counter.count(request, model: recorded.model, context: recorded.context(catalog))
      for risk in Self.risks {
        let limit = counter.limit(of: count, at: risk)
        for name in ["\(limit.basis), \(limit.content.rawValue)", "all"] {
          if risk == Self.risks[0] { tallies[name, default: Tally()].records += 1 }
          if recorded.tokens > limit.tokens { tallies[name, default: Tally()].above[risk, default: 0] += 1 }
        }
      }
    }
    #expect(tallies["all"]?.records ?? 0 > 3_000)
    for (name, tally) in tallies {
      for risk in Self.risks {
        let above = tally.above[risk] ?? 0
        let chance = Self.chance(ofAtLeast: above, of: tally.records, risk)
        #expect(chance > 0.001, "\(name): \(above) of \(tally.records) above the limit at \(risk)")
      }
    }
  }

  /// The probability of at least so many failures of so many where each has the probability `share`.
  private static func chance(ofAtLeast failures: Int, of number: Int, _ share: Double) -> Double {
    var less = 0.0
    for k in 0..<failures {
      let ways = lgamma(Double(number + 1)) - lgamma(Double(k + 1)) - lgamma(Double(number - k + 1))
      less += exp(ways + Double(k) * log(share) + Double(number - k) * log1p(-share))
    }
    return 1 - less
  }
}
