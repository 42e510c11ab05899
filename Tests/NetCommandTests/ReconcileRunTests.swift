import Calibration
import Console
import CountTokensClient
import Foundation
import JSONText
import LocalEndpoint
import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

@testable import UllageNetCommand

/// Requests are compared with an endpoint that replays what was recorded.
struct ReconcileRunTests {
  private static let recorded = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data/requests/requests.jsonl.xz")
  private static let isRecorded = FileManager.default.fileExists(atPath: recorded.path)

  /// A recorded request as it is sent to be counted, and what was recorded of it.
  private struct Recorded: Sendable {
    let id: String
    let countable: CountableRequest
    let tokens: Int
    let day: CalendarDay?
  }

  /// Every 25th record that the body alone decides.
  private static func sample() throws -> [Recorded] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["xz", "-dc", recorded.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    var lines = JSONLines()
    lines.append([UInt8](try pipe.fileHandleForReading.readToEnd() ?? Data()))
    lines.finish()
    process.waitUntilExit()
    var sample: [Recorded] = []
    while let line = lines.next() {
      guard line.number % 25 == 0 else { continue }
      let record = try JSONDocument(parsing: line.bytes).root
      // The cost of thinking depends on the day and on betas, which many records do not tell.
      guard record["scorable"]?.bool == true, let tokens = record["input_tokens"]?.int,
        let body = record["request"], body["thinking"] == nil, let model = record["model"]?.string,
        let request = try? MessagesRequest(decoding: body)
      else { continue }
      let day = record["recorded_at"]?.string.flatMap { CalendarDay($0.prefix(10)) }
      let betas = record["betas"]?.elements.compactMap(\.string) ?? []
      let countable = CountableRequest(request, model: model, betas: betas)
      // What had to be put another way is another request.
      guard !countable.changes.contains(where: { $0.kind == .replaced }) else { continue }
      sample.append(Recorded(id: record["id"]?.string ?? "", countable: countable, tokens: tokens, day: day))
    }
    return sample
  }

  @Test("recorded requests reconcile", .enabled(if: isRecorded, "the recorded requests are not beside this checkout"))
  func recordedRequestsReconcile() async throws {
    let sample = try Self.sample()
    #expect(sample.count > 100)
    let counts = Dictionary(
      sample.map { ($0.countable.request.encoded(), $0.tokens) }, uniquingKeysWith: { first, _ in first })
    let catalog = try Catalog.bundled()
    let replay: LocalEndpoint.Respond = { .count(counts[$0.body] ?? 0) }
    try await RemoteFixture.run(catalog: catalog, replay) { remote, _ in
      var outside: [String] = []
      for record in sample {
        let dated = RemoteCounts(
          store: remote.store, client: remote.client, counter: remote.counter, day: record.day ?? catalog.date)
        let pair = try await dated.count(record.countable, kind: .counted, source: "test", place: record.id)
        let result = Reconciliation(local: pair.local, remote: pair.remote)
        if result.verdict == .outside { outside.append("\(record.id): \(result.local), \(result.remote)") }
      }
      // Some recordings were edited after the fact: 23 of 6,173 that are called exact are not.
      #expect(outside.count * 100 <= sample.count, "\(outside)")
    }
  }

  private static let bodies = [
    #"{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"Hello"}]}"#,
    #"{"model":"claude-opus-5","messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://a/b"}}]}]}"#,
  ]

  /// Writes files, and compares them by `remote`.
  private static func report(
    _ files: [(String, String)], _ respond: @escaping LocalEndpoint.Respond,
    adjust: (RemoteCounts) -> RemoteCounts = { $0 }
  ) async throws -> ReconcileReport {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ullage-files-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    let run = ReconcileRun(
      paths: try RequestFiles.expand([folder.path]), model: nil, betas: [], isStrict: false,
      progress: Progress(isWanted: false))
    return try await RemoteFixture.run(catalog: try Catalog.bundled(), respond) { counts, _ in
      await run.report(adjust(counts), width: 4)
    }
  }

  @Test("a folder is compared in the order of its names, and the status says whether all lay within")
  func aFolderIsComparedIn() async throws {
    let files = [("b.json", Self.bodies[1]), ("a.json", Self.bodies[0])]
    let fine = try await Self.report(files) {
      $0.json?["messages"]?[0]?["content"]?.isString == true ? .count(9) : .count(50)
    }
    #expect(fine.rows.map { $0.place.suffix(6) } == ["a.json", "b.json"])
    #expect(fine.rows.map(\.reconciliation.verdict) == [.equal, .withinBounds])
    #expect(fine.status(isStrict: false) == .fine)
    #expect(fine.status(isStrict: true) == .over)
    let over = try await Self.report(files) { _ in .count(9_999) }
    #expect(over.status(isStrict: false) == .over)
    #expect(over.text.contains("2 compared: 0 equal, 0 within bounds, 2 outside"))
  }

  @Test("what cannot be read or is refused does not keep the rest from being compared")
  func whatCannotBeReadOr() async throws {
    let lines = [Self.bodies[0], "{", #"{"request":\#(Self.bodies[0]),"betas":["refuse-me"]}"#].joined(separator: "\n")
    let report = try await Self.report([("a.jsonl", lines)]) {
      $0.header("anthropic-beta") == nil ? .count(9) : .error(400, "invalid_request_error", "unknown beta")
    }
    #expect(report.rows.count == 1)
    #expect(Set(report.complaints.map(\.code)) == ["unexpected_end", "refused"])
    #expect(report.status(isStrict: false) == .incomplete)
  }

  @Test("where the remote API cannot be asked the status says so, and nothing is asked offline")
  func whereTheRemoteAPICannot() async throws {
    let files = (0..<30).map { ("\($0).json", Self.bodies[0].replacingOccurrences(of: "Hello", with: "Hello \($0)")) }
    let unavailable = try await Self.report(files) { _ in .error(401, "authentication_error", "no") }
    #expect(unavailable.status(isStrict: false) == .unavailable)
    #expect(unavailable.complaints.contains { $0.code == "not_asked" })
    let offline = try await Self.report(files, { _ in .count(1) }, adjust: RemoteFixture.offline)
    #expect(offline.status(isStrict: false) == .unavailable)
    #expect(offline.complaints.allSatisfy { $0.code == "not_stored" })
  }

  @Test("an identical request is answered from the store, as measured")
  func anIdenticalRequestIsAnswered() async throws {
    let catalog = try Catalog.bundled()
    let nine: LocalEndpoint.Respond = { _ in .count(9) }
    try await RemoteFixture.run(catalog: catalog, nine) { counts, endpoint in
      let request = try MessagesRequest(decoding: Array(Self.bodies[0].utf8))
      for round in 0..<3 {
        let pair = try await counts.count(CountableRequest(request), kind: .counted, source: "t", place: "p")
        #expect(pair.isStored == (round > 0))
        #expect(pair.remote == 9)
      }
      let offline = try await RemoteFixture.offline(counts).count(
        CountableRequest(request), kind: .counted, source: "t", place: "p")
      #expect(offline.isStored)
      #expect(endpoint.requests.count == 1)
    }
  }
}
