// What the API would refuse in a conversation as a whole.

extension RequestDecoder {
  mutating func checkConversation(_ request: MessagesRequest) {
    let messages = request.messages
    guard let first = messages.first else {
      return remark(.noMessages, at: .messages, "at least one message is required")
    }
    if first.role != .user { remark(.firstRole, at: .message(0), "the first message is not the user's") }
    // By index here and below: walking over messages themselves would copy each.
    for index in messages.indices {
      let role = messages[index].role
      if role != .user, role != .assistant, role != .system {
        remark(
          .unknownRole, at: .message(index).field("role"),
          "the role \"\(role.rawValue.prefix(64))\" is not known here")
      }
      let mayBeEmpty = index == messages.count - 1 && role == .assistant
      if !mayBeEmpty, messages[index].content.isEmpty {
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
    var calls = OpenCalls()
    var previous: Role?
    for index in messages.indices {
      let role = messages[index].role
      if role == .assistant, previous != .assistant { report(&calls) }
      if case .blocks(let blocks) = messages[index].content {
        for number in blocks.indices { check(blocks[number], RequestPath.block(number, ofMessage: index), &calls) }
      } else if role == .assistant {
        report(&calls)
      }
      previous = role
    }
    // A conversation may end in calls: count_tokens takes it, and its answer is not written yet.
    if previous != .assistant { report(&calls) }
  }

  private mutating func check(_ block: ContentBlock, _ path: RequestPath, _ calls: inout OpenCalls) {
    switch block {
    case .toolUse(let call):
      if !calls.open(call.id, at: path) {
        remark(.duplicateToolUseID, at: path, "the id \"\(call.id)\" is used before")
      }
    case .toolResult(let result):
      if !calls.close(result.toolUseID) {
        remark(.orphanToolResult, at: path, "no tool_use before it has the id \"\(result.toolUseID)\"")
      }
    default: break
    }
  }

  private mutating func report(_ calls: inout OpenCalls) {
    for path in calls.takeOpen() { remark(.unansweredToolUse, at: path, "no tool_result answers this call") }
  }
}

/// Calls of a conversation in order, and which of them wait for their results.
private struct OpenCalls {
  private var paths: [RequestPath] = []
  private var isOpen: [Bool] = []
  /// The last call with an id.
  private var places: [String: Int] = [:]
  /// Calls before this one wait no more.
  private var start = 0

  /// Adds a call; false where its id was used before. Then the earlier one waits no more.
  mutating func open(_ id: String, at path: RequestPath) -> Bool {
    let earlier = places.updateValue(paths.count, forKey: id)
    if let earlier { isOpen[earlier] = false }
    paths.append(path)
    isOpen.append(true)
    return earlier == nil
  }

  /// Answers a call; false where none had this id.
  mutating func close(_ id: String) -> Bool {
    guard let place = places[id] else { return false }
    isOpen[place] = false
    return true
  }

  /// The calls that wait, which then wait no more.
  mutating func takeOpen() -> [RequestPath] {
    defer { start = paths.count }
    return (start..<paths.count).filter { isOpen[$0] }.map { paths[$0] }
  }
}
