import Calibration
import JSONText
import MessagesAPI
import ModelCatalog
import SessionReading

extension FuzzTarget {
  /// Lines of a conversation: as a request for counting, and as evidence for calibration.
  static let transcript = FuzzTarget(
    name: "transcript", seeds: transcriptSeeds,
    words: RequestWays.words + [
      "\n", #"{"type":"user","message":{"role":"user","content":"x"}}"#, #""usage":{"input_tokens":9}"#,
      #""cache_read_input_tokens":9223372036854775807"#, #""id":"msg_1""#, #""isSidechain":true"#,
      #""isCompactSummary":true"#, #"{"type":"summary"}"#, #""timestamp":"2026-01-01T00:00:00Z""#,
      "-9223372036854775808",
    ]
  ) { input in
    requestComplaint(input) ?? evidenceComplaint(input)
  }

  private static let transcriptSeeds: @Sendable () -> [[UInt8]] = {
    let answer =
      #"{"type":"assistant","timestamp":"2026-01-02T00:00:00Z","message":{"id":"msg_1","role":"assistant","model":"claude-opus-5","content":[{"type":"text","text":"Hello"}],"usage":{"input_tokens":9,"cache_read_input_tokens":0,"cache_creation_input_tokens":0,"output_tokens":3}}}"#
    let more =
      #"{"type":"assistant","message":{"id":"msg_2","role":"assistant","model":"claude-opus-5","content":[{"type":"thinking","thinking":"","signature":"EgIqAA=="},{"type":"tool_use","id":"t","name":"f","input":{}}],"usage":{"input_tokens":19,"output_tokens_details":{"thinking_tokens":5},"iterations":[]}}}"#
    let user = #"{"type":"user","message":{"role":"user","content":"Hello"}}"#
    let pairs = Seeds.requests().prefix(30).map { request in
      #"{"request":"# + String(decoding: request, as: UTF8.self)
        + #","response":{"model":"claude-opus-5","usage":{"input_tokens":12}},"betas":[],"recorded_at":"2026-02-03"}"#
    }
    return (pairs + [[user, answer, user, more, #"{"type":"summary"}"#, user].joined(separator: "\n")]).map {
      Array($0.utf8)
    }
  }

  private static func requestComplaint(_ input: [UInt8]) -> String? {
    guard let session = try? SessionReader.session(input) else { return nil }
    let rows = input.count { $0 == UInt8(ascii: "{") }
    if session.request.messages.count > rows { return "more messages than objects" }
    let spaced = input.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    guard let again = try? SessionReader.session(spaced), again.request == session.request,
      again.calls.map(\.usage) == session.calls.map(\.usage)
    else { return "the lines' ends make a difference" }
    if session.calls.contains(where: { !session.request.messages.indices.contains($0.message) }) {
      return "a call without its answer"
    }
    if session.attachments.contains(where: { $0.messagesBefore > session.request.messages.count }) {
      return "an attachment behind the end"
    }
    return RequestWays.complaint(session.request, thinkingTokens: session.thinkingTokens)
  }

  private static func evidenceComplaint(_ input: [UInt8]) -> String? {
    guard let counter = RequestWays.counter, let today = CalendarDay("2026-11-21") else { return "no catalogue" }
    var answers = StoredAnswers(counter: counter, today: today)
    var lines = JSONLines()
    lines.append(input)
    lines.finish()
    while let line = lines.next() {
      if let document = try? JSONDocument(parsing: line.bytes) { answers.read(document.root) }
    }
    answers.endFile()
    for item in answers.items {
      let seen = item.observation
      if seen.upper < seen.local || seen.remote < 0 {
        return "an observation of \(seen.remote) in \(seen.lower)...\(seen.upper)"
      }
      _ = (seen.difference, seen.isWithinBounds, seen.doubt)
    }
    let table = CorrectionTable(answers.items.map(\.observation))
    guard (try? JSONDocument(parsing: table.catalogue { $0 })) != nil else { return "corrections are no JSON" }
    return nil
  }
}
