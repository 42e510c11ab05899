import JSONText

/// Turns the rows of one program into rows of the table; the first rows tell which program's they are.
enum RowAdapter: Sendable {
  case undecided
  case claudeCode(ClaudeCodeRows)
  case pi(PiRows)
  case opencode
  case messages
  case chat(ChatRows)
  case requests(RequestRows)

  /// The program's name.
  var format: SessionFormat {
    switch self {
    case .undecided, .messages: .messages
    case .claudeCode(let rows): rows.isStream ? .streamJSON : .claudeCode
    case .pi: .pi
    case .opencode: .opencode
    case .chat: .chat
    case .requests: .requests
    }
  }

  /// Reads a row.
  mutating func read(_ row: JSONValue, line: Int, into table: inout RowTable) throws(SessionError) {
    if case .undecided = self { self = try Self.adapter(for: row, line: line) }
    switch self {
    case .undecided: table.leaveOut(row["type"]?.string ?? "no message", line: line)
    case .claudeCode(var rows):
      self = .undecided
      rows.read(row, line: line, into: &table)
      self = .claudeCode(rows)
    case .pi(var rows):
      rows.read(row, line: line, into: &table)
      self = .pi(rows)
    case .opencode: OpencodeExport.read(row, line: line, into: &table)
    case .messages:
      // The shape of chat completions may show itself only where a tool is called.
      if ChatRows.isChat(row) {
        var rows = ChatRows(taking: &table)
        rows.read(row, line: line, into: &table)
        self = .chat(rows)
      } else {
        MessageRows.read(row, line: line, into: &table)
      }
    case .chat(var rows):
      rows.read(row, line: line, into: &table)
      self = .chat(rows)
    case .requests(var rows):
      rows.read(row, line: line, into: &table)
      self = .requests(rows)
    }
  }

  /// Whose row this is; `undecided` where it could be anybody's.
  private static func adapter(for row: JSONValue, line: Int) throws(SessionError) -> RowAdapter {
    if let program = OtherProgram.name(of: row) {
      throw SessionError(
        code: .otherProgram, line: line, message: "this is a log of \(program), which is no conversation with Claude",
        remedy: "Give a session of Claude Code, pi, opencode, Cline or Roo, or requests as they were sent.")
    }
    if PiRows.isPi(row) { return .pi(PiRows()) }
    if OpencodeExport.isExport(row) { return .opencode }
    if RequestRows.isRequest(row) { return .requests(RequestRows()) }
    if ClaudeCodeRows.isRow(row) { return .claudeCode(ClaudeCodeRows(isStream: ClaudeCodeRows.isStream(row))) }
    // The API's own conversations do not begin with a system message.
    if ChatRows.isChat(row) || row["role"]?.isText("system") == true { return .chat(ChatRows()) }
    return MessageRows.isMessage(row) ? .messages : .undecided
  }
}

/// Logs that look like sessions and are not: they hold another model's conversation, or not the messages themselves.
enum OtherProgram {
  /// The program's name; nil where the row is not known to be another's. O(members).
  static func name(of row: JSONValue) -> String? {
    if let type = row["type"]?.string {
      if ["session_meta", "response_item", "event_msg", "turn_context"].contains(type), row["payload"] != nil {
        return "Codex"
      }
      if ["session.start", "user.message", "assistant.message"].contains(type), row["data"] != nil {
        return "GitHub Copilot's command line"
      }
    }
    if row["working_dir"] != nil, row["message_count"] != nil { return "goose" }
    for block in row["content"]?.elements ?? JSONValue.null.elements {
      if let type = block["type"]?.string, ["toolRequest", "toolResponse"].contains(type) { return "goose" }
    }
    if row["projectHash"] != nil || row["contents"]?.isArray == true { return "Gemini" }
    if row["role"]?.isText("model") == true, row["parts"]?.isArray == true { return "Gemini" }
    if row["session_id"] == nil, row["type"]?.isText("message") == true, row["payload"]?.isObject == true {
      return "Codex"
    }
    if row["composerId"] != nil || row["bubbleId"] != nil { return "Cursor" }
    return nil
  }
}
