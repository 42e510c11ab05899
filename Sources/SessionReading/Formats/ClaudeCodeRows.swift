package import JSONText
import MessagesAPI

/// Rows of Claude Code, on disk and as `stream-json`.
struct ClaudeCodeRows: Sendable {
  /// Whether rows follow each other without naming their parents.
  private(set) var isStream: Bool

  /// Whether a row is Claude Code's: its type names an event, and a message lies below it.
  static func isRow(_ row: JSONValue) -> Bool {
    guard let type = row["type"]?.string else { return false }
    if ["user", "assistant"].contains(type) { return row["message"]?.isObject == true }
    let events = [
      "system", "attachment", "progress", "summary", "file-history-snapshot", "queue-operation", "last-prompt",
      "result", "stream_event", "custom-title", "ai-title", "agent-name", "mode", "permission-mode", "pr-link",
    ]
    return events.contains(type)
  }

  static func isStream(_ row: JSONValue) -> Bool {
    row["session_id"] != nil || row["parent_tool_use_id"] != nil
  }

  mutating func read(_ row: JSONValue, line: Int, into table: inout RowTable) {
    let type = row["type"]?.string ?? ""
    if row["session_id"] != nil || row["parent_tool_use_id"] != nil { isStream = true }
    var result = SessionRow(line: line, .link)
    result.name = row["uuid"]?.string.map { table.number($0) }
    if let parent = row["parentUuid"] {
      result.parent = parent.string.map { .row(table.number($0)) } ?? .none
    }
    result.isSide = row["isSidechain"]?.bool == true || row["parent_tool_use_id"]?.isString == true
    switch type {
    case "attachment":
      guard let attachment = row["attachment"], attachment.isObject else { break }
      result.kind = .attachment
      result.body = Array(attachment.sourceBytes)
      result.clientVersion = row["version"]?.string
    case "system":
      if row["subtype"]?.isText("compact_boundary") == true {
        result.kind = .boundary(Self.boundary(row, &table))
      } else if row["subtype"]?.isText("microcompact_boundary") == true {
        let facts = row["microcompactMetadata"] ?? row["microcompact_metadata"] ?? .null
        let results = facts["compactedToolIds"] ?? facts["compacted_tool_ids"] ?? .null
        result.clearedResults = results.elements.compactMap(\.string)
      } else if row["subtype"]?.isText("local_command") == true, let content = row["content"], !content.isNull {
        // The client sends it as a message of the user's; it is priced as a note, for no row says that it was sent.
        result.kind = .attachment
        result.isCommand = true
        result.body = Array(#"{"type":"local_command","content":"#.utf8) + content.sourceBytes + Array("}".utf8)
        result.clientVersion = row["version"]?.string
      } else if row["subtype"]?.isText("init") == true, let model = row["model"]?.string, model.contains("claude") {
        table.model = table.model ?? model
      }
    default:
      if !readMessage(row, type, &result, &table), result.name == nil {
        return table.leaveOut(type.isEmpty ? "no message" : type, line: line)
      }
    }
    if case .link = result.kind, result.name == nil, result.clearedResults.isEmpty {
      return table.leaveOut(type, line: line)
    }
    table.add(result)
  }

  /// Returns whether the row holds a message.
  private func readMessage(
    _ row: JSONValue, _ type: String, _ result: inout SessionRow, _ table: inout RowTable
  ) -> Bool {
    let event = row["message"] ?? row["response"] ?? row
    guard event.isObject, let role = event["role"]?.string, let content = event["content"] else { return false }
    guard content.isString || content.isArray else {
      // A content of another shape may be sent all the same.
      let bytes = content.sourceBytes.count
      if !content.isNull { table.addUnread(line: result.line, bytes: bytes, reason: "content is no text and no list") }
      return false
    }
    let model = event["model"]?.string
    if model == "<synthetic>" || row["isApiErrorMessage"]?.bool == true {
      table.leaveOut("answer that the client made up", line: result.line)
      return true
    }
    if role == "assistant" {
      if let model, model.contains("claude"), !result.isSide || table.model == nil { table.model = model }
      result.kind = .answer(UsageReading.answer(event, row))
    } else {
      result.kind = .message
      result.isSummary = row["isCompactSummary"]?.bool == true
    }
    result.take(role: role, content: content)
    if role == "user" { result.takeOthers(of: event) }
    return true
  }

  private static func boundary(_ row: JSONValue, _ table: inout RowTable) -> SessionRow.Boundary {
    var boundary = SessionRow.Boundary()
    let facts = row["compactMetadata"] ?? row["compact_metadata"] ?? .null
    boundary.tokensAfter = UsageReading.tokens(facts["postTokens"] ?? facts["post_tokens"])
    let segment = facts["preservedSegment"] ?? facts["preserved_segment"] ?? .null
    let messages = facts["preservedMessages"] ?? facts["preserved_messages"] ?? .null
    let names = messages.isArray ? messages : messages["uuids"] ?? messages["allUuids"] ?? .null
    if let first = (segment["headUuid"] ?? segment["head_uuid"])?.string {
      let last = (segment["tailUuid"] ?? segment["tail_uuid"])?.string
      boundary.kept = .segment(first: table.number(first), last: last.map { table.number($0) })
    } else if names.isArray {
      boundary.kept = .rows(
        names.elements.compactMap { $0.string ?? $0["uuid"]?.string }.map { table.number($0) })
    }
    let anchor = segment["anchorUuid"] ?? segment["anchor_uuid"] ?? messages["anchorUuid"]
    boundary.anchor = anchor?.string.map { table.number($0) }
    return boundary
  }
}

/// What rows say of tokens.
package enum UsageReading {
  /// The facts of a call from its answer and the row around it.
  static func answer(_ event: JSONValue, _ row: JSONValue) -> SessionRow.Answer {
    var answer = SessionRow.Answer()
    answer.id = event["id"]?.string ?? row["requestId"]?.string
    answer.model = event["model"]?.string
    answer.time = row["timestamp"]?.string
    answer.isFinal = event["stop_reason"]?.isString == true
    answer.usage = usage(event["usage"] ?? .null, isFinal: answer.isFinal)
    if let inputs = row["wireToolInputs"] ?? event["wireToolInputs"], inputs.count > 0 {
      answer.wireToolInputs = JSONValue.reparsed(inputs)
    }
    let edits = (event["context_management"] ?? row["context_management"])?["applied_edits"] ?? .null
    let cleared = edits.elements.compactMap { $0["cleared_input_tokens"]?.int }.filter(isSane)
    let sum = cleared.reduce(0, +)
    answer.usage?.cleared = isSane(sum) ? sum : 0
    let changes = event["input_transformations"] ?? row["input_transformations"] ?? row["inputTransformations"]
    answer.hasDroppedThinking =
      changes?.elements.contains { ($0["type"] ?? $0).isText("thinking_dropped") } ?? false
    return answer
  }

  /// What a usage says of its prompt; nil where it says nothing, or what no prompt can have.
  package static func usage(_ json: JSONValue, isFinal: Bool) -> SessionUsage? {
    guard json.isObject, let whole = prompt(json) else { return nil }
    var usage = SessionUsage(prompt: whole)
    usage.output = isFinal ? tokens(json["output_tokens"]) : nil
    usage.thinking = tokens(json["output_tokens_details"]?["thinking_tokens"])
    let calls = json["server_tool_use"]?.members.contains { ($0.value.int ?? 0) > 0 } ?? false
    usage.isSinglePass = !calls
    // Each pass is listed: the context is what the last one of the model itself has read.
    let passes = json["iterations"]?.elements.map { $0 } ?? []
    let last = passes.lastIndex { isModelsOwn($0) }
    // What a pass that compacts has read is none of the context that it leaves.
    if let closing = passes.lastIndex(where: { $0["type"]?.isText("compaction") == true }), closing > last ?? -1 {
      usage.isSinglePass = false
    } else if passes.count > 1 {
      guard let last, let prompt = prompt(passes[last]) else {
        usage.isSinglePass = false
        return usage
      }
      usage.prompt = prompt
      usage.output = isFinal ? tokens(passes[last]["output_tokens"]) : nil
      usage.isSinglePass = true
      usage.isLastPass = true
    }
    return usage
  }

  /// Whether a pass is the answer's own: the model's, or that of the model which answered in its place.
  private static func isModelsOwn(_ pass: JSONValue) -> Bool {
    guard let type = pass["type"]?.string else { return true }
    return ["message", "fallback_message"].contains(type)
  }

  /// Input, cache reads and cache writes together; nil where none of them is told.
  private static func prompt(_ json: JSONValue) -> Int? {
    let lives = json["cache_creation"]?.members.compactMap { $0.value.int } ?? []
    let written = json["cache_creation_input_tokens"]?.int ?? (lives.isEmpty ? nil : lives.reduce(0) { $0 &+ $1 })
    let parts = [json["input_tokens"]?.int, json["cache_read_input_tokens"]?.int, written].compactMap { $0 }
    return prompt(of: parts)
  }

  /// The sum of a prompt's parts; nil where there are none, or what no prompt can have.
  package static func prompt(of parts: [Int]) -> Int? {
    guard !parts.isEmpty, parts.allSatisfy(isSane) else { return nil }
    let sum = parts.reduce(0, +)
    return isSane(sum) ? sum : nil
  }

  /// No prompt has fewer tokens than none or more than a billion: such a record is damaged.
  package static func isSane(_ tokens: Int) -> Bool { (0...1_000_000_000).contains(tokens) }

  /// A number of tokens; nil where it is none, or what no prompt and no answer can have.
  package static func tokens(_ json: JSONValue?) -> Int? { json?.int.flatMap { isSane($0) ? $0 : nil } }
}

extension JSONValue {
  /// The same value in a document of its own, so that it does not keep the rest of its row.
  static func reparsed(_ value: JSONValue) -> JSONValue? {
    try? JSONDocument(parsing: Array(value.sourceBytes)).root
  }
}
