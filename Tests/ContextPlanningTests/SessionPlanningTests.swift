import ContextPlanning
import Foundation
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import SessionReading
import TestSupport
import Testing

@Suite("Plans of sessions")
struct SessionPlanningTests {
  private static let counter: RequestCounter? = (try? Catalog.bundled()).map { RequestCounter(catalog: $0) }

  private func plan(_ rows: [String], _ policy: PlanPolicy = PlanPolicy()) throws -> Plan {
    let counter = try #require(Self.counter)
    let session = try SessionReader.session(Array(rows.joined(separator: "\n").utf8))
    return try Planner(counter: counter).plan(session, policy)
  }

  private static let models = [
    "claude-opus-4-5", "claude-opus-4-6", "claude-opus-4-7", "claude-opus-4-8", "claude-opus-5",
  ]

  @Test(
    "200 made sessions with rewinds, compactions and parallel calls: the next call is foretold, and none is refused")
  func madeSessions() throws {
    let counter = try #require(Self.counter)
    var seen = (compactions: 0, rewinds: 0, over: 0)
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededRandom(seed: seed &* 7919)
      let model = random.pick(Self.models)
      let window = model == "claude-opus-4-5" ? 200_000 : 1_000_000
      let isOver = random.below(5) == 0
      let outside = isOver ? window + 1 + random.below(5_000) : 15_000 + random.below(60_000)
      var session = MadeSession(seed: seed, model: model, outside: outside)
      try session.play(turns: 2 + random.below(6), counter)
      let truth = try session.prompt(counter)
      let plan = try plan(session.rows)
      seen.compactions += session.compactions
      seen.rewinds += session.rewinds
      if plan.anchor != nil {
        // Growth is counted by the same rules, so that what differs is the reading.
        #expect(plan.input.total.tokens == truth, "seed \(seed)")
      }
      if truth > window {
        seen.over += 1
        #expect(plan.verdict == .refused || plan.verdict == .mayBeRefused, "seed \(seed)")
      } else {
        #expect(plan.verdict == .fits || plan.verdict == .fitsMayBeCut, "seed \(seed)")
      }
      #expect(plan.input.total.bounds.contains(truth), "seed \(seed)")
    }
    #expect(seen.compactions > 50)
    #expect(seen.rewinds > 50)
    #expect(seen.over > 10)
  }

  private static func user(_ text: String) -> String {
    #"{"type":"user","message":{"role":"user","content":"\#(text)"}}"#
  }

  private static func answer(_ id: String, _ usage: String, model: String = "claude-opus-4-8", text: String = "done")
    -> String
  {
    #"{"type":"assistant","timestamp":"2026-09-01T10:00:00Z","message":{"id":"\#(id)","role":"assistant","model":"\#(model)","stop_reason":"end_turn","content":[{"type":"text","text":"\#(text)"}],"usage":\#(usage)}}"#
  }

  @Test("The count goes on from the last call's usage, and says so")
  func anchor() throws {
    let plan = try plan([
      Self.user("go"),
      Self.answer("m1", #"{"input_tokens":10,"cache_read_input_tokens":50000,"cache_creation_input_tokens":100}"#),
      Self.user("and now?"),
    ])
    #expect(plan.anchor?.tokens == 50_110)
    #expect(plan.anchor?.id == "m1")
    #expect(plan.anchor?.line == 2)
    #expect(plan.anchor?.time == "2026-09-01T10:00:00Z")
    let growth = try #require(plan.anchor?.growth)
    #expect(plan.input.total.tokens == 50_110 + growth.tokens)
    #expect((5...15).contains(growth.tokens))
    #expect(plan.counted.tokens < 40)
    #expect(plan.maxTokens == 32_000)
    #expect(plan.maxTokensIsDefault)
    #expect(plan.verdict == .fits)
  }

  @Test("A usage below what the messages take at least is not believed, and is named")
  func unbelievable() throws {
    let long = String(repeating: "dog ", count: 500)
    let plan = try plan([Self.user(long), Self.answer("m1", #"{"input_tokens":40}"#), Self.user("on")])
    #expect(plan.anchor == nil)
    #expect(plan.notices.contains { $0.code == .anchorNotBelieved })
    #expect(plan.input.total.tokens == plan.counted.tokens)
  }

  @Test("The sum of several passes is no anchor")
  func passes() throws {
    let plan = try plan([
      Self.user("go"), Self.answer("m1", #"{"input_tokens":900000,"server_tool_use":{"web_search_requests":4}}"#),
      Self.user("on"),
    ])
    #expect(plan.anchor == nil)
    #expect(plan.notices.contains { $0.code == .usageIsNoAnchor })
    #expect(plan.verdict == .fits)
  }

  @Test("A session at rest is not refused: what comes next is the user's", arguments: models)
  func atRest(model: String) throws {
    let plan = try plan([Self.user("go"), Self.answer("m1", #"{"input_tokens":20000}"#, model: model)])
    #expect(plan.verdict == .fits)
  }

  @Test("A session that fills its window does not fit")
  func full() throws {
    let plan = try plan([
      Self.user("go"), Self.answer("m1", #"{"input_tokens":199910}"#, model: "claude-opus-4-5"),
      Self.user(String(repeating: "dog ", count: 2000)),
    ])
    #expect(plan.verdict == .refused)
    #expect(plan.input.total.tokens > 201_000)
  }

  @Test("A session that has read more than the plain window has the larger one")
  func longContext() throws {
    let rows = [
      Self.user("go"),
      Self.answer("m1", #"{"input_tokens":420000}"#, model: "claude-sonnet-4-5").replacing(
        "2026-09-01", with: "2026-02-01"),
      Self.user("on"),
    ]
    let plan = try plan(rows)
    #expect(plan.window.tokens == 1_000_000)
    #expect(plan.verdict == .fits || plan.verdict == .fitsMayBeCut)
  }

  @Test("Right after a compaction, what the file does not hold is taken from before it")
  func afterCompaction() throws {
    let plan = try plan([
      Self.user("go"), Self.answer("m1", #"{"input_tokens":30000}"#),
      #"{"type":"system","subtype":"compact_boundary"}"#,
      #"{"type":"user","isCompactSummary":true,"message":{"role":"user","content":"Summary."}}"#,
    ])
    #expect(plan.anchor == nil)
    #expect((29_990...30_010).contains(plan.input.total.tokens))
    #expect(plan.counted.tokens < 20)
    #expect(plan.notices.contains { $0.code == .anchoredBeforeCompaction })
  }

  @Test("On a branch without a call, what the file does not hold is taken from the branch that was left")
  func otherBranch() throws {
    let long = String(repeating: "dog ", count: 500)
    let root = #"{"type":"user","uuid":"9","parentUuid":null,"message":{"role":"user","content":"anew"}}"#
    let plan = try plan([Self.user(long), Self.answer("m1", #"{"input_tokens":30000}"#), root])
    #expect(plan.anchor == nil)
    #expect((28_950...29_050).contains(plan.input.total.tokens))
    #expect(plan.counted.tokens < 20)
    #expect(plan.notices.contains { $0.code == .anchoredElsewhere })
  }

  @Test("Results that were cleared since the last call are no part of the next one")
  func clearedResults() throws {
    let long = String(repeating: "dog ", count: 5_000)
    let call =
      #"{"type":"assistant","message":{"id":"m1","role":"assistant","model":"claude-opus-4-8","stop_reason":"tool_use","content":[{"type":"tool_use","id":"t","name":"f","input":{}}],"usage":{"input_tokens":30000}}}"#
    let rows = [
      Self.user("go"), call,
      #"{"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"\#(long)"}]}}"#,
      Self.answer("m2", #"{"input_tokens":40060}"#),
      #"{"type":"system","subtype":"microcompact_boundary","microcompactMetadata":{"compactedToolIds":["t"]}}"#,
      Self.user("on"),
    ]
    let cleared = try plan(rows)
    #expect((30_000...30_200).contains(cleared.input.total.tokens))
    #expect(cleared.notices.contains { $0.code == .anchoredElsewhere })
    let measured = try plan(rows + [Self.answer("m3", #"{"input_tokens":30100}"#), Self.user("and")])
    #expect(measured.anchor?.tokens == 30_100)
    #expect((30_100...30_120).contains(measured.input.total.tokens))
  }

  @Test("What the API says that it cleared makes a smaller usage believable")
  func appliedEdits() throws {
    let long = String(repeating: "dog ", count: 5_000)
    func rows(_ edits: String) -> [String] {
      [
        Self.user(long),
        Self.answer("m1", #"{"input_tokens":2000}"#).replacing(
          #""role":"assistant","#, with: #""role":"assistant","context_management":{"applied_edits":[\#(edits)]},"#),
        Self.user("on"),
      ]
    }
    #expect(try plan(rows("")).anchor == nil)
    let edited = try plan(rows(#"{"type":"clear_tool_uses_20250919","cleared_input_tokens":9000}"#))
    #expect(edited.anchor?.tokens == 2_000)
    #expect((2_000...2_020).contains(edited.input.total.tokens))
    #expect(edited.verdict == .fits)
  }

  @Test("Another model's calls tell of what the file does not hold, and an earlier call of one's own more")
  func otherModel() throws {
    let rows = [
      Self.user("go"), Self.answer("m1", #"{"input_tokens":30000}"#), Self.user("on"),
      Self.answer("m2", #"{"input_tokens":24000}"#, model: "claude-haiku-4-5"), Self.user("and"),
    ]
    let own = try plan(rows, PlanPolicy(model: "claude-opus-4-8"))
    #expect(own.anchor?.tokens == 30_000)
    #expect((30_000...30_040).contains(own.input.total.tokens))
    let other = try plan(rows, PlanPolicy(model: "claude-opus-4-6"))
    #expect(other.anchor == nil)
    #expect((23_900...24_100).contains(other.input.total.tokens))
    #expect(other.input.total.bounds.contains(30_000))
    #expect(other.input.total.basis == .assumed)
    #expect(other.notices.contains { $0.code == .anchoredElsewhere })
  }

  @Test("Without any usage the system prompt and the tools are bounded, not free")
  func noUsage() throws {
    let plan = try plan(
      [Self.user("go").replacing(#""type":"user","#, with: #""type":"user","version":"2.1.9","#)],
      PlanPolicy(model: "claude-opus-4-8"))
    #expect(plan.input.total.tokens == plan.counted.tokens)
    #expect(plan.input.total.bounds.upperBound >= 60_000)
    #expect(plan.input.total.basis == .assumed)
  }

  @Test("A session whose calls were answered by the model's successor is counted by its rules, and says so")
  func successor() throws {
    let counter = try #require(Self.counter)
    for (named, server) in [("claude-opus-4-6", "claude-opus-4-7"), ("claude-opus-4-7", "claude-opus-4-8")] {
      var found = 0
      for seed in 0..<6 as Range<UInt64> {
        var session = MadeSession(seed: seed, model: server, outside: 30_000)
        try session.play(turns: 6, counter)
        let truth = try session.prompt(counter)
        let plan = try plan(session.rows.map { $0.replacing(server, with: named) })
        #expect(plan.model == named)
        guard plan.notices.contains(where: { $0.code == .servedBySuccessor }) else { continue }
        found += 1
        #expect(plan.input.model == server)
        if plan.anchor != nil { #expect(plan.input.total.tokens == truth, "\(named), seed \(seed)") }
      }
      #expect(found > 1, "\(named)")
      var own = MadeSession(seed: 3, model: named, outside: 30_000)
      try own.play(turns: 6, counter)
      #expect(!(try plan(own.rows)).notices.contains { $0.code == .servedBySuccessor })
    }
  }

  @Test("Bytes that could not be read widen the bound")
  func unread() throws {
    let rows = [
      Self.user("go"), Self.answer("m1", #"{"input_tokens":20000}"#), Self.user("on"),
      #"{"type":"user","message":{"role":"#,
    ]
    let whole = try plan(Array(rows.dropLast()))
    let cut = try plan(rows)
    #expect(cut.input.total.tokens == whole.input.total.tokens)
    #expect(cut.input.total.bounds.upperBound == whole.input.total.bounds.upperBound + rows[3].utf8.count)
    #expect(cut.input.total.basis == .assumed)
    #expect(cut.verdict == .fits)
  }

  @Test(
    "What nobody knows of a message since the last call widens the bound by its whole text",
    arguments: [
      (#"[{"type":"text","text":"on","odd":"LONG"}]"#, true, 4_000), (#""on","odd":"LONG""#, true, 4_000),
      (#"{"odd":"LONG"}"#, false, 8_000),
    ])
  func unknownText(content: String, isRead: Bool, tokens: Int) throws {
    let long = String(repeating: "dog ", count: 2_000)
    let rows = [
      Self.user("go"), Self.answer("m1", #"{"input_tokens":20000}"#),
      #"{"type":"user","message":{"role":"user","content":\#(content.replacing("LONG", with: long))}}"#,
    ]
    let plan = try plan(rows)
    #expect(plan.input.total.tokens < 20_100)
    #expect(plan.input.total.bounds.upperBound >= 20_000 + tokens)
    #expect(plan.input.total.basis == .assumed)
    // Measured at the next call, it is no doubt any more; bytes that were not read have no place before it.
    let measured = try self.plan(rows + [Self.answer("m2", #"{"input_tokens":26000}"#), Self.user("on")])
    #expect(measured.anchor?.tokens == 26_000)
    if isRead { #expect(measured.input.total.bounds.upperBound < 26_500) }
  }

  // MARK: Real sessions beside the package

  private static let sessions = Package.root.appending(path: "../shared/data/sessions").standardizedFileURL
  private static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: sessions.path)) ?? []).filter { $0.hasSuffix(".jsonl.xz") }
    .sorted()

  @Test(
    "Real sessions, cut before every call after the first: median below 0.5%, 95% within 1%, none refused",
    .enabled(if: !names.isEmpty))
  func realSessions() throws {
    var errors: [Double] = []
    for name in Self.names {
      let text = try Package.output(of: "/usr/bin/env", ["xz", "-dc", Self.sessions.appending(path: name).path])
      let rows = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
      var seen: Set<String> = []
      for (index, row) in rows.enumerated() {
        let json = try JSONDocument(parsing: row).root
        guard json["type"]?.string == "assistant", let message = json["message"], let id = message["id"]?.string,
          seen.insert(id).inserted, seen.count > 1
        else { continue }
        let parts = ["input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"]
        let truth = parts.compactMap { message["usage"]?[$0]?.int }.reduce(0, +)
        let plan = try plan(Array(rows[..<index]))
        #expect(plan.verdict == .fits || plan.verdict == .fitsMayBeCut, "\(name) before line \(index + 1)")
        #expect(plan.input.total.bounds.contains(truth), "\(name) before line \(index + 1): \(truth)")
        errors.append(abs(Double(plan.input.total.tokens - truth)) / Double(truth))
      }
    }
    errors.sort()
    #expect(errors[errors.count / 2] < 0.005)
    #expect(errors[errors.count * 95 / 100] <= 0.01)
  }
}
