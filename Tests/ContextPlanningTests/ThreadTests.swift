import ContextPlanning
import MessagesAPI
import ModelCatalog
import RequestCounting
import SessionReading
import Testing

@Suite("Threads, compactions and measured ledgers")
struct ThreadTests {
  private static let counter: RequestCounter? = (try? Catalog.bundled()).map { RequestCounter(catalog: $0) }

  private func request(_ body: String) throws -> MessagesRequest { try MessagesRequest(decoding: Array(body.utf8)) }

  private func count(_ body: String) throws -> RequestCount {
    try #require(Self.counter).count(try request(body))
  }

  @Test("A thread's continuation without its history: at least what is sent, at most the window, and no verdict")
  func continuation() throws {
    let body =
      #"{"model":"claude-opus-5","max_tokens":100,"thread":{"type":"continue","previous_message_id":"msg_1"},"messages":[{"role":"user","content":"hi"}]}"#
    let plan = try Planner(counter: try #require(Self.counter)).plan(try request(body))
    #expect(plan.verdict == .unknown)
    #expect(plan.input.total.basis == .assumed)
    #expect(plan.input.total.tokens < 20)
    #expect(plan.input.total.bounds.upperBound >= plan.window.tokens)
    #expect(plan.notices.contains { $0.code == .threadWithoutHistory })
  }

  @Test("A thread that is created holds all of it, and counts as without a thread")
  func creation() throws {
    let rest = #""model":"claude-opus-5","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}"#
    let created = try count(#"{"thread":{"type":"create"},"# + rest)
    #expect(created.total.tokens == (try count("{" + rest).total.tokens))
    let plan = try Planner(counter: try #require(Self.counter)).plan(
      try request(#"{"thread":{"type":"create"},"# + rest))
    #expect(plan.verdict != .unknown)
  }

  @Test("A compaction stands for what is before it: its summary is priced as text, its frame within 30 tokens")
  func compaction() throws {
    let long = String(repeating: "dog ", count: 900)
    let compacted = try count(
      #"{"model":"claude-opus-5","messages":[{"role":"user","content":"\#(long)"},{"role":"assistant","content":[{"type":"compaction","content":"A dog barked."}]},{"role":"user","content":"On."}]}"#
    )
    let plain = try count(
      #"{"model":"claude-opus-5","messages":[{"role":"user","content":"A dog barked."},{"role":"user","content":"On."}]}"#
    )
    #expect(compacted.total.tokens == plain.total.tokens)
    #expect(compacted.total.bounds.upperBound == plain.total.bounds.upperBound + 30)
    #expect(compacted.parts.compactMap(\.path.messageIndex).allSatisfy { $0 >= 1 })
  }

  @Test("A compaction that failed drops nothing")
  func failedCompaction() throws {
    let long = String(repeating: "dog ", count: 900)
    let count = try count(
      #"{"model":"claude-opus-5","messages":[{"role":"user","content":"\#(long)"},{"role":"assistant","content":[{"type":"compaction","content":null},{"type":"text","text":"Yes."}]},{"role":"user","content":"On."}]}"#
    )
    #expect(count.total.tokens > 900)
  }

  @Test("A ledger that is told the usage goes on from it, and equals it before each answer")
  func measuredLedger() throws {
    let planner = Planner(counter: try #require(Self.counter))
    for model in ["claude-opus-4-5", "claude-opus-4-7", "claude-opus-5"] {
      let start = MessagesRequest(model: model, messages: [Message(role: .user, "Hello there")])
      var ledger = try ConversationLedger(start, planner: planner)
      var truth = start
      for turn in 0..<8 {
        let usage = 30_000 + (try planner.plan(truth).input.total.tokens)
        if turn > 0 { #expect(ledger.input.tokens == usage, "\(model), turn \(turn)") }
        let answer = Message(role: .assistant, "Answer \(turn), with a word or two.")
        let isBelieved = ledger.append(answer, usage: SessionUsage(prompt: usage, output: 12))
        #expect(isBelieved)
        #expect(ledger.measured == usage)
        let question = Message(role: .user, "Question \(turn)?")
        ledger.append(question)
        truth.messages += [answer, question]
        #expect(ledger.input.bounds.contains(ledger.input.tokens))
      }
    }
  }

  @Test("A ledger does not believe a usage below what its messages take, nor the sum of passes")
  func unbelievableUsage() throws {
    let planner = Planner(counter: try #require(Self.counter))
    let start = MessagesRequest(
      model: "claude-opus-5", messages: [Message(role: .user, String(repeating: "dog ", count: 100))])
    var ledger = try ConversationLedger(start, planner: planner)
    let before = ledger.input
    let few = ledger.append(Message(role: .assistant, "a"), usage: SessionUsage(prompt: 9))
    let passes = ledger.append(Message(role: .assistant, "b"), usage: SessionUsage(prompt: 90_000, isSinglePass: false))
    #expect(!few && !passes)
    #expect(ledger.measured == nil)
    #expect(ledger.input.tokens < before.tokens + 20)
  }
}
