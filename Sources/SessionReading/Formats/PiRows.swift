import JSONText
import MessagesAPI

/// Rows of pi: entries linked by `parentId`, with names of its own for calls and results.
struct PiRows: Sendable {
  static func isPi(_ row: JSONValue) -> Bool {
    if row["type"]?.isText("session") == true { return row["version"] != nil || row["cwd"] != nil }
    guard row["type"]?.isText("message") == true, let message = row["message"] else { return false }
    return message["role"]?.isText("toolResult") == true || row["parentId"] != nil
  }

  mutating func read(_ row: JSONValue, line: Int, into table: inout RowTable) {
    let type = row["type"]?.string ?? ""
    var result = SessionRow(line: line, .link)
    result.name = row["id"]?.string.map { table.number($0) }
    if let parent = row["parentId"] { result.parent = parent.string.map { .row(table.number($0)) } ?? .none }
    switch type {
    case "message":
      if !readMessage(row["message"] ?? .null, row, &result, &table) {
        table.leaveOut("\(row["message"]?["role"]?.string ?? "message without a role")", line: line)
      }
    case "model_change":
      if let model = row["modelId"]?.string, model.contains("claude") { table.model = model }
    case "compaction":
      var boundary = SessionRow.Boundary()
      if let first = row["firstKeptEntryId"]?.string {
        boundary.kept = .segment(first: table.number(first), last: nil)
      }
      result.kind = .boundary(boundary)
      if let summary = row["summary"] {
        result.take(role: "user", content: summary)
        result.isSummary = true
      }
    case "branch_summary":
      guard let summary = row["summary"], summary.isString else { break }
      result.kind = .message
      result.take(role: "user", content: summary)
    case "custom_message":
      guard let content = row["content"], content.isString || content.isArray else { break }
      result.kind = .message
      result.take(role: "user", content: content)
    default: break
    }
    if case .link = result.kind, result.name == nil { return table.leaveOut(type, line: line) }
    table.add(result)
  }

  private func readMessage(
    _ message: JSONValue, _ row: JSONValue, _ result: inout SessionRow, _ table: inout RowTable
  ) -> Bool {
    guard let role = message["role"]?.string else { return false }
    var writer = JSONWriter()
    switch role {
    case "user":
      result.kind = .message
      Self.writeContent(message["content"] ?? .null, to: &writer, &result)
    case "assistant":
      // An answer that failed was not received.
      if message["stopReason"]?.isText("error") == true { return false }
      if let model = message["model"]?.string, model.contains("claude") { table.model = model }
      result.kind = .answer(Self.answer(message, row))
      Self.writeContent(message["content"] ?? .null, to: &writer, &result)
    case "toolResult":
      result.kind = .message
      let id = message["toolCallId"]?.string ?? ""
      result.toolIDs.append(id)
      writer.array { array in
        array.object { block in
          block.member("type", "tool_result")
          block.member("tool_use_id", id)
          var content = JSONWriter()
          var ignored = result
          Self.writeContent(message["content"] ?? .null, to: &content, &ignored)
          block.member("content", json: content.bytes)
          if message["isError"]?.bool == true { block.member("is_error", true) }
        }
      }
    case "bashExecution":
      if message["excludeFromContext"]?.bool == true { return false }
      result.kind = .message
      let text = "Ran `\(message["command"]?.string ?? "")`\n```\n\(message["output"]?.string ?? "")\n```"
      writer.array { array in
        array.object { block in
          block.member("type", "text")
          block.member("text", text)
        }
      }
    case "compactionSummary", "branchSummary":
      result.kind = .message
      Self.writeContent(message["summary"] ?? .null, to: &writer, &result)
    case "custom", "hookMessage":
      result.kind = .message
      Self.writeContent(message["content"] ?? .null, to: &writer, &result)
    default: return false
    }
    result.body = SessionRow.body(role: role == "assistant" ? "assistant" : "user", content: writer.bytes)
    return true
  }

  private static func writeContent(_ content: JSONValue, to writer: inout JSONWriter, _ result: inout SessionRow) {
    guard content.isArray else {
      if content.isString { writer.element(copying: content) } else { writer.element("") }
      return
    }
    writer.array { array in
      for block in content.elements {
        switch block["type"]?.string {
        case "toolCall":
          if let id = block["id"]?.string { result.toolIDs.append(id) }
          array.object { call in
            call.member("type", "tool_use")
            call.member("id", copying: block["id"] ?? .null)
            call.member("name", copying: block["name"] ?? .null)
            call.member("input", copying: block["arguments"] ?? [:])
          }
        case "thinking":
          array.object { thinking in
            thinking.member("type", "thinking")
            thinking.member("thinking", copying: block["thinking"] ?? .null)
            if let signature = block["thinkingSignature"] { thinking.member("signature", copying: signature) }
          }
        case "image":
          array.object { image in
            image.member("type", "image")
            image.object("source") { source in
              source.member("type", "base64")
              source.member("media_type", copying: block["mimeType"] ?? .null)
              source.member("data", copying: block["data"] ?? .null)
            }
          }
        case "text":
          array.object { text in
            text.member("type", "text")
            text.member("text", copying: block["text"] ?? .null)
          }
        default: array.element(copying: block)
        }
      }
    }
  }

  private static func answer(_ message: JSONValue, _ row: JSONValue) -> SessionRow.Answer {
    var answer = SessionRow.Answer()
    answer.id = message["responseId"]?.string
    answer.model = message["model"]?.string
    answer.time = row["timestamp"]?.string
    answer.isFinal = message["stopReason"]?.isString == true
    let usage = message["usage"] ?? .null
    let parts = ["input", "cacheRead", "cacheWrite"].compactMap { usage[$0]?.int }
    if let prompt = UsageReading.prompt(of: parts) {
      answer.usage = SessionUsage(
        prompt: prompt, output: answer.isFinal ? UsageReading.tokens(usage["output"]) : nil)
    }
    return answer
  }
}
