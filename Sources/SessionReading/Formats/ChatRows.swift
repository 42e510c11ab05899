import JSONText
import MessagesAPI

/// Messages in the shape of chat completions, which are converted as a whole.
struct ChatRows: Sendable {
  /// Whether a message has what only chat completions have.
  static func isChat(_ row: JSONValue) -> Bool {
    guard let role = row["role"]?.string else { return false }
    if ["tool", "function", "developer"].contains(role) { return true }
    if row["tool_calls"]?.isArray == true || row["function_call"]?.isObject == true { return true }
    return row["content"]?.elements.contains { $0["type"]?.isText("image_url") == true } ?? false
  }

  init() {}

  /// Takes the plain messages that have been read so far.
  init(taking table: inout RowTable) { table.becomeChat() }

  mutating func read(_ row: JSONValue, line: Int, into table: inout RowTable) {
    guard row["role"]?.isString == true else { return table.leaveOut(row["type"]?.string ?? "no message", line: line) }
    if let model = row["model"]?.string, model.contains("claude") { table.model = model }
    table.addChat(row.sourceBytes, line: line)
  }
}

extension RowTable {
  /// Rows of chat completions are one text of messages, which the request's reader converts.
  mutating func addChat(_ message: ArraySlice<UInt8>, line: Int) {
    if chat == nil { chat = [] }
    if chat?.isEmpty == false { chat?.append(UInt8(ascii: ",")) }
    chat?.append(contentsOf: message)
  }

  /// What was read as messages of the API so far is of the other shape.
  mutating func becomeChat() {
    for index in rows.indices {
      let body = takeBody(index)
      let message = (try? JSONDocument(parsing: body).root)?["messages"]?[0]
      if let message { addChat(message.sourceBytes, line: rows[index].line) }
    }
    removeRows()
  }
}
