import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import Testing

/// Bodies that decoding throws at, with what the API answers to them.
@Suite("A body that is no request")
struct UnreadableBodyTests {
  private let catalog: Catalog

  init() throws { catalog = try Catalog.bundled() }

  /// A body of one message.
  private static func message(_ message: String, _ fields: String = "") -> String {
    #"{"model":"claude-opus-5","max_tokens":9,\#(fields)"messages":[\#(message)]}"#
  }

  private static func block(_ block: String) -> String { message(#"{"role":"user","content":[\#(block)]}"#) }

  static let rows: [(body: String, words: String, path: String)] = [
    (
      message(#"{"role":5,"content":"a"}"#), "messages.0.role: Input should be 'user' or 'assistant'",
      "messages[0].role"
    ),
    (message(#"{"content":"a"}"#), "messages.0.role: Field required", "messages[0].role"),
    (message(#""Hello""#), "messages.0: Input does not match the expected shape.", "messages[0]"),
    (
      message(#"{"role":"user","content":42}"#), "messages.0.content: Input should be a valid array",
      "messages[0].content"
    ),
    (
      message(#"{"role":"user","content":{"type":"text","text":"a"}}"#),
      "messages.0.content: Input should be a valid array", "messages[0].content"
    ),
    (
      message(#"{"role":"user","content":["a"]}"#), "messages.0.content.0: Input should be an object",
      "messages[0].content[0]"
    ),
    (
      block(#"{"type":"text","text":5}"#), "messages.0.content.0.text.text: Input should be a valid string",
      "messages[0].content[0].text"
    ),
    (
      block(#"{"type":"tool_result","tool_use_id":7,"content":"a"}"#),
      "messages.0.content.0.tool_result.tool_use_id: Input should be a valid string",
      "messages[0].content[0].tool_use_id"
    ),
    (
      block(#"{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":null}]}"#),
      "messages.0.content.0.tool_result.content.0.text.text: Input should be a valid string",
      "messages[0].content[0].content[0].text"
    ),
    (
      block(#"{"type":"image","source":"https://a.example/a.png"}"#),
      "messages.0.content.0.image.source: Input should be an object", "messages[0].content[0].source"
    ),
    (#"{"model":"claude-opus-5","max_tokens":9,"messages":{}}"#, "messages: Input should be a valid array", "messages"),
    (#"{"model":"claude-opus-5","max_tokens":9}"#, "messages: Field required", "messages"),
    (#"{"model":5,"max_tokens":9,"messages":[]}"#, "model: Input should be a valid string", "model"),
    (
      #"{"model":"claude-opus-5","max_tokens":9,"system":5,"messages":[{"role":"user","content":"a"}]}"#,
      "system: Input should be a valid array", "system"
    ),
    (message(#"{"role":"user","content":"a"}"#, #""tools":"x","#), "tools: Input should be a valid array", "tools"),
    (
      message(#"{"role":"user","content":"a"}"#, #""tools":["read"],"#),
      "tools.0: Input does not match the expected shape.", "tools[0]"
    ),
    (
      message(#"{"role":"user","content":"a"}"#, #""tools":[{"name":5,"input_schema":{"type":"object"}}],"#),
      "tools.0.custom.name: Input should be a valid string", "tools[0].name"
    ),
    (
      message(#"{"role":"user","content":"a"}"#, #""tool_choice":{"type":5},"#),
      "tool_choice: Input tag '5' found using 'type' does not match any of the expected tags: 'any', 'auto', 'none', "
        + "'tool'", "tool_choice"
    ),
  ]

  @Test("is refused in the API's words, at the place that is wrong", arguments: rows.indices)
  func refused(row: Int) throws {
    let (body, words, path) = Self.rows[row]
    #expect(throws: DecodeError.self, "\(body)") { try MessagesRequest(decoding: Array(body.utf8)) }
    let refusal = try #require(
      UnreadableBody(try JSONValue(parsing: body), catalog: catalog)?.refusals.first, "\(body)")
    #expect(refusal.message == words)
    #expect(refusal.path.description == path)
    #expect(refusal.isVerbatim && refusal.isCertain && refusal.status == 400)
  }

  @Test("was refused in other words before 2026")
  func earlier() throws {
    var delivery = Delivery(of: MessagesRequest(model: nil, messages: []))
    delivery.day = CalendarDay(year: 2025, month: 6, day: 1)
    let body = try JSONValue(parsing: Self.message(#"{"role":"user","content":42}"#))
    #expect(
      UnreadableBody(body, catalog: catalog, delivery: delivery)?.refusals.first?.message
        == "messages.0.content: Input should be a valid list")
  }

  @Test("misses no length where it is only counted")
  func counted() throws {
    var delivery = Delivery(of: MessagesRequest(model: nil, messages: []))
    let body = try JSONValue(parsing: #"{"model":"claude-opus-5","messages":5}"#)
    #expect(UnreadableBody(body, catalog: catalog, delivery: delivery)?.refusals.count == 2)
    delivery.endpoint = .countTokens
    #expect(UnreadableBody(body, catalog: catalog, delivery: delivery)?.refusals.count == 1)
  }

  @Test(
    "is nothing that has nothing amiss, or is no body of the Messages API",
    arguments: [
      #"{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"a"}]}"#,
      #"{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"robot","content":[{"type":"text","text":"a"}]}]}"#,
      #"{"model":"claude-opus-5"}"#, #"{"contents":[]}"#, "[1]", "5",
    ])
  func nothing(body: String) throws {
    #expect(UnreadableBody(try JSONValue(parsing: body), catalog: catalog) == nil, "\(body)")
  }
}
