import JSONText
import MessagesAPI
import ModelCatalog

/// Goes once over the messages: their fields, and what single messages and blocks say.
///
/// The API looks at all fields before it looks at the conversation: there are two lists.
struct ConversationCheck {
  let check: RequestCheck
  /// Fields and types, in the order of the body.
  var fieldRefusals: [Refusal] = []
  /// What is said where.
  var refusals: [Refusal] = []

  var request: MessagesRequest { check.request }
  let isOwnShape: Bool
  /// Whether decoding found nothing amiss: then blocks that it read whole need no second look.
  let isClean: Bool
  let isConverse: Bool

  init(_ check: RequestCheck) {
    self.check = check
    isOwnShape = check.isOwnShape
    isClean = check.request.notices.isEmpty
    isConverse = check.request.shape == .bedrockConverse
  }

  mutating func run() {
    let messages = request.messages
    if messages.isEmpty {
      refusals.append(
        check.refusal(.messagesPresent, at: .messages, remedy: "Give the user's first message."))
      return
    }
    checkSystemPrompt()
    // By index: walking over messages themselves would copy each.
    for index in messages.indices { lookAt(messages[index], index, isLast: index == messages.count - 1) }
    if isOwnShape { checkSystemPlaces() }
  }

  // MARK: Messages

  mutating func lookAt(_ message: Message, _ index: Int, isLast: Bool) {
    if isOwnShape { checkFields(of: message, index) }
    if message.role != .user, message.role != .assistant { checkRole(message.role, index) }
    if message.content.isEmpty { checkEmpty(message, index, isLast: isLast) }
    switch message.content {
    case .text(let text):
      // A last prefill has a rule of its own.
      if message.role == .system || isLast && message.role == .assistant { break }
      if !text.isEmpty, text.isBlank { refuseBlank(at: .message(index).content, role: message.role, isCertain: true) }
    case .blocks(let blocks):
      if message.role == .assistant, isOwnShape { checkThinking(in: blocks, index, isLast: isLast) }
      for number in blocks.indices { lookAt(blocks[number], number, blocks, message.role, index) }
    }
  }

  mutating func checkFields(of message: Message, _ index: Int) {
    if isClean, message.otherFields.isEmpty { return }
    let place = "messages.\(index)"
    for field in message.otherFields {
      if message.role == .system, ["clear_at", "output_config"].contains(field.name) { continue }
      fieldRefusals.append(
        check.refusal(
          .extraInputs, at: .message(index).field(field.name), ["place": "\(place).\(field.name)"],
          remedy: "Send role and content only."))
    }
    guard let json = message.json else { return }
    var fields = check.fieldCheck
    switch json["content"] {
    case nil:
      fieldRefusals.append(
        check.refusal(
          .fieldsRequired, at: .message(index).content, ["place": "\(place).content"], remedy: "Add the field."))
    case let content?:
      fields.check(content, .textOrList(.anything))
      for fault in fields.faults {
        fieldRefusals.append(check.refusal(for: fault, at: .message(index).content, "\(place).content"))
      }
    }
  }

  private mutating func checkRole(_ role: Role, _ index: Int) {
    let path = RequestPath.message(index).field("role")
    guard role == .system else {
      if !isOwnShape { return }
      fieldRefusals.append(
        check.refusal(
          .knownRoles, role.rawValue == "tool" ? 1 : 0, at: path, ["role": String(role.rawValue.prefix(64))],
          remedy: role.rawValue == "tool"
            ? "Put the result into a message of the user, as a block of type tool_result." : "Use user or assistant."))
      return
    }
    guard isOwnShape, let support = check.model?.systemMessages, support != .accepted else { return }
    // Other words came where a header asks for such messages (Opus 4.7 and 4.8, May 2026).
    let isAsked = check.sends("mid-conversation-") == true
    refusals.append(
      check.refusal(
        .systemRole, isAsked ? 0 : 1, at: path, doubt: support == .rejected ? nil : .evidence,
        remedy: "Put it into the top-level system prompt."))
  }

  private mutating func checkEmpty(_ message: Message, _ index: Int, isLast: Bool) {
    // The field is missing, or of another type: that is said already.
    if isOwnShape, let content = message.json?["content"], !content.isString, !content.isArray { return }
    if isOwnShape, let json = message.json, json["content"] == nil { return }
    if message.role == .system || isLast && message.role == .assistant { return }
    if isConverse {
      refusals.append(
        check.refusal(
          .converseBlocks, 4, at: .message(index), ["place": "messages.\(index)"],
          remedy: "Give the message content, or leave it out."))
      return
    }
    if message.role == .user, hasFullNeighbour(index) { return }
    let isNew = check.day >= Self.emptyUserWords && message.role == .user
    refusals.append(
      check.refusal(
        .contentPresent, isNew ? 1 : 0, at: .message(index).content, ["place": "messages.\(index)"],
        remedy: "Give the message content, or leave it out."))
  }

  private static let emptyUserWords = CalendarDay(year: 2026, month: 8, day: 30)

  /// Messages of the user that follow each other are one turn: another may have its content (2026-08-31).
  private func hasFullNeighbour(_ index: Int) -> Bool {
    let messages = request.messages
    var first = index
    while first > 0, messages[first - 1].role == .user { first -= 1 }
    return messages[first...].prefix { $0.role == .user }.contains { !$0.content.isEmpty }
  }

  // MARK: Messages of the system

  private mutating func checkSystemPlaces() {
    let messages = request.messages
    guard check.model?.systemMessages != .rejected else { return }
    for index in messages.indices where messages[index].role == .system {
      guard let variant = systemFault(index) else { continue }
      refusals.append(
        check.refusal(
          .systemPlace, variant, at: .message(index), ["place": "messages.\(index)"],
          remedy: variant == 0 ? "Put it into the top-level system prompt." : Self.systemRemedies[variant]))
    }
  }

  private static let systemRemedies = [
    "", "Move it before the assistant's message, or to the end.", "Give it a text.", "Leave other blocks out.",
    "Give it a text that is not white space.", "Move it behind a message of the user.",
  ]

  /// In the order in which the API looks (2026-08-31).
  private func systemFault(_ index: Int) -> Int? {
    let messages = request.messages
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
    var before = index - 1
    while before > 0, messages[before].role == .system { before -= 1 }
    // It may follow the assistant's where that ends in the result of a server's tool.
    if messages[before].role == .assistant, case .text? = messages[before].blocks.last { return 5 }
    return nil
  }

  // MARK: Blocks

  mutating func lookAt(
    _ block: ContentBlock, _ number: Int, _ blocks: [ContentBlock], _ role: Role, _ index: Int
  ) {
    if isOwnShape, !(isClean && block.isPlain) {
      checkFields(of: block, at: .block(number, ofMessage: index), "messages.\(index).content.\(number)")
    }
    if let speaker = block.speaker, role != speaker, role == .user || role == .assistant, isOwnShape {
      refusals.append(
        check.refusal(
          .blockRoles, at: .block(number, ofMessage: index),
          ["place": "messages.\(index)", "type": block.type, "role": speaker.rawValue],
          remedy: "Move the block into a message of the \(speaker.rawValue)."))
    }
    switch block {
    case .text(let text): lookAt(text, number, blocks, role, index)
    case .toolResult(let result): lookAt(result, number, index)
    case .toolUse(let call):
      checkID(call.id, "tool_use.id", number, index, Self.idPattern)
    case .serverToolUse(let call):
      if call.id.hasPrefix("srvtoolu_") { break }
      refusals.append(
        check.refusal(
          .toolUseIDs, at: .block(number, ofMessage: index).field("id"), doubt: isOwnShape ? nil : .receiver,
          [
            "place": "messages.\(index).content.\(number).server_tool_use.id",
            "pattern": "^srvtoolu_[a-zA-Z0-9_]+$",
          ], remedy: "Send the call as the API returned it."))
    case .thinking(let thinking):
      if let signature = thinking.signature { checkSignature(signature, 0, .block(number, ofMessage: index)) }
    case .redactedThinking(let thinking): checkSignature(thinking.data, 1, .block(number, ofMessage: index))
    case .image, .document, .searchResult, .mcpToolUse, .mcpToolResult, .serverToolResult, .toolReference,
      .toolAddition, .toolRemoval, .containerUpload, .compaction, .clientNote, .unknown:
      break
    }
  }

  static let idPattern = "^[a-zA-Z0-9_-]+$"

  mutating func checkID(_ id: String, _ field: String, _ number: Int, _ index: Int, _ pattern: String) {
    guard isOwnShape, !id.isEmpty, !id.utf8.allSatisfy(\.isNameByte) else { return }
    refusals.append(
      check.refusal(
        .toolUseIDs, at: .block(number, ofMessage: index),
        ["place": "messages.\(index).content.\(number).\(field)", "pattern": pattern],
        remedy: "Use letters, digits, _ and - only, in the call and in its result."))
  }

  mutating func checkFields(
    of block: ContentBlock, at path: RequestPath, _ place: String, isInResult: Bool = false
  ) {
    guard let json = block.json else { return }
    if isInResult, !block.mayStandInResult, json["type"] != nil {
      fieldRefusals.append(
        check.refusal(
          .knownBlocks, at: path, ["place": place, "tag": String(block.type.prefix(64)), "tags": Self.resultTags],
          remedy: "A result has texts, images, documents, search results and references to tools."))
      return
    }
    guard let type = block.fields else {
      if ObjectType.otherBlocks.contains(block.type) { return }
      if json["type"] == nil {
        fieldRefusals.append(
          check.refusal(
            .fieldsRequired, at: path.field("type"), ["place": "\(place).type"], remedy: "Name the block's type."))
        return
      }
      fieldRefusals.append(
        check.refusal(
          .knownBlocks, at: path,
          ["place": place, "tag": String(block.type.prefix(64)), "tags": Self.blockTags],
          remedy: "Leave the block out, or check its type."))
      return
    }
    if case .serverToolResult = block, !ObjectType.serverToolResults.contains(block.type) { return }
    var fields = check.fieldCheck
    fields.checkMembers(of: json, type)
    for fault in fields.faults {
      fieldRefusals.append(check.refusal(for: fault, at: path, "\(place).\(type.tag)"))
    }
  }

  private static let blockTags: String = {
    let tags =
      [
        "text", "image", "document", "search_result", "thinking", "redacted_thinking", "tool_use", "tool_result",
        "server_tool_use", "mcp_tool_use", "mcp_tool_result", "container_upload", "compaction", "tool_addition",
        "tool_removal",
      ] + ObjectType.serverToolResults + ObjectType.otherBlocks
    return tags.sorted().map { "'\($0)'" }.joined(separator: ", ")
  }()

  static let resultTags = "'document', 'image', 'search_result', 'text', 'tool_reference'"
}

extension RequestText {
  /// Whether its beginning and its end are base64: data URLs, addresses and placeholders are not. O(1).
  var looksLikeBase64: Bool {
    withUTF8 { bytes in
      let start = min(bytes.count, 1024)
      for index in 0..<start where !bytes[index].isBase64 { return false }
      for index in max(start, bytes.count - 64)..<bytes.count where !bytes[index].isBase64 { return false }
      return true
    }
  }

  /// Whether there is nothing but ASCII white space. O(the white space at the start).
  var isBlank: Bool {
    guard let json else { return string.utf8.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }
    var bytes = json.sourceBytes.dropFirst().dropLast()
    while let byte = bytes.popFirst() {
      if byte == 0x20 { continue }
      guard byte == UInt8(ascii: "\\"), let escaped = bytes.popFirst() else { return false }
      switch escaped {
      case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"), UInt8(ascii: "f"): continue
      default: return false
      }
    }
    return true
  }
}

extension UInt8 {
  /// A character of base64, padding and line ends among them.
  fileprivate var isBase64: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), 0x0A, 0x0D:
      true
    default: false
    }
  }

  /// A letter, a digit, `_` or `-`.
  var isNameByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
