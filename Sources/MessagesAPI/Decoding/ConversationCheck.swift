// What the API would refuse in a conversation as a whole.

extension RequestDecoder {
  mutating func checkConversation(_ request: MessagesRequest) {
    let messages = request.messages
    guard let first = messages.first else {
      return remark(.noMessages, at: .messages, "at least one message is required")
    }
    if first.role != .user { remark(.firstRole, at: .message(0), "the first message is not the user's") }
    for (index, message) in messages.enumerated() {
      if message.role != .user, message.role != .assistant, message.role != .system {
        remark(
          .unknownRole, at: .message(index).field("role"),
          "the role \"\(message.role.rawValue.prefix(64))\" is not known here")
      }
      let mayBeEmpty = index == messages.count - 1 && message.role == .assistant
      if message.content.isEmpty, !mayBeEmpty {
        remark(.emptyContent, at: .message(index).content, "messages have content, except a last one of the assistant")
      }
    }
    checkToolTurns(messages)
    var names: Set<String> = []
    for (index, tool) in request.tools.enumerated() where !tool.name.isEmpty && !names.insert(tool.name).inserted {
      remark(
        .duplicateToolName, at: .tool(index).field("name"), "the name \"\(tool.name)\" is taken by an earlier tool")
    }
  }

  /// Notices something where it stands in the body.
  private mutating func remark(_ code: Notice.Code, at path: RequestPath, _ message: String) {
    notice(code, at: reading.bodyPath(of: path), message)
  }

  /// Each call is answered in the user turn that follows it, and only calls are answered.
  private mutating func checkToolTurns(_ messages: [Message]) {
    var waiting: [String: (message: Int, block: Int)] = [:]
    var seen: Set<String> = []
    var previous: Role?
    for (index, message) in messages.enumerated() {
      guard case .blocks(let blocks) = message.content else {
        if message.role == .assistant { report(&waiting) }
        previous = message.role
        continue
      }
      if message.role == .assistant, previous != .assistant { report(&waiting) }
      for (number, block) in blocks.enumerated() {
        switch block {
        case .toolUse(let call):
          if !seen.insert(call.id).inserted {
            remark(.duplicateToolUseID, at: .block(number, ofMessage: index), "the id \"\(call.id)\" is used before")
          }
          waiting[call.id] = (index, number)
        case .toolResult(let result):
          if !seen.contains(result.toolUseID) {
            remark(
              .orphanToolResult, at: .block(number, ofMessage: index),
              "no tool_use before it has the id \"\(result.toolUseID)\"")
          }
          waiting[result.toolUseID] = nil
        default: break
        }
      }
      previous = message.role
    }
    // A conversation may end in calls: count_tokens takes it, and its answer is not written yet.
    if previous != .assistant { report(&waiting) }
  }

  private mutating func report(_ waiting: inout [String: (message: Int, block: Int)]) {
    for (message, block) in waiting.values.sorted(by: <) {
      remark(.unansweredToolUse, at: .block(block, ofMessage: message), "no tool_result answers this call")
    }
    waiting = [:]
  }
}
