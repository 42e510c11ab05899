import JSONText
import MessagesAPI

/// Messages of the API, one a row or an element: what Cline and Roo store, and plain logs.
enum MessageRows {
  /// Whether a row is a message, or holds one or an answer below `message` or `response`.
  static func isMessage(_ row: JSONValue) -> Bool { message(in: row) != nil }

  private static func message(in row: JSONValue) -> JSONValue? {
    let event = row["message"] ?? row["response"] ?? row
    guard event.isObject, event["role"]?.isString == true || row["role"]?.isString == true,
      let content = event["content"], content.isString || content.isArray
    else { return nil }
    return event
  }

  static func read(_ row: JSONValue, line: Int, into table: inout RowTable) {
    guard let event = message(in: row), let role = (event["role"] ?? row["role"])?.string,
      let content = event["content"]
    else { return table.leaveOut(row["type"]?.string ?? "no message", line: line) }
    // Roo keeps what it has condensed or cut, and names what stands in its place.
    if row["condenseParent"]?.isString == true || row["truncationParent"]?.isString == true {
      return table.leaveOut("condensed message", line: line)
    }
    var result = SessionRow(line: line, .message)
    if role == "assistant" {
      let model = event["model"]?.string
      if model == "<synthetic>" { return table.leaveOut("answer that the client made up", line: line) }
      if let model, model.contains("claude") { table.model = model }
      result.kind = .answer(UsageReading.answer(event, row))
    }
    result.take(role: role, content: content)
    table.add(result)
  }
}
