import JSONText
import MessagesAPI

/// Whole requests with their answers, as proxies log them: the last one holds the conversation.
struct RequestRows: Sendable {
  static func isRequest(_ row: JSONValue) -> Bool { body(in: row) != nil }

  private static func body(in row: JSONValue) -> JSONValue? {
    [row["request"], row["body"], row].compactMap { $0 }.first { $0["messages"]?.isArray == true }
  }

  mutating func read(_ row: JSONValue, line: Int, into table: inout RowTable) {
    guard let body = Self.body(in: row) else { return table.leaveOut(row["type"]?.string ?? "no request", line: line) }
    let answer = row["response"] ?? .null
    var facts: SessionRow.Answer?
    var message: [UInt8] = []
    if answer["role"]?.isText("assistant") == true, let content = answer["content"] {
      facts = UsageReading.answer(answer, row)
      message = SessionRow.body(role: "assistant", content: content.sourceBytes)
    } else if let choice = answer["choices"]?[0]?["message"], choice["role"]?.isText("assistant") == true {
      facts = Self.chatAnswer(answer, row)
      message = Array(#"{"messages":["#.utf8) + choice.sourceBytes + Array("]}".utf8)
    }
    if let model = (answer["model"] ?? body["model"])?.string { table.model = model }
    table.setRequest(Array(body.sourceBytes), answer: facts.map { ($0, message) }, line: line)
  }

  /// The facts of an answer in the shape of chat completions.
  private static func chatAnswer(_ answer: JSONValue, _ row: JSONValue) -> SessionRow.Answer {
    var facts = SessionRow.Answer()
    facts.isChat = true
    facts.id = answer["id"]?.string
    facts.model = answer["model"]?.string
    facts.time = row["timestamp"]?.string
    facts.isFinal = answer["choices"]?[0]?["finish_reason"]?.isString == true
    if let prompt = UsageReading.tokens(answer["usage"]?["prompt_tokens"]) {
      let written = UsageReading.tokens(answer["usage"]?["completion_tokens"])
      facts.usage = SessionUsage(prompt: prompt, output: facts.isFinal ? written : nil)
    }
    return facts
  }
}
