import ContextPlanning
import Foundation
import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import TestSupport
import Testing

/// Recorded refusals, and what is said of the same requests.
///
/// `RecordedRefusals.tsv` says of each of the 368 what decided it: the body; the model's id or the platform; the account,
/// its traffic and the service; a header that was not recorded; what is behind an address or in an image (`content`); the
/// compiler of schemas, whose limits are not known; the day, where it was taken later. `unrecorded` are bodies of which a
/// placeholder was kept.
@Suite(.enabled(if: Package.hasRecordedRequests, "the recorded requests are not beside this checkout"))
struct RecordedRefusalTests {
  /// A recorded refusal's class, and the day of it where it matters and is known.
  struct Entry {
    let standing: String
    let day: CalendarDay?
  }

  static func entries() throws -> [String: Entry] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/RecordedRefusals.tsv")
    var entries: [String: Entry] = [:]
    for line in try String(contentsOf: path, encoding: .utf8).split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      entries[cells[0]] = Entry(standing: cells[1], day: cells.count > 2 ? CalendarDay(cells[2]) : nil)
    }
    return entries
  }

  /// Bodies that cannot be decoded: decoding says so at the place that the API names.
  static let undecodable = [
    "messages.0: Input does not match the expected shape.": "messages[0]",
    "messages.0.content: Input should be a valid list": "messages[0].content",
  ]

  /// Refused, and answered as well: such a request may be refused.
  static let doubtful = ["pre-fill the `assistant` response"]

  @Test("are all in the table, and no others")
  func areAllInTheTable() throws {
    let ids = try Package.recordedRequestLines("refusals.jsonl.xz").split(separator: UInt8(ascii: "\n"))
      .map { try JSONDocument(parsing: $0).root["id"]?.string ?? "" }
    #expect(Set(ids) == Set(try Self.entries().keys))
  }

  @Test("are refused by us where the body decides, in the API's words")
  func areRefusedByUsWhere() throws {
    let planner = Planner(catalog: try Catalog.bundled())
    let entries = try Self.entries()
    var (all, equal) = (0, 0)
    for line in try Package.recordedRequestLines("refusals.jsonl.xz").split(separator: UInt8(ascii: "\n")) {
      let record = try JSONDocument(parsing: line).root
      let id = record["id"]?.string ?? ""
      guard let entry = entries[id], entry.standing == "body", let words = Self.words(of: record) else { continue }
      all += 1
      if let place = Self.undecodable[words] {
        let error = #expect(throws: DecodeError.self) { try MessagesRequest(decoding: record["request"] ?? .null) }
        #expect(error?.path == place)
        equal += 1
        continue
      }
      let plan = try #require(RecordedVerdictTests.plan(for: record, planner, asOf: entry.day), "\(id): \(words)")
      let isDoubtful = Self.doubtful.contains { words.contains($0) }
      #expect(plan.verdict == (isDoubtful ? .mayBeRefused : .refused), "\(id)\n  API: \(words)")
      // The API names one: ours stands first.
      let first = plan.refusals.first.map { Self.withoutExcess($0.message) }
      if first == Self.withoutExcess(words) {
        equal += 1
      } else {
        print("\(id)\n  API:  \(words)\n  ours: \(plan.refusals.map(\.message))")
      }
    }
    #expect(all >= 110)
    #expect(equal * 100 >= all * 95, "\(equal) of \(all)")
  }

  @Test("may be refused by us where a header or the day decides")
  func mayBeRefusedByUs() throws {
    let planner = Planner(catalog: try Catalog.bundled())
    let entries = try Self.entries()
    for line in try Package.recordedRequestLines("refusals.jsonl.xz").split(separator: UInt8(ascii: "\n")) {
      let record = try JSONDocument(parsing: line).root
      let id = record["id"]?.string ?? ""
      guard let entry = entries[id], entry.standing == "header" else { continue }
      if let plan = RecordedVerdictTests.plan(for: record, planner, asOf: entry.day) {
        #expect(plan.verdict != .refused, "\(id): \(plan.refusals)")
      }
    }
  }

  /// The API stops counting a little above the limit; ours is the count of all.
  private static func withoutExcess(_ words: String) -> String {
    guard words.hasPrefix("prompt is too long: "), let end = words.firstRange(of: " tokens") else { return words }
    return "prompt is too long:\(words[end.lowerBound...])"
  }

  /// The message of a recorded answer.
  static func words(of record: JSONValue) -> String? {
    guard let error = record["error"] else { return nil }
    let inner = error["error"] ?? error
    return inner["message"]?.string ?? error["message"]?.string ?? inner.string
  }
}
