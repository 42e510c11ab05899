import JSONText
import MessagesAPI
import ModelCatalog

// Messages as a conversation.

extension RequestCheck {
  mutating func checkMessages() {
    var unanswered: [Int: [Notice]] = [:]
    // Other shapes are converted before the API sees them: there its words are not these.
    let isOwnShape = [.messages, .bedrockInvoke, .vertex].contains(request.shape)
    for notice in request.notices {
      switch notice.code {
      case .wrongType where isOwnShape:
        let words = notice.message.split(separator: ";").first ?? ""
        // Recorders put objects where media were.
        let isMedia = notice.path.steps.last == .field("data")
        refuse(
          notice, by: .fieldTypes, isCertain: !isMedia, isVerbatim: false, "\(notice.path.dotted): \(words)",
          remedy: "Send a value of that type, or leave the field out.")
      case .missingField where isOwnShape:
        refuse(
          notice, by: .fieldsRequired, isVerbatim: false, "\(notice.path.dotted): Field required",
          remedy: "Add the field.")
      case .unknownRole where isOwnShape:
        refuse(
          notice, by: .knownRoles, isVerbatim: false, "\(notice.path.dotted): Input should be 'user' or 'assistant'",
          remedy: "Use user or assistant.")
      case .unknownBlock where isOwnShape:
        // A block that is new to us may not be new to the API.
        let type = block(at: notice.path)?.type ?? ""
        refuse(
          notice, by: .knownBlocks, isCertain: false, isVerbatim: false,
          "\(notice.path.dotted): Input tag '\(type.prefix(64))' found using 'type' does not match any of the expected "
            + "tags", remedy: "Leave the block out, or check its type.")
      case .noMessages:
        refuse(
          notice, by: .messagesPresent, isVerbatim: false, "messages: at least one message is required",
          remedy: "Give the user's first message.")
      case .emptyContent:
        refuse(
          notice, by: .contentPresent,
          "\(message(of: notice.path).dotted): all messages must have non-empty content except for the optional final "
            + "assistant message", remedy: "Give the message content, or leave it out.")
      case .orphanToolResult where request.shape != .chatCompletions: refuseOrphan(notice)
      case .unansweredToolUse where request.shape != .chatCompletions:
        unanswered[notice.path.messageIndex ?? 0, default: []].append(notice)
      case .duplicateToolUseID:
        refuse(
          // One recorded call with two was answered.
          notice, by: .uniqueToolUseIDs, isCertain: false, isVerbatim: false,
          "\(notice.path.dotted): `tool_use` ids must be unique", remedy: "Give each call an id of its own.")
      case .duplicateToolName:
        refuse(
          notice, by: .uniqueToolNames, isVerbatim: false, "tools: Tool names must be unique.",
          remedy: "Give each tool a name of its own.")
      default: keep(notice)
      }
    }
    for (_, notices) in unanswered.sorted(by: { $0.key < $1.key }) { refuseUnanswered(notices) }
    checkPrefill()
    checkCitations()
  }

  private func message(of path: RequestPath) -> RequestPath { RequestPath(Array(path.steps.prefix(2))) }

  private func block(at path: RequestPath) -> ContentBlock? {
    guard let index = path.messageIndex, index < request.messages.count, case .index(let block)? = path.steps.last,
      case .blocks(let blocks) = request.messages[index].content, block < blocks.count
    else { return nil }
    return blocks[block]
  }

  private mutating func refuseOrphan(_ notice: Notice) {
    let id = if case .toolResult(let result)? = block(at: notice.path) { ": \(result.toolUseID)" } else { "" }
    refuse(
      // One recorded call with such a pair was answered.
      notice, by: .toolResultPairs, isCertain: false, isVerbatim: false,
      "\(notice.path.dotted): unexpected `tool_use_id` found in `tool_result` blocks\(id). Each `tool_result` block must "
        + "have a corresponding `tool_use` block in the previous message.",
      remedy: "Send the call before its result, or drop the result.")
  }

  /// The API names all ids of a message together.
  private mutating func refuseUnanswered(_ notices: [Notice]) {
    let ids = notices.compactMap { notice in
      if case .toolUse(let call)? = block(at: notice.path) { call.id } else { nil }
    }
    let names = ids.isEmpty ? "" : ": \(ids.joined(separator: ", "))"
    refuse(
      // The same recorded call as above had its call unanswered.
      notices[0], by: .toolResultPairs, isCertain: false,
      "\(message(of: notices[0].path).dotted): `tool_use` ids were found without `tool_result` blocks immediately "
        + "after\(names). Each `tool_use` block must have a corresponding `tool_result` block in the next message.",
      remedy: "Answer the call in the next message, or drop it.")
    for notice in notices.dropFirst() { keep(notice) }
  }

  private mutating func checkPrefill() {
    guard request.messages.last?.role == .assistant else { return }
    let path = RequestPath.message(request.messages.count - 1)
    if model?.acceptsPrefill == false, sending.endpoint != .countTokens {
      refuse(
        .prefill, at: path,
        "This model does not support assistant message prefill. The conversation must end with a user message.",
        remedy: "End with a user message; use structured output to shape the answer.")
    } else if request.shape == .bedrockConverse, !request.tools.isEmpty,
      model?.acceptsPrefillWithToolsOnBedrock == false
    {
      // Refused twice, and answered once.
      refuse(
        .prefillWithTools, at: path, isCertain: false,
        "Your API request included an `assistant` message in the final position, which would pre-fill the `assistant` "
          + "response. When using tools, pre-filling the `assistant` response is not supported.",
        remedy: "End with a user message, or leave the tools out.")
    }
  }

  private mutating func checkCitations() {
    guard let model, model.acceptsCitations == false else { return }
    for (index, message) in request.messages.enumerated() {
      guard case .blocks(let blocks) = message.content else { continue }
      for (number, block) in blocks.enumerated() {
        guard case .document(let document) = block, document.citationsEnabled else { continue }
        return refuse(
          .citationsSupported, at: .block(number, ofMessage: index).field("citations"),
          "'\(request.model ?? model.id)' does not support citations.", remedy: "Leave citations out.")
      }
    }
  }
}
