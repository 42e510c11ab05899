import ContextPlanning
import MessagesAPI
import ModelCatalog
import RequestCounting
import SessionReading
import Testing

/// What an answer's usage says of thinking that does not tell its own length.
@Suite("Thinking whose signature cannot be read")
struct AnswerEvidenceTests {
  private let planner: Planner

  init() throws { planner = Planner(counter: RequestCounter(catalog: try Catalog.bundled())) }

  /// The next call of a session with one answer of these blocks.
  private func input(_ blocks: String, usage: String, _ model: String = "claude-opus-5") throws -> TokenCount {
    let answer =
      #"{"type":"assistant","uuid":"2","parentUuid":"1","message":{"id":"m","role":"assistant","model":"\#(model)","stop_reason":"end_turn","content":[\#(blocks)],"usage":{"input_tokens":20000\#(usage)}}}"#
    let rows = [
      #"{"type":"user","uuid":"1","parentUuid":null,"message":{"role":"user","content":"Hello"}}"#, answer,
      #"{"type":"user","uuid":"3","parentUuid":"2","message":{"role":"user","content":"go on"}}"#,
    ]
    let session = try SessionReader.session(Array(rows.joined(separator: "\n").utf8))
    return try planner.plan(session).input.total
  }

  private static func thinking(_ signature: String, _ text: String = "") -> String {
    #"{"type":"thinking","thinking":"\#(text)","signature":"\#(signature)"},{"type":"text","text":"Done."}"#
  }

  /// None, a remark, an id, and a long text of no known form.
  static let signatures = [
    "", "[REDACTED]", "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d", String(repeating: "z!", count: 400),
  ]
  static let models = ["claude-opus-5", "claude-opus-4-7", "claude-opus-4-6", "claude-sonnet-4-6", "claude-opus-4-5"]

  @Test("costs what the answer's output has beyond the text", arguments: models, signatures)
  func output(model: String, signature: String) throws {
    let input = try input(Self.thinking(signature, "In short."), usage: #","output_tokens":4000"#, model)
    #expect((23_990...24_040).contains(input.tokens))
    #expect(input.bounds.upperBound < 24_500)
    #expect(input.bounds.lowerBound < 20_100)
    #expect(input.basis < .exact)
  }

  @Test("costs what the API names", arguments: signatures)
  func named(signature: String) throws {
    let usage = #","output_tokens":4000,"output_tokens_details":{"thinking_tokens":3900}"#
    let input = try input(Self.thinking(signature), usage: usage)
    #expect((23_900...23_930).contains(input.tokens))
  }

  @Test("is told by its own answer where the same remark stands in several")
  func severalAnswers() throws {
    var rows = [#"{"type":"user","message":{"role":"user","content":"Hello"}}"#]
    for (index, output) in [500, 4000].enumerated() {
      rows.append(
        #"{"type":"assistant","message":{"id":"m\#(index)","role":"assistant","model":"claude-opus-5","stop_reason":"end_turn","content":[\#(Self.thinking("[REDACTED]"))],"usage":{"input_tokens":\#(20_000 + 500 * index),"output_tokens":\#(output),"output_tokens_details":{"thinking_tokens":\#(output - 100)}}}}"#
      )
      rows.append(#"{"type":"user","message":{"role":"user","content":"go on"}}"#)
    }
    let session = try SessionReader.session(Array(rows.joined(separator: "\n").utf8))
    #expect(session.thinkingTokens.isEmpty)
    let plan = try planner.plan(session)
    #expect((4_300...4_450).contains(plan.counted.tokens))
  }

  @Test("without any output may be as long as the longest that was recorded", arguments: models)
  func nothingKnown(model: String) throws {
    let input = try input(Self.thinking(""), usage: "", model)
    #expect(input.bounds.upperBound > 25_000)
    #expect(input.basis == .assumed)
  }

  @Test("without any output is bounded by a long signature", arguments: models)
  func longSignature(model: String) throws {
    let signature = String(repeating: "z!", count: 4_000)
    let input = try input(Self.thinking(signature), usage: "", model)
    #expect((20_900...25_500).contains(input.bounds.upperBound))
  }

  @Test("that is redacted costs what the output has, and without one no placeholder bounds it")
  func redacted() throws {
    let block = #"{"type":"redacted_thinking","data":"[REDACTED]"},{"type":"text","text":"Done."}"#
    #expect((23_990...24_020).contains(try input(block, usage: #","output_tokens":4000"#).tokens))
    #expect(try input(block, usage: "").bounds.upperBound > 30_000)
  }

  @Test("An answer's block of a kind that nobody knows costs up to the answer's output")
  func unknownBlock() throws {
    let block = #"{"type":"hologram","id":"h"}"#
    #expect(try input(block, usage: #","output_tokens":9000"#).bounds.upperBound > 28_990)
    #expect(try input(block, usage: "").bounds.upperBound < 21_000)
  }

  @Test("An output that is less than what is shown says nothing")
  func smallOutput() throws {
    let shown = String(repeating: "Every step is shown here. ", count: 200)
    let input = try input(Self.thinking("", shown), usage: #","output_tokens":3"#)
    #expect(input.tokens > 21_000)
  }

  @Test("A ledger takes it too")
  func ledger() throws {
    var ledger = try ConversationLedger(MessagesRequest(model: "claude-opus-5", messages: []), planner: planner)
    ledger.append(Message(role: .user, "Hello"))
    let thinking = ContentBlock.thinking(ThinkingBlock(thinking: "", signature: ""))
    ledger.append(
      Message(role: .assistant, [thinking, .text("Done.")]), usage: SessionUsage(prompt: 20_000, output: 4_000))
    #expect((23_950...24_020).contains(ledger.input.tokens))
  }
}
