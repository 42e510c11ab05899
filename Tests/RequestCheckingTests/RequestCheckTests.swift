import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import Testing

@Suite("A check of a request")
struct RequestCheckTests {
  private let catalog: Catalog

  init() throws { catalog = try Catalog.bundled() }

  private func check(_ body: String, _ model: String?, betas: [String]? = nil) throws -> RequestCheck {
    let request = try MessagesRequest(decoding: Array(body.utf8))
    var delivery = Delivery(of: request)
    delivery.betas = betas
    return RequestCheck(request, model: model.flatMap { catalog.model($0) }, catalog: catalog, delivery: delivery)
  }

  @Test("finds nothing in a plain request, whatever the model")
  func findsNothingInAPlain() throws {
    for model in catalog.models {
      let check = try check(#"{"max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}"#, model.id)
      #expect(check.refusals.isEmpty && check.notices.isEmpty, "\(model)")
    }
  }

  @Test("leaves a model's own limits alone where the model is not known")
  func leavesAModelsOwnLimits() throws {
    let body =
      #"{"max_tokens":999999,"temperature":0.5,"output_config":{"effort":"huge"},"messages":[{"role":"user","content":""}]}"#
    #expect(try check(body, nil).refusals.map(\.rule) == [.contentPresent])
    #expect(
      try check(body, "claude-opus-4-7").refusals.map(\.rule)
        == [.maxTokensOverMaximum, .effortLevel, .samplingRejected, .contentPresent])
  }

  @Test("says what decoding noticed once, with the API's words")
  func saysWhatDecodingNoticedOnce() throws {
    let body =
      #"{"max_tokens":9,"messages":[{"role":"user","content":[{"type":"text"}]},{"role":"robot","content":"Hello"}]}"#
    let check = try check(body, "claude-opus-5")
    #expect(check.notices.isEmpty)
    #expect(check.refusals.map(\.rule) == [.fieldsRequired, .knownRoles, .emptyText])
    #expect(check.allNotices.map(\.code) == [.refused, .refused, .refused])
    #expect(
      check.allNotices.first?.message == "the API answers: messages.0.content.0.text.text: Field required")
  }

  @Test(
    "is certain of a thinking budget above max_tokens unless interleaved thinking may allow it",
    arguments: [
      (nil, false, true), (nil, true, false), ([], true, true), (["interleaved-thinking-2025-05-14"], true, nil),
    ] as [([String]?, Bool, Bool?)])
  func budget(betas: [String]?, hasTools: Bool, isCertain: Bool?) throws {
    let tools = hasTools ? #""tools":[{"name":"a","input_schema":{"type":"object"}}],"# : ""
    let body =
      #"{"max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":2000},\#(tools)"messages":[{"role":"user","content":"Hello"}]}"#
    let refusal = try check(body, "claude-sonnet-4-5", betas: betas).refusals.first
    #expect(refusal?.isCertain == isCertain)
    #expect(refusal.map(\.rule) == isCertain.map { _ in .budgetWithinMaxTokens })
  }

  @Test("refuses a token more than each model's maximum, and not the maximum")
  func maximum() throws {
    for model in catalog.models {
      guard let most = model.maxOutput?.tokens else { continue }
      for (asked, isRefused) in [(most, false), (most + 1, true)] {
        let check = try check(#"{"max_tokens":\#(asked),"messages":[{"role":"user","content":"a"}]}"#, model.id)
        #expect(check.refusals.contains { $0.rule == .maxTokensOverMaximum } == isRefused, "\(model) \(asked)")
      }
    }
  }

  @Test("calls nothing refused that was refused on some of the days on which it may be sent")
  func days() throws {
    let name = String(repeating: "n", count: 100)
    let body =
      #"{"max_tokens":9,"tools":[{"name":"\#(name)","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}]}"#
    let request = try MessagesRequest(decoding: Array(body.utf8))
    var delivery = Delivery(of: request)
    delivery.day = CalendarDay(year: 2024, month: 9, day: 1)
    let rows: [(last: String?, rules: [RequestRule])] = [
      (nil, [.toolName, .rolesAlternate]), ("2024-10-07", [.toolName, .rolesAlternate]), ("2024-10-08", [.toolName]),
      ("2026-01-01", []),
    ]
    for (last, rules) in rows {
      delivery.lastDay = last.flatMap { CalendarDay($0) }
      let check = RequestCheck(
        request, model: catalog.model("claude-3-5-sonnet-20240620"), catalog: catalog, delivery: delivery)
      #expect(Set(check.refusals.map(\.rule)) == Set(rules), "\(last ?? "")")
    }
  }

  @Test("quotes the same words to people who only count")
  func quotesTheSameWordsTo() throws {
    let body = #"{"max_tokens":9,"temperature":3,"messages":[{"role":"user","content":"Hello"}]}"#
    let notice = try #require(try check(body, "claude-haiku-4-5").allNotices.first)
    #expect(notice.code == .refused)
    #expect(notice.message == "the API answers: temperature: range: 0..1")
  }

  @Test("pairs 40,000 calls of one turn with their results in linear time")
  func pairsManyCalls() throws {
    let ids = (0..<40_000).map { "toolu_\($0)" }
    let request = MessagesRequest(
      model: "claude-opus-5",
      messages: [
        Message(role: .user, "Hello"), Message(role: .assistant, ids.map { .toolUse(id: $0, name: "f", input: [:]) }),
        Message(role: .user, ids.reversed().map { .toolResult(toolUseID: $0, nil) }),
      ])
    let start = ContinuousClock.now
    let check = RequestCheck(request, model: catalog.model("claude-opus-5"), catalog: catalog)
    // Each result compared with each call would take a minute and more.
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(!check.refusals.contains { $0.message.contains("tool_use") })
  }

  @Test("looks at a turn, a message and a server's call once, however many there are")
  func looksOnce() throws {
    let (count, start) = (15_000, ContinuousClock.now)
    let empty = Array(repeating: #"{"role":"user","content":""}"#, count: count).joined(separator: ",")
    let unsaid = try check(#"{"max_tokens":9,"messages":[\#(empty)]}"#, "claude-opus-5")
    #expect(unsaid.refusals.map(\.rule) == Array(repeating: .contentPresent, count: count))
    let said = try check(#"{"max_tokens":9,"messages":[\#(empty),{"role":"user","content":"a"}]}"#, "claude-opus-5")
    #expect(said.refusals.isEmpty)

    let system = Array(repeating: #"{"role":"system","content":"a"}"#, count: count).joined(separator: ",")
    let places = try check(
      #"{"max_tokens":9,"system":"a","messages":[{"role":"user","content":"a"},\#(system)]}"#, "claude-opus-5")
    #expect(!places.refusals.contains { $0.rule == .systemPlace })

    let calls = (0..<count).map { #"{"type":"server_tool_use","id":"srvtoolu_\#($0)","name":"web_search","input":{}}"# }
    let results = (0..<count).reversed().map {
      #"{"type":"web_search_tool_result","tool_use_id":"srvtoolu_\#($0)","content":[]}"#
    }
    let blocks = (calls + results).joined(separator: ",")
    let paired = try check(
      #"{"max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[\#(blocks)]},"#
        + #"{"role":"user","content":"a"}]}"#, "claude-opus-5")
    #expect(!paired.refusals.contains { [.serverCallPairs, .serverResultPairs].contains($0.rule) })
    // Each compared with all others would take minutes.
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test("takes a result whose id was replaced for that of the first call that waits")
  func replacedIDs() throws {
    func unanswered(_ results: [String]) throws -> [String] {
      let calls = ["a", "b", "b", "c"].map {
        #"{"type":"server_tool_use","id":"srvtoolu_\#($0)","name":"web_search","input":{}}"#
      }
      let results = results.map { #"{"type":"web_search_tool_result","tool_use_id":"\#($0)","content":[]}"# }
      let check = try check(
        #"{"max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":["#
          + (calls + results).joined(separator: ",") + #"]},{"role":"user","content":"a"}]}"#, "claude-opus-5")
      return check.refusals.filter { $0.rule == .serverCallPairs }.map(\.message)
    }
    #expect(try unanswered(["x", "srvtoolu_b", "y", "srvtoolu_c"]) == [])
    #expect(try unanswered(["srvtoolu_b", "srvtoolu_b", "srvtoolu_b", "srvtoolu_c"]).count == 1)
    #expect(try unanswered(["x", "srvtoolu_c"]).count == 2)
  }
}
