import CountTokensClient
import JSONText
import MessagesAPI
import ModelCatalog
import Testing

/// What the endpoint would refuse is left out or put another way, and reported; the rest is sent byte for byte.
struct CountableRequestTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let body: String
    /// What is sent; nil where it is the body as it was.
    let sent: String?
    var changes: [String] = []
    var betas: [String] = []
    var testDescription: String { name }
  }

  static let call = #"{"type":"tool_use","id":"t1","name":"f","input":{"a":1}}"#

  static let rows: [Row] = [
    Row(name: "plain", body: #"{"model": "m", "messages": [{"role":"user","content":"hi"}]}"#, sent: nil),
    Row(
      name: "fields of the answer",
      body:
        #"{"model":"m","max_tokens":5,"stream":true,"temperature":0,"metadata":{"user_id":"u"},"stop_sequences":["x"],"speed":"fast","messages":[{"role":"user","content":"hi"}]}"#,
      sent: #"{"model":"m","speed":"fast","messages":[{"role":"user","content":"hi"}]}"#,
      changes: ["max_tokens", "stream", "stop_sequences", "temperature", "metadata"].map {
        "\($0): left out, the endpoint refuses it"
      }),
    Row(
      name: "an orphan result",
      body:
        #"{"model":"m","messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t0","content":"12"},{"type":"text","text":"go"}]}]}"#,
      sent:
        #"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"12"},{"type":"text","text":"go"}]}]}"#,
      changes: ["messages[0].content[0]: a result without a call, sent as text"]),
    Row(
      name: "a call without a result",
      body:
        #"{"model":"m","messages":[{"role":"user","content":"go"},{"role":"assistant","content":[\#(call)]},{"role":"user","content":"well?"}]}"#,
      sent:
        #"{"model":"m","messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"text","text":"f({\"a\":1})"}]},{"role":"user","content":"well?"}]}"#,
      changes: ["messages[1].content[0]: a call without a result, sent as text"]),
    Row(
      name: "calls that are open at the end, and calls with results",
      body:
        #"{"model":"m","messages":[{"role":"user","content":"go"},{"role":"assistant","content":[\#(call)]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"12"}]},{"role":"assistant","content":[{"type":"tool_use","id":"t2","name":"f","input":{}}]}]}"#,
      sent: nil),
    Row(
      name: "server tools",
      body:
        #"{"model":"m","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"computer_20250124","name":"computer","display_width_px":1,"display_height_px":1},{"type":"web_search_20250305","name":"web_search"}]}"#,
      sent: nil, changes: ["tools[0]: sent with the beta header computer-use-2025-01-24"],
      betas: ["computer-use-2025-01-24"]),
    Row(
      name: "a URL",
      body:
        #"{"model":"m","messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://a/b.png"}}]}]}"#,
      sent: nil, changes: ["messages[0].content[0]: the endpoint does not fetch URLs"]),
    Row(
      name: "the older place of structured output",
      body:
        #"{"model":"m","output_format":{"type":"json_schema","schema":{"b":1,"a":2}},"messages":[{"role":"user","content":"hi"}]}"#,
      sent:
        #"{"model":"m","messages":[{"role":"user","content":"hi"}],"output_config":{"format":{"type":"json_schema","schema":{"b":1,"a":2}}}}"#,
      changes: ["output_format: sent as output_config.format, its place today"]),
  ]

  @Test("a request is made countable, and every change is named", arguments: rows)
  func aRequestIsMadeCountable(_ row: Row) throws {
    let countable = CountableRequest(
      try MessagesRequest(decoding: Array(row.body.utf8)), catalog: try Catalog.bundled())
    #expect(String(decoding: countable.request.encoded(), as: UTF8.self) == row.sent ?? row.body)
    #expect(countable.changes.map(\.description) == row.changes)
    #expect(countable.betas == row.betas)
    #expect(countable.isCountedInPart == (row.name == "a URL"))
  }

  @Test("making a countable request countable changes nothing")
  func makingACountableRequestCountable() throws {
    for row in Self.rows {
      let once = CountableRequest(try MessagesRequest(decoding: Array(row.body.utf8)), catalog: try Catalog.bundled())
      let twice = CountableRequest(once.request, betas: once.betas, catalog: try Catalog.bundled())
      #expect(twice.request.encoded() == once.request.encoded())
      #expect(twice.changes.allSatisfy { $0.kind == .notCounted })
    }
  }

  @Test("a beta of another date is enough, and the model can be another")
  func aBetaOfAnotherDate() throws {
    let request = try MessagesRequest(decoding: Array(Self.rows[5].body.utf8))
    let countable = CountableRequest(
      request, model: "n", betas: ["computer-use-2026-01-01"], catalog: try Catalog.bundled())
    #expect(countable.betas == ["computer-use-2026-01-01"])
    #expect(countable.request.model == "n")
  }
}
