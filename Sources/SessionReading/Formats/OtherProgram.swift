package import JSONText

/// Logs that look like sessions and are not: they hold another model's conversation, a part of one, or its display.
package struct OtherProgram: Sendable {
  /// As its users call it.
  let name: String
  /// What to give in its place; nil where the program has nothing that can be read.
  let remedy: String?

  private init(_ name: String, remedy: String? = nil) { (self.name, self.remedy) = (name, remedy) }

  /// Whose row or document this is; nil where it is not known to be another's. O(members).
  package init?(of row: JSONValue) {
    for program in Self.programs where program.has(row) {
      self = program.program
      return
    }
    return nil
  }

  /// Whose log this is, where it is text and no JSON; nil where it is not known. O(1).
  package init?(ofText text: some Collection<UInt8>) {
    let start = String(decoding: text.prefix(400), as: UTF8.self)
    if start.hasPrefix("# aider chat started at") || start.hasPrefix("TO LLM ") {
      self.init("Aider")
    } else if start.hasPrefix("# "), start.contains("_Exported on "), start.contains(" from Cursor") {
      self.init("Cursor")
    } else if start.hasPrefix("---"), start.contains("\nthreadId: T-") {
      self.init("Amp")
    } else {
      return nil
    }
  }

  /// The error that names it.
  package func error(line: Int?) -> SessionError {
    SessionError(
      code: .otherProgram, line: line, message: "this is a log of \(name), of which no conversation can be rebuilt",
      remedy: remedy ?? "Give a session of Claude Code, pi, opencode, Cline or Roo, or requests as they were sent.")
  }

  // MARK: Signs

  private static let programs: [(program: OtherProgram, has: @Sendable (JSONValue) -> Bool)] = [
    (OtherProgram("Codex"), isCodex),
    (OtherProgram("goose"), isGoose),
    (OtherProgram("Gemini"), isGemini),
    (OtherProgram("Qwen Code"), { $0["message"]?["parts"]?.isArray == true }),
    (OtherProgram("Cursor"), isCursor),
    (
      OtherProgram("GitHub Copilot's command line"),
      { row in
        if let type = row["type"]?.string, row["data"] != nil {
          return ["session.start", "user.message", "assistant.message"].contains(type)
        }
        return row["chatMessages"]?.isArray == true
      }
    ),
    (OtherProgram("GitHub Copilot in VS Code"), { ($0["v"] ?? $0)["responderUsername"] != nil }),
    (
      OtherProgram("Amp", remedy: "Amp's `--stream-json` can be read."),
      { $0["messages"]?.isArray == true && $0["id"]?.string?.hasPrefix("T-") == true }
    ),
    (OtherProgram("Crush"), isCrush),
    (OtherProgram("Continue"), isContinue),
    (
      OtherProgram("Cline's display", remedy: "Give `api_conversation_history.json`, which lies beside it."),
      { row in
        guard let type = row["type"] else { return false }
        return type.isText("say") && row["say"] != nil || type.isText("ask") && row["ask"] != nil
      }
    ),
    (OtherProgram("claude.ai"), { $0["chat_messages"]?.isArray == true }),
    (OtherProgram("ChatGPT"), { $0["mapping"]?.isObject == true }),
    (OtherProgram("Zed"), isZed),
    (OtherProgram("OpenHands"), { ($0["action"] ?? $0["observation"])?.isString == true && $0["source"] != nil }),
    (OtherProgram("Amazon Q"), { $0["conversation_id"] != nil && $0["history"]?.isArray == true }),
    (
      OtherProgram("opencode's store", remedy: "Give what `opencode export` prints."),
      { $0["sessionID"]?.isString == true && $0["messages"] == nil }
    ),
    (
      OtherProgram("Claude Code's prompts", remedy: "Give a session below `~/.claude/projects`."),
      { $0["display"]?.isString == true && $0["pastedContents"] != nil }
    ),
  ]

  /// Kinds of items that only the Responses API has, which Codex logs.
  private static let responseItems = [
    "function_call", "function_call_output", "local_shell_call", "custom_tool_call", "custom_tool_call_output",
  ]

  @Sendable private static func isCodex(_ row: JSONValue) -> Bool {
    if row["record_type"] != nil { return true }
    if let type = row["type"]?.string {
      if ["session_meta", "response_item", "event_msg", "turn_context", "compacted"].contains(type) {
        return row["payload"] != nil
      }
      if type == "thread.started" || type == "item.completed" { return (row["thread_id"] ?? row["item"]) != nil }
      if responseItems.contains(type), row["message"] == nil { return true }
      if type == "message", row["session_id"] == nil, row["payload"]?.isObject == true { return true }
    }
    if row["session_id"] != nil, row["ts"] != nil, row["text"]?.isString == true { return true }
    return hasBlock(row, of: ["input_text", "output_text"])
  }

  @Sendable private static func isGoose(_ row: JSONValue) -> Bool {
    if row["working_dir"] != nil, row["message_count"] != nil || row["conversation"] != nil { return true }
    return hasBlock(row, of: ["toolRequest", "toolResponse"])
  }

  @Sendable private static func isGemini(_ row: JSONValue) -> Bool {
    if row["projectHash"] != nil || row["contents"]?.isArray == true { return true }
    if row["type"]?.isText("gemini") == true || row["messageId"] != nil && row["message"]?.isString == true {
      return true
    }
    guard row["role"] != nil, row["content"] == nil, let parts = row["parts"], parts.isArray else { return false }
    return row["role"]?.isText("model") == true || parts[0]?["text"] != nil || parts[0]?["functionResponse"] != nil
  }

  @Sendable private static func isCursor(_ row: JSONValue) -> Bool {
    if row["composerId"] != nil || row["bubbleId"] != nil || row["allComposers"] != nil { return true }
    if row["type"]?.isText("tool_call") == true, row["tool_call"]?.isObject == true { return true }
    return row["tabs"]?[0]?["bubbles"]?.isArray == true
  }

  @Sendable private static func isCrush(_ row: JSONValue) -> Bool {
    let message = row["session"]?.isObject == true ? row["messages"]?[0] ?? .null : row
    guard message["session_id"] != nil, let parts = message["parts"] else { return false }
    return parts.isString || parts[0]?["data"] != nil
  }

  @Sendable private static func isContinue(_ row: JSONValue) -> Bool {
    if row["history"]?.isArray == true, row["workspaceDirectory"] != nil || row["sessionId"] != nil { return true }
    if row["eventName"] != nil, row["schema"] != nil { return true }
    return row["workspaceDirectory"] != nil && row["dateCreated"] != nil
  }

  @Sendable private static func isZed(_ row: JSONValue) -> Bool {
    guard let first = row["messages"]?[0] else { return false }
    return first["User"]?.isObject == true || first["segments"]?.isArray == true
  }

  private static func hasBlock(_ row: JSONValue, of types: [String]) -> Bool {
    row["content"]?.elements.contains { block in types.contains { block["type"]?.isText($0) == true } } ?? false
  }
}
