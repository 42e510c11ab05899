import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
import Testing

@Suite("Compaction by the API")
struct CompactionTests {
  private static let planner: Planner? = (try? Catalog.bundled()).map { Planner(catalog: $0) }

  private func body(
    _ words: Int, model: String = "claude-opus-4-6", trigger: Int? = nil, instructions: String = ""
  ) throws -> MessagesRequest {
    let text = String(repeating: "dog ", count: words)
    let edit = trigger.map {
      #","context_management":{"edits":[{"type":"compact_20260112","trigger":{"type":"input_tokens","value":\#($0)}\#(instructions)}]}"#
    }
    return try MessagesRequest(
      decoding: Array(
        #"{"model":"\#(model)","max_tokens":100\#(edit ?? ""),"messages":[{"role":"user","content":"\#(text)"},{"role":"assistant","content":"Yes."},{"role":"user","content":"On."}]}"#
          .utf8))
  }

  private func plan(_ request: MessagesRequest, window: Int? = nil) throws -> Plan {
    var policy = PlanPolicy()
    policy.betas = ["compact-2026-01-12"]
    policy.window = window
    policy.remedies = .never
    return try #require(Self.planner).plan(request, policy)
  }

  @Test("Below its trigger a request pays for the offer to be compacted, 71 tokens in two records, within bounds")
  func offer() throws {
    let plain = try plan(body(100)).input.total
    let offered = try plan(body(100, trigger: 50_000))
    #expect(offered.input.total.tokens == plain.tokens + 71)
    #expect(offered.input.total.bounds.contains(plain.tokens))
    #expect(offered.input.total.basis == .modelled)
    #expect(offered.compactionPass == nil)
  }

  @Test("From its trigger on the whole is read once more, with 168 tokens in three records, before the summary")
  func pass() throws {
    let plain = try plan(body(60_000)).input.total
    let compacted = try plan(body(60_000, trigger: 50_000))
    #expect(compacted.compactionPass?.tokens == plain.tokens + 168)
    #expect(compacted.input.total.bounds.upperBound < 20_000)
    #expect(compacted.unedited?.tokens == plain.tokens)
    let told = try plan(body(60_000, trigger: 50_000, instructions: #","instructions":"Keep the dogs.""#))
    #expect(told.compactionPass?.tokens ?? 0 > plain.tokens + 168)
  }

  @Test("A count and a plan agree on what is read", arguments: [nil, 50_000, 300_000] as [Int?], [100, 60_000])
  func counted(trigger: Int?, words: Int) throws {
    let plain = try plan(body(words)).input.total
    let instructions = #","instructions":"Keep the dogs.""#
    let request = try body(words, trigger: trigger, instructions: instructions)
    let planned = try plan(request)
    let counted = try RequestCounter(catalog: Catalog.bundled()).count(request).total
    #expect(counted.tokens == (planned.compactionPass ?? planned.input.total).tokens)
    #expect(counted.bounds.upperBound >= (planned.compactionPass ?? planned.input.total).bounds.upperBound)
    if trigger != nil { #expect(counted.basis == .modelled && counted.tokens > plain.tokens) }
  }

  @Test("A call that asks for a summary reads the instructions; the count endpoint takes no notice of them")
  func onDemand() throws {
    func plan(_ compaction: String, _ endpoint: Endpoint) throws -> TokenCount {
      let request = try MessagesRequest(
        decoding: Array(
          #"{"model":"claude-opus-5","max_tokens":100\#(compaction),"messages":[{"role":"user","content":"Hello"}]}"#
            .utf8))
      var policy = PlanPolicy()
      policy.endpoint = endpoint
      policy.betas = ["compact-2026-09-04"]
      return try #require(Self.planner).plan(request, policy).input.total
    }
    let plain = try plan("", .messages)
    let asked = try plan(#","compaction":{"type":"summarize"}"#, .messages)
    #expect(asked.tokens == plain.tokens + 168 && asked.basis == .modelled)
    let words = String(repeating: "dog ", count: 1000)
    let told = try plan(#","compaction":{"type":"summarize","instructions":"\#(words)"}"#, .messages)
    #expect(told.tokens > asked.tokens + 900 && told.bounds.upperBound >= told.tokens)
    #expect(try plan(#","compaction":{"type":"summarize","instructions":"\#(words)"}"#, .countTokens) == plain)
  }

  @Test("A conversation that does not fit cannot be compacted: the API has to read it first")
  func passOverWindow() throws {
    let plain = try plan(body(60_000)).input.total
    #expect(try plan(body(60_000, trigger: 50_000), window: plain.tokens + 1_000).verdict == .fits)
    let full = try plan(body(60_000, trigger: 50_000), window: plain.tokens + 100)
    #expect(full.verdict == .refused)
    #expect(full.refusals.first?.rule == .inputOverWindow)
  }

  @Test("The trigger is 150,000 unless it is given")
  func usualTrigger() throws {
    var request = try body(60_000)
    request.contextManagement = ContextManagement(["edits": [["type": "compact_20260112"]]])
    #expect(try plan(request).compactionPass == nil)
    request = try body(160_000)
    request.contextManagement = ContextManagement(["edits": [["type": "compact_20260112"]]])
    #expect(try plan(request).compactionPass != nil)
  }

  @Test("Sonnet 4.5 does not compact, and no trigger is below 50,000")
  func refused() throws {
    let old = try plan(body(60_000, model: "claude-sonnet-4-5", trigger: 50_000))
    #expect(old.refusals.contains { $0.rule == .compactionSupported })
    #expect(old.compactionPass == nil)
    let low = try plan(body(100, trigger: 49_999))
    #expect(low.refusals.contains { $0.rule == .compactionMinimum })
  }

  @Test("What a compaction changed of the tools is replayed behind its summary")
  func toolChanges() throws {
    let tool = #"{"name":"look","description":"Looks.","input_schema":{"type":"object"}}"#
    func tokens(_ block: String) throws -> Int {
      let body =
        #"{"model":"claude-opus-5","tools":[\#(tool)],"messages":[{"role":"user","content":[\#(block)]},{"role":"user","content":"On."}]}"#
      return try plan(MessagesRequest(decoding: Array(body.utf8))).input.total.tokens
    }
    let summary = #"{"type":"text","text":"A dog barked."}"#
    let removal = #"{"type":"tool_removal","tool":{"type":"tool_reference","tool_name":"look"}}"#
    let block = #"{"type":"compaction","content":"A dog barked.","tool_changes":[\#(removal)]}"#
    #expect(try tokens(block) == tokens(summary + "," + removal))
    #expect(try tokens(block) > tokens(summary))
  }

  @Test("A compaction that failed stands for nothing, and says so of no field", arguments: ["user", "assistant"])
  func failed(role: String) throws {
    func plan(_ first: String) throws -> Plan {
      let body =
        #"{"model":"claude-opus-5","max_tokens":9,"messages":[\#(first){"role":"user","content":"On."}]}"#
      return try self.plan(MessagesRequest(decoding: Array(body.utf8)))
    }
    let block = #"{"type":"compaction","content":null,"signature":"xxxxxxxxxxxxxxxx","encrypted_content":null}"#
    let failed = try plan(#"{"role":"\#(role)","content":[\#(block)]},"#)
    let plain = try plan("").input.total.tokens
    #expect((plain...(plain + 4)).contains(failed.input.total.tokens))
    #expect(failed.input.total.bounds.contains(plain))
    #expect(failed.input.total.bounds.upperBound < plain + 40)
    #expect(failed.input.total.basis == .modelled)
    #expect(!failed.input.notices.contains { $0.code == .unknownBlock || $0.code == .unknownField })
  }
}
