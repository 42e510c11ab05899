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
    }
    if let model = (answer["model"] ?? body["model"])?.string { table.model = model }
    table.setRequest(Array(body.sourceBytes), answer: facts.map { ($0, message) }, line: line)
  }
}
