import Foundation
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import TestSupport
import Testing

/// Bodies of our own making against the executable law, which counts with another tokenizer; see
/// `Tests/Golden/requests.py`.
@Suite struct GoldenTests {
  @Test("each feature counts on each model what the executable law counts")
  func eachFeatureCountsOnEach() throws {
    let file = Package.root.appending(path: "Tests/Golden/requests.jsonl")
    let catalog = try Catalog.bundled()
    let counter = RequestCounter(catalog: catalog)
    let day = try #require(CalendarDay("2026-03-01"))
    var lines = JSONLines()
    lines.append([UInt8](try Data(contentsOf: file)))
    lines.finish()
    var rows = 0
    while let line = lines.next() {
      let row = try JSONDocument(parsing: line.bytes).root
      let name = "\(row["name"]?.string ?? "") on \(row["model"]?.string ?? "")"
      let request = try MessagesRequest(decoding: try #require(row["request"]))
      let count = try counter.count(request, model: row["model"]?.string, betas: [], asOf: day)
      rows += 1
      #expect(count.total.tokens == row["input_tokens"]?.int, "\(name)")
      // Bounds and basis follow the evidence of single rules, of which the catalogue knows more than the law does.
      #expect(count.total.bounds.contains(count.total.tokens), "\(name)")
      if row["basis"]?.string != "exact" { #expect(count.total.basis != .exact, "\(name)") }
    }
    #expect(rows == 480)
  }
}
