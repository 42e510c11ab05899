import JSONText
import ModelCatalog
import Testing

@testable import CountServer

/// An endpoint without a socket, and what it answered.
struct Asking {
  var settings = Endpoints.Settings()

  func reply(
    _ method: String, _ target: String, _ headers: ServerHeaders = ["anthropic-version": "2023-06-01"],
    _ body: String = ""
  ) throws -> ServerReply {
    try reply(method, target, headers, Array(body.utf8))
  }

  func reply(_ method: String, _ target: String, _ headers: ServerHeaders, _ body: [UInt8]) throws -> ServerReply {
    var headers = headers
    // As every client that sends a body does.
    if method == "POST", headers["content-type"] == nil { headers["content-type"] = "application/json" }
    return try replyAsIs(method, target, headers, body)
  }

  func replyAsIs(
    _ method: String, _ target: String, _ headers: ServerHeaders, _ body: [UInt8]
  ) throws -> ServerReply {
    let endpoints = Endpoints(catalog: try Catalog.bundled(), settings: settings)
    return endpoints.reply(
      to: ServerRequest(method, target, headers: headers, body: body[...]),
      id: RequestID(description: "req_ullage_test"))
  }

  func count(_ body: String, _ headers: ServerHeaders = ["anthropic-version": "2023-06-01"]) throws -> ServerReply {
    try reply("POST", "/v1/messages/count_tokens", headers, body)
  }
}

extension ServerReply {
  var text: String { String(decoding: body, as: UTF8.self) }
  var json: JSONValue { get throws { try JSONDocument(parsing: body).root } }
}

@Suite("The endpoint count_tokens")
struct CountTokensTests {
  private let hello = #"{"model":"claude-opus-5","messages":[{"role":"user","content":"Hello"}]}"#

  @Test("answers in the API's shape, with basis and bounds in headers")
  func shape() throws {
    let reply = try Asking().count(hello)
    #expect(reply.status == 200)
    #expect(reply.text == #"{"input_tokens":9}"#)
    #expect(
      reply.headers == [
        "content-type": "application/json", "ullage-basis": "exact", "ullage-lower": "9", "ullage-upper": "9",
        "ullage-model": "claude-opus-5", "ullage-source": "local", "request-id": "req_ullage_test",
      ])
  }

  @Test("spells out bounds and parts where it is asked to, and parts add up")
  func detail() throws {
    let bounds = try Asking().reply(
      "POST", "/v1/messages/count_tokens?beta=true&detail=bounds", ["anthropic-version": "2023-06-01"], hello)
    #expect(
      bounds.text == """
        {"input_tokens":9,"ullage":{"schema_version":2,"model":"claude-opus-5","model_is_default":false,\
        "family":"v4.8","as_of":"2026-11-21","input_tokens":9,"lower":9,"upper":9,"basis":"exact","notices":[]}}
        """)
    let parts = try Asking().reply(
      "POST", "/v1/messages/count_tokens?detail=parts", ["anthropic-version": "2023-06-01"], hello
    ).json["ullage"]?["parts"]
    #expect(parts?.elements.reduce(0) { $0 + ($1["tokens"]?.int ?? 0) } == 9)
    #expect(try Asking().reply("POST", "/v1/messages/count_tokens?detail=all", [:], hello).status == 400)
  }

  @Test("an unknown model's name is said as far as it may be one")
  func longName() throws {
    let reply = try Asking().count(
      hello.replacing("claude-opus-5", with: "claude-" + String(repeating: "opus", count: 15_000)))
    #expect(reply.status == 404)
    #expect(reply.body.count < 300)
  }

  @Test("refuses what cannot be counted as the API does", arguments: Row.refused)
  func refused(row: Row) throws {
    let reply = try Asking().count(row.body)
    #expect(reply.status == row.status)
    let json = try reply.json
    #expect(json["type"]?.string == "error")
    #expect(json["error"]?["type"]?.string == row.type)
    #expect(json["error"]?["message"]?.string == row.message)
    #expect(json["request_id"]?.string == "req_ullage_test")
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var body: String
    var status = 400
    var type = "invalid_request_error"
    var message: String
    var testDescription: String { body }

    static let refused = [
      Row(
        body: "", message: "The request body is not valid JSON: there is no value: line 1 column 1 (byte 0)"),
      Row(
        body: #"{"model":"#,
        message: "The request body is not valid JSON: the text ends inside a value: line 1 column 10 (byte 9)"),
      Row(body: "[]", message: "Input should be a valid dictionary or object"),
      Row(body: "{}", message: "model: Field required"),
      Row(body: #"{"model":"claude-opus-5"}"#, message: "messages: Field required"),
      Row(body: #"{"model":"claude-opus-5","messages":null}"#, message: "messages: Field required"),
      Row(body: #"{"model":5,"messages":[]}"#, message: "model: Input should be a valid string"),
      Row(body: #"{"model":"claude-opus-5","messages":[]}"#, message: "messages: at least one message is required"),
      Row(
        body: #"{"model":"claude-opus-5","messages":{}}"#, message: "messages: Input should be a valid array"),
      Row(
        body: #"{"model":"claude-opus-5","messages":[{"role":"user","content":42}]}"#,
        message: "messages.0.content: Input should be a valid array"),
      Row(
        body: #"{"model":"claude-opus-55","messages":[{"role":"user","content":"x"}]}"#, status: 404,
        type: "not_found_error",
        message: "model: claude-opus-55. Did you mean claude-opus-5-5 or claude-opus-5 or claude-opus-4-5-20251101?"),
      Row(
        body: #"{"model":"gpt-4","messages":[{"role":"user","content":"x"}]}"#, status: 404,
        type: "not_found_error", message: "model: gpt-4"),
    ]
  }

  @Test("refuses what is not UTF-8, and JSON that is nested too deep")
  func illFormed() throws {
    let start = Array(#"{"model":"claude-opus-5","messages":[{"role":"user","content":""#.utf8)
    let bytes = try Asking().reply(
      "POST", "/v1/messages/count_tokens", [:], start + [0xFF, 0xFE] + Array(#""}]}"#.utf8))
    #expect(bytes.status == 400)
    #expect(bytes.text.contains("not UTF-8, first at byte 63"))
    let deep = try Asking().count(
      #"{"model":"claude-opus-5","messages":"# + String(repeating: "[", count: 100_000))
    #expect(deep.status == 400)
    #expect(deep.text.contains("nested more than 256 deep"))
  }

  @Test("counts what the API would refuse, and says so; refuses it where it is strict", arguments: Objectionable.rows)
  func objections(row: Objectionable) throws {
    let lenient = try Asking().count(row.body, row.headers)
    #expect(lenient.status == 200)
    #expect(lenient.headers["ullage-notices"] == row.notices)
    var strict = Asking()
    strict.settings.isStrict = true
    let refused = try strict.count(row.body, row.headers)
    #expect(refused.status == row.status)
  }

  struct Objectionable: Sendable, CustomTestStringConvertible {
    var body: String
    var headers: ServerHeaders = ["anthropic-version": "2023-06-01"]
    var notices: String?
    var status = 400
    var testDescription: String { notices ?? body }

    private static let hi = #""messages":[{"role":"user","content":"hi"}]"#

    static let rows = [
      Objectionable(body: "{\"model\":\"claude-opus-5\",\(hi)}", notices: nil, status: 200),
      Objectionable(
        body: "{\"model\":\"claude-opus-5\",\(hi)}", headers: ["anthropic-version": "2026-10-21"], notices: nil,
        status: 200),
      Objectionable(
        body: "{\"model\":\"claude-opus-5\",\(hi)}", headers: [:], notices: "anthropic-version: header is required"),
      Objectionable(
        body: "{\"model\":\"claude-opus-5\",\(hi)}", headers: ["anthropic-version": "2099-01-01"],
        notices: "anthropic-version: \"2099-01-01\" is not a version of the API"),
      Objectionable(
        body: "{\"model\":\"claude-opus-5\",\"max_tokens\":9,\(hi)}",
        notices: "max_tokens: Extra inputs are not permitted"),
      Objectionable(
        body: "{\"model\":\"claude-opus-5\",\"context_management\":{\"edits\":[]},\(hi)}",
        notices: "context_management: Extra inputs are not permitted"),
      Objectionable(
        body: "{\"model\":\"claude-opus-5\",\"context_management\":{\"edits\":[]},\(hi)}",
        headers: [
          "anthropic-version": "2023-06-01", "anthropic-beta": "files-api-2025-04-14, context-management-2025-06-27",
        ],
        notices: nil,
        status: 200),
      Objectionable(
        body: "{\"model\":\"claude-opus-5\",\(hi)}",
        headers: ["anthropic-version": "2023-06-01", "anthropic-beta": "time-travel-2027-01-01"],
        notices: "Unexpected value(s) `time-travel-2027-01-01` for the `anthropic-beta` header. Please consult our "
          + "documentation at platform.claude.com/docs or try again without the header.; "
          + "betas: the beta \"time-travel-2027-01-01\" is not known here: what it changes is not counted",
        status: 200),
      Objectionable(
        body: "{\"model\":\"claude-3-opus-latest\",\(hi)}",
        notices: "model: claude-3-opus-20240229 was retired on 2026-01-05", status: 404),
      Objectionable(
        body: #"""
          {"model":"claude-opus-5","messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"é\n"}]}]}
          """#,
        notices: "messages.0.content.0.tool_result.tool_use_id: String should match pattern '^[a-zA-Z0-9_-]+$'; "
          + "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: ??. Each `tool_result` block "
          + "must have a corresponding `tool_use` block in the previous message."),
    ]
  }

  @Test("answers context management with the tokens before it")
  func contextManagement() throws {
    let reply = try Asking().count(
      #"{"model":"claude-opus-5","context_management":{"edits":[]},"messages":[{"role":"user","content":"Hello"}]}"#)
    #expect(reply.text == #"{"input_tokens":9,"context_management":{"original_input_tokens":9}}"#)
  }

  @Test("counts an unknown model by another's rules where that is allowed, marked assumed")
  func substitute() throws {
    var asking = Asking()
    asking.settings.substitute = "claude-opus-5"
    let reply = try asking.count(#"{"model":"claude-next","messages":[{"role":"user","content":"Hello"}]}"#)
    #expect(reply.text == #"{"input_tokens":9}"#)
    #expect(reply.headers["ullage-basis"] == "assumed")
  }

  @Test("a beta header that costs tokens is counted")
  func betas() throws {
    let body = #"""
      {"model":"claude-sonnet-4-5","thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user",
      "content":"hi"}],"tools":[{"name":"t","description":"d","input_schema":{"type":"object"}}]}
      """#
    func tokens(_ headers: ServerHeaders) throws -> Int? { try Asking().count(body, headers).json["input_tokens"]?.int }
    let without = try #require(try tokens([:]))
    #expect(try tokens(["anthropic-beta": "interleaved-thinking-2025-05-14"]) == without + 148)
  }

  @Test("a body of so many values that counting it would take a gigabyte is 413")
  func manyValues() throws {
    var asking = Asking()
    asking.settings.limits.parsedSize = 1_000
    let block = #"{"type":"text","text":"a"},"#
    func body(_ blocks: Int) -> String {
      #"{"model":"claude-opus-5","messages":[{"role":"user","content":["# + String(repeating: block, count: blocks)
        + #"{"type":"text","text":"a"}]}]}"#
    }
    #expect(try asking.count(body(10)).status == 200)
    let reply = try asking.count(body(20))
    #expect(reply.status == 413)
    #expect(try reply.json["error"]?["message"]?.string == "The values of the request body take more than 1000 bytes")
  }
}
