import JSONText
import MessagesAPI
import ModelCatalog

// Single blocks: who says them, their members and ids. Each block is taken apart once.

extension ConversationCheck {
  mutating func lookAt(_ block: ContentBlock, in blocks: [ContentBlock], _ place: Place, isLast: Bool) {
    switch block {
    case .text(let text):
      found.pairing.addContent()
      if let control = text.cacheControl { found.breakpoints.append((control, place.path)) }
      if isOwnShape, !(isClean && text.isPlain) {
        checkFields(of: block, at: place)
        if submission.isRecentVersion, place.speaker == .user, (text.citations?.count ?? 0) > 0 {
          found.refusals.append(
            submission.refusal(
              .versionedBlocks, 1, at: place.path.field("citations"), ["place": place.dotted],
              remedy: "Leave citations out of the user's texts."))
        }
      }
      if text.text.startsWithInk { return }
      lookAt(text, in: blocks, place)
    case .toolUse(let call):
      if let control = call.cacheControl { found.breakpoints.append((control, place.path)) }
      if isOwnShape {
        if !(isClean && call.isPlain) { checkFields(of: block, at: place) }
        checkSpeaker(of: block, place)
      }
      let digest = TextDigest(of: call.id)
      found.pairing.add(call: call.id, digest, place)
      if isOwnShape, !digest.isName { refuseID(call.id, "tool_use.id", place) }
    case .toolResult(let result):
      if let control = result.cacheControl { found.breakpoints.append((control, place.path)) }
      if isOwnShape {
        if !(isClean && result.isPlain) { checkFields(of: block, at: place) }
        checkSpeaker(of: block, place)
      }
      let isPaired = found.pairing.add(result: result.toolUseID, place)
      lookAt(result, place, isPaired: isPaired)
    case .thinking(let thinking):
      if isOwnShape {
        if !(isClean && thinking.isPlain) { checkFields(of: block, at: place) }
        checkSpeaker(of: block, place)
        checkThinking(in: blocks, place, isLast: isLast)
        if let signature = thinking.signature {
          // A text without a signature is no answer of the API's, and neither is nothing at all.
          checkSignature(signature, thinking.thinking.isEmpty && signature.isEmpty ? 2 : 0, place.path)
        }
      }
      addBreakpoint(of: block, place)
    case .redactedThinking(let thinking):
      if isOwnShape {
        checkFields(of: block, at: place)
        checkSpeaker(of: block, place)
        checkThinking(in: blocks, place, isLast: isLast)
        checkSignature(thinking.data, 1, place.path)
      }
      addBreakpoint(of: block, place)
    case .image, .document, .searchResult, .serverToolUse, .mcpToolUse, .mcpToolResult, .serverToolResult,
      .toolReference, .toolAddition, .toolRemoval, .containerUpload, .compaction, .clientNote, .unknown:
      lookAtRare(block, place)
    }
  }

  /// Blocks of which a conversation has few: all their members are looked at.
  private mutating func lookAtRare(_ block: ContentBlock, _ place: Place) {
    addBreakpoint(of: block, place)
    if isOwnShape {
      checkFields(of: block, at: place)
      checkSpeaker(of: block, place)
    }
    switch block {
    case .image(let image):
      found.pairing.addContent()
      refuseInAnswer(block, place)
      found.media.images.append((image, Media.Place(path: place.path)))
    case .document(let document):
      found.pairing.addContent()
      if submission.isRecentVersion, place.speaker == .assistant {
        found.refusals.append(
          submission.refusal(
            .versionedBlocks, at: place.path, ["place": place.dotted], remedy: "Put the document into a user message."))
      }
      found.media.documents.append((document, Media.Place(path: place.path)))
    case .searchResult: found.pairing.addContent()
    case .serverToolUse(let call):
      found.pairing.add(serverCall: call, place)
      if call.id.hasPrefix("srvtoolu_") { break }
      found.refusals.append(
        submission.refusal(
          .toolUseIDs, at: place.path.field("id"), doubt: isOwnShape ? nil : .receiver,
          ["place": "\(place.dotted).server_tool_use.id", "pattern": "^srvtoolu_[a-zA-Z0-9_]+$"],
          remedy: "Send the call as the API returned it."))
    case .serverToolResult(let result):
      found.pairing.add(serverResult: result.toolUseID, result.type, place)
      for name in result.toolReferences { found.toolReferences.append((name, place.path)) }
    case .containerUpload: refuseInAnswer(block, place)
    case .toolAddition(let change), .toolRemoval(let change):
      if change.tool["type"]?.isText("tool_reference") == true, let name = change.tool["name"]?.string {
        found.toolReferences.append((name, place.path))
      }
    case .compaction(let summary):
      let isSigned = summary.otherFields["signature"]?.isString == true
      found.summaries.append(RequestCheck.Summary(isSigned: isSigned, place: place))
    case .text, .toolUse, .toolResult, .thinking, .redactedThinking, .mcpToolUse, .mcpToolResult, .toolReference,
      .clientNote, .unknown:
      break
    }
  }

  /// Images and files are the user's.
  private mutating func refuseInAnswer(_ block: ContentBlock, _ place: Place) {
    guard isOwnShape, place.speaker == .assistant else { return }
    found.refusals.append(
      submission.refusal(
        .userBlocks, at: place.path, ["place": "messages.\(place.message).content", "type": block.type],
        remedy: "Move the block into a message of the user."))
  }

  private mutating func addBreakpoint(of block: ContentBlock, _ place: Place) {
    if let control = block.cacheControl { found.breakpoints.append((control, place.path)) }
  }

  private mutating func checkSpeaker(of block: ContentBlock, _ place: Place) {
    guard let speaker = block.speaker, place.speaker == .user || place.speaker == .assistant,
      speaker != place.speaker
    else { return }
    guard let role = speaker.role else { return }
    found.refusals.append(
      submission.refusal(
        .blockRoles, at: place.path,
        ["place": "messages.\(place.message)", "type": block.type, "role": role.rawValue],
        remedy: "Move the block into a message of the \(role.rawValue)."))
  }

  mutating func refuseID(_ id: String, _ field: String, _ place: Place) {
    if id.isEmpty { return }
    hasOddIDs = true
    found.refusals.append(
      submission.refusal(
        .toolUseIDs, at: place.path, ["place": "\(place.dotted).\(field)", "pattern": "^[a-zA-Z0-9_-]+$"],
        remedy: "Use letters, digits, _ and - only, in the call and in its result."))
  }

  // MARK: Members

  mutating func checkFields(of block: ContentBlock, at place: Place) { checkFields(of: block, at: place.path) }

  mutating func checkFields(of block: ContentBlock, at path: RequestPath, isInResult: Bool = false) {
    guard let json = block.json else { return }
    var place: String { path.dottedThroughResult }
    if isInResult, !block.mayStandInResult, json["type"] != nil {
      found.fieldRefusals.append(
        submission.refusal(
          .knownBlocks, at: path, ["place": place, "tag": String(block.type.prefix(64)), "tags": Self.resultTags],
          remedy: "A result has texts, images, documents, search results and references to tools."))
      return
    }
    // A reference to a tool stands in results alone.
    var type = block.fields
    if !isInResult, case .toolReference = block { type = nil }
    guard let type else {
      if json["type"] == nil {
        found.fieldRefusals.append(
          submission.refusal(
            .fieldsRequired, at: path.field("type"), ["place": "\(place).type"], remedy: "Name the block's type."))
        return
      }
      found.fieldRefusals.append(
        submission.refusal(
          .knownBlocks, at: path,
          ["place": place, "tag": String(block.type.prefix(64)), "tags": Self.blockTags],
          remedy: "Leave the block out, or check its type."))
      return
    }
    var fields = submission.fieldCheck
    fields.checkMembers(of: json, type)
    if fields.faults.isEmpty { return }
    let tagged = "\(place).\(type.tag)"
    for fault in fields.faults { found.fieldRefusals.append(submission.refusal(for: fault, at: path, tagged)) }
  }

  private static let blockTags: String = {
    let tags =
      [
        "text", "image", "document", "search_result", "thinking", "redacted_thinking", "tool_use", "tool_result",
        "server_tool_use", "mcp_tool_use", "mcp_tool_result", "container_upload", "compaction", "tool_addition",
        "tool_removal",
      ] + ObjectType.serverToolResults + ObjectType.otherBlocks.keys
    return tags.sorted().map { "'\($0)'" }.joined(separator: ", ")
  }()

  private static let resultTags = "'document', 'image', 'search_result', 'text', 'tool_reference'"
}
