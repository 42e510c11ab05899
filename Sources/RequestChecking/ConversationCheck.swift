import JSONText
import MessagesAPI
import ModelCatalog

/// Goes once over the messages: their fields, and what single messages and blocks say.
///
/// The API looks at all fields before it looks at the conversation: there are two lists.
struct ConversationCheck {
  let check: RequestCheck
  /// Fields and types, in the order of the body.
  private(set) var fieldRefusals: [Refusal] = []
  /// What is said where.
  private(set) var refusals: [Refusal] = []

  private var request: MessagesRequest { check.request }
  private let isOwnShape: Bool
  /// Whether decoding found nothing amiss: then blocks that it read whole need no second look.
  private let isClean: Bool
  private let isConverse: Bool

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

  private mutating func lookAt(_ message: Message, _ index: Int, isLast: Bool) {
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

  private mutating func checkFields(of message: Message, _ index: Int) {
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

  private mutating func lookAt(
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

  private static let idPattern = "^[a-zA-Z0-9_-]+$"

  private mutating func checkID(_ id: String, _ field: String, _ number: Int, _ index: Int, _ pattern: String) {
    guard isOwnShape, !id.isEmpty, !id.utf8.allSatisfy(\.isNameByte) else { return }
    refusals.append(
      check.refusal(
        .toolUseIDs, at: .block(number, ofMessage: index),
        ["place": "messages.\(index).content.\(number).\(field)", "pattern": pattern],
        remedy: "Use letters, digits, _ and - only, in the call and in its result."))
  }

  private mutating func checkFields(
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

  private static let resultTags = "'document', 'image', 'search_result', 'text', 'tool_reference'"

  // MARK: Texts

  private mutating func lookAt(
    _ block: TextBlock, _ number: Int, _ blocks: [ContentBlock], _ role: Role, _ index: Int
  ) {
    if role == .system { return }
    let path = RequestPath.block(number, ofMessage: index)
    if block.text.isEmpty {
      if block.cacheControl != nil, isOwnShape {
        refusals.append(
          check.refusal(
            .cacheOnEmptyText, at: path, ["place": "\(path.dotted).text"], remedy: "Leave the block out."))
      } else if isConverse {
        refusals.append(
          check.refusal(.converseBlocks, 3, at: path, ["place": path.dotted], remedy: "Leave the block out."))
      } else if isOwnShape {
        refusals.append(
          check.refusal(.emptyText, at: path, ["place": "messages"], remedy: "Leave the block out."))
      }
    } else if block.text.isBlank {
      // The API's own answers hold such texts beside thinking, other texts and server tools: it takes them back.
      let isOwnAnswer = role == .assistant && Self.mayHoldBlanks(blocks, but: number)
      refuseBlank(at: path, role: role, isCertain: !isOwnAnswer)
    }
  }

  private static func mayHoldBlanks(_ blocks: [ContentBlock], but number: Int) -> Bool {
    for index in blocks.indices where index != number {
      switch blocks[index] {
      case .text, .thinking, .redactedThinking, .serverToolUse, .serverToolResult: return true
      case .image, .document, .searchResult, .toolUse, .mcpToolUse, .toolResult, .mcpToolResult, .toolReference,
        .toolAddition, .toolRemoval, .containerUpload, .compaction, .clientNote, .unknown:
        break
      }
    }
    return false
  }

  private mutating func refuseBlank(at path: RequestPath, role: Role, isCertain: Bool) {
    // Two blank texts were answered by Converse.
    let doubt: Refusal.Doubt? = isCertain && isOwnShape ? nil : .evidence
    if !isOwnShape, !isConverse { return }
    refusals.append(
      check.refusal(
        .blankText, at: path, doubt: doubt, ["place": "messages"], remedy: "Leave the text out."))
  }

  private mutating func checkSystemPrompt() {
    guard isOwnShape, case .blocks(let blocks)? = request.system else { return }
    for (index, block) in blocks.enumerated() {
      guard case .text(let text) = block else { continue }
      let path = RequestPath.system[index]
      if text.text.isEmpty {
        let rule: RequestRule = text.cacheControl == nil ? .emptyText : .cacheOnEmptyText
        refusals.append(
          check.refusal(
            rule, at: path, ["place": rule == .emptyText ? "system" : "system.\(index)"],
            remedy: "Leave the block out."))
      } else if text.text.isBlank {
        refusals.append(
          check.refusal(.blankText, at: path, ["place": "system"], remedy: "Leave the block out."))
      }
    }
  }

  // MARK: Thinking

  /// Where an answer has its thinking: at its start, not at its end, and not in a prefill without thinking.
  private mutating func checkThinking(in blocks: [ContentBlock], _ index: Int, isLast: Bool) {
    guard let first = blocks.firstIndex(where: \.isThinking) else { return }
    let messages = request.messages
    let isEnd = isLast || messages[index + 1].role != .assistant
    if isEnd, let last = blocks.last, last.isThinking {
      refusals.append(
        check.refusal(
          .thinkingLast, at: .block(blocks.count - 1, ofMessage: index),
          ["place": "messages.\(index)", "type": last.type],
          remedy: "Leave the thinking out, or send what came behind it."))
    }
    let isStart = index == 0 || messages[index - 1].role != .assistant
    if first > 0, isStart, request.thinking?.type == "enabled", check.sends("interleaved-thinking") != true {
      // Refused on some days, answered on others.
      refusals.append(
        check.refusal(
          .thinkingBehind, at: .block(0, ofMessage: index), doubt: .evidence,
          ["place": "messages.\(index).content.0", "found": blocks[0].type],
          remedy: "Send the answer's blocks in the order in which the API returned them."))
    }
    guard isLast, check.model?.acceptsPrefill == true, check.isWithoutThinking else { return }
    refusals.append(
      check.refusal(
        .thinkingWhileOff, at: .block(first, ofMessage: index),
        ["place": "messages.\(index).content.\(first)", "type": blocks[first].type],
        remedy: "Switch thinking on, or leave the thinking out."))
  }

  /// A signature is base64 of a message of protocol buffers: 285 of 298 recorded ones; recorders replaced the others.
  private mutating func checkSignature(_ signature: RequestText, _ variant: Int, _ path: RequestPath) {
    guard isOwnShape else { return }
    let isEmpty = signature.isEmpty
    if !isEmpty, signature.looksLikeBase64 { return }
    refusals.append(
      check.refusal(
        .thinkingSignature, variant, at: path, doubt: isEmpty ? nil : .evidence, ["place": path.dotted],
        remedy: "Send the block as the API returned it, or leave it out."))
  }

  // MARK: Results

  private mutating func lookAt(_ result: ToolResultBlock, _ number: Int, _ index: Int) {
    checkID(result.toolUseID, "tool_result.tool_use_id", number, index, Self.idPattern)
    let path = RequestPath.block(number, ofMessage: index)
    if result.isError == true, isOwnShape, result.content.map(\.isEmpty) ?? true {
      refusals.append(
        check.refusal(
          .errorResultContent, at: path.content, ["place": "\(path.dotted).tool_result"],
          remedy: "Say what went wrong."))
    }
    guard isOwnShape, case .blocks(let inner)? = result.content else { return }
    if result.isError == true, let part = inner.firstIndex(where: { if case .text = $0 { false } else { true } }) {
      refusals.append(
        check.refusal(
          .errorResultTexts, at: path.content[part], ["place": "\(path.dotted).tool_result"],
          remedy: "Leave out what is no text, or put it behind the results."))
    }
    for (part, block) in inner.enumerated() {
      if !(isClean && block.isPlain && block.mayStandInResult) {
        checkFields(
          of: block, at: path.content[part], "\(path.dotted).tool_result.content.\(part)", isInResult: true)
      }
      guard case .text(let text) = block, text.text.isBlank else { continue }
      refusals.append(
        check.refusal(
          text.text.isEmpty ? .emptyText : .blankText, at: path.content[part], doubt: .evidence,
          ["place": "messages"], remedy: "Leave the text out."))
    }
  }
}

extension ContentBlock {
  /// Whether it is thinking, readable or not.
  var isThinking: Bool {
    switch self {
    case .thinking, .redactedThinking: true
    case .text, .image, .document, .searchResult, .toolUse, .serverToolUse, .mcpToolUse, .toolResult, .mcpToolResult,
      .serverToolResult, .toolReference, .toolAddition, .toolRemoval, .containerUpload, .compaction, .clientNote,
      .unknown:
      false
    }
  }
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
