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
      // Cursor's stream has the same messages, and its calls and results in rows of its own.
      if row["type"]?.isText("tool_call") == true, let program = OtherProgram(of: row) {
        throw program.error(line: line)
      }
      self = .undecided
      rows.read(row, line: line, into: &table)
      self = .claudeCode(rows)
    case .pi(var rows):
      rows.read(row, line: line, into: &table)
      self = .pi(rows)
    case .opencode: OpencodeExport.read(row, line: line, into: &table)
    case .messages:
      if let program = OtherProgram(of: row) { throw program.error(line: line) }
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
    if let program = OtherProgram(of: row) { throw program.error(line: line) }
    if PiRows.isPi(row) { return .pi(PiRows()) }
    if OpencodeExport.isExport(row) { return .opencode }
    if RequestRows.isRequest(row) { return .requests(RequestRows()) }
    if ClaudeCodeRows.isRow(row) { return .claudeCode(ClaudeCodeRows(isStream: ClaudeCodeRows.isStream(row))) }
    // The API's own conversations do not begin with a system message.
    if ChatRows.isChat(row) || row["role"]?.isText("system") == true { return .chat(ChatRows()) }
    return MessageRows.isMessage(row) ? .messages : .undecided
  }
}
