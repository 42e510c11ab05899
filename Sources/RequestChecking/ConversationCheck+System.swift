import JSONText
import MessagesAPI
import ModelCatalog

// Messages of the system among the others, and what stands beside content in a message.

extension ConversationCheck {
  mutating func checkFields(of message: Message, _ index: Int) {
    for field in message.otherFields { check(field, of: message, index) }
    guard let json = message.json else { return }
    let place = "messages.\(index).content"
    var fields = submission.fieldCheck
    switch json["content"] {
    case nil:
      found.fieldRefusals.append(
        submission.refusal(
          .fieldsRequired, at: .message(index).content, ["place": place], remedy: "Add the field."))
    case let content?:
      fields.check(content, .textOrList(.anything))
      for fault in fields.faults {
        found.fieldRefusals.append(submission.refusal(for: fault, at: .message(index).content, place))
      }
    }
  }

  /// A field beside `role` and `content`: messages of the system have two, each with a header.
  private mutating func check(_ field: Field, of message: Message, _ index: Int) {
    let path = RequestPath.message(index).field(field.name)
    let place = "messages.\(index).\(field.name)"
    let isSystem = message.role == .system
    let beta: String
    switch field.name {
    case "clear_at": beta = "mid-conversation-system-clear-at-"
    case "output_config" where isSystem: beta = "mid-conversation-output-config-"
    default:
      found.fieldRefusals.append(
        submission.refusal(.extraInputs, at: path, ["place": place], remedy: "Send role and content only."))
      return
    }
    let isSent = submission.sends(beta)
    if isSent != true {
      let refusal = submission.refusal(
        .betaFields, at: path, doubt: isSent == nil ? .header : nil, ["place": place],
        remedy: "Send the header anthropic-beta: \(beta)…, or leave the field out.")
      found.fieldRefusals.append(refusal)
      if isSent == false { return }
    }
    guard field.name == "clear_at", !field.value.isNull else { return }
    if !isSystem {
      found.fieldRefusals.append(
        submission.refusal(.turnScoped, 0, at: path, ["place": place], remedy: "Leave it out of this message."))
    } else if !field.value.isText("next_user_message"), !field.value.isText("never") {
      found.fieldRefusals.append(
        submission.refusal(
          .fieldTypes, at: path, ["place": place, "what": "'next_user_message' or 'never'"],
          remedy: "Use one of these."))
    }
  }

  mutating func checkSystemPlaces() {
    guard submission.model?.systemMessages != .rejected else { return }
    // The last message before that is another's; the first where there is none.
    var before = 0
    for index in messages.indices {
      guard messages[index].role == .system else {
        before = index
        continue
      }
      checkTurnScope(messages[index], index)
      guard let variant = systemFault(index, behind: before) else { continue }
      found.refusals.append(
        submission.refusal(
          .systemPlace, variant, at: .message(index), ["place": "messages.\(index)"],
          remedy: variant == 0 ? "Put it into the top-level system prompt." : Self.systemRemedies[variant]))
    }
  }

  /// A message that holds for one turn has texts alone, without a breakpoint or settings.
  private mutating func checkTurnScope(_ message: Message, _ index: Int) {
    guard message.otherFields["clear_at"]?.isText("next_user_message") == true else { return }
    let place = "messages.\(index)"
    let blocks = message.blocks
    let firstOther = blocks.firstIndex { if case .text = $0 { false } else { true } }
    for (number, block) in blocks.enumerated() {
      if case .text = block {
        if block.cacheControl == nil { continue }
        found.refusals.append(
          submission.refusal(
            .turnScoped, 3, at: .block(number, ofMessage: index), ["place": "\(place).content.\(number)"],
            remedy: "Put the breakpoint on the last block of the user's turn before it."))
      } else if number == firstOther {
        found.refusals.append(
          submission.refusal(
            .turnScoped, 1, at: .block(number, ofMessage: index), ["place": place],
            remedy: "Put other blocks into a message of the system without clear_at."))
      }
    }
    if message.otherFields["output_config"] != nil {
      found.refusals.append(
        submission.refusal(
          .turnScoped, 2, at: .message(index).field("output_config"), ["place": place],
          remedy: "Put the settings into a message of the system without clear_at."))
    }
  }

  private static let systemRemedies = [
    "", "Move it before the assistant's message, or to the end.", "Give it a text.", "Leave other blocks out.",
    "Give it a text that is not white space.", "Move it behind a message of the user.",
  ]

  /// In the order in which the API looks (2026-08-31).
  private func systemFault(_ index: Int, behind before: Int) -> Int? {
    let message = messages[index]
    if message.content.isEmpty { return message.otherFields["output_config"] == nil ? 2 : nil }
    for block in message.blocks {
      switch block {
      case .text, .toolAddition, .toolRemoval: break
      case .image, .document, .searchResult, .toolUse, .serverToolUse, .mcpToolUse, .toolResult, .mcpToolResult,
        .serverToolResult, .thinking, .redactedThinking, .toolReference, .containerUpload, .compaction, .clientNote,
        .unknown:
        return 3
      }
    }
    if index == 0 { return 0 }
    if index + 1 < messages.count, messages[index + 1].role == .user { return 1 }
    for case .text(let block) in message.blocks where block.text.isBlank { return 4 }
    // It may follow the assistant's where that ends in the result of a server's tool.
    if messages[before].role == .assistant, case .text? = messages[before].blocks.last { return 5 }
    return nil
  }
}
