import JSONText
import MessagesAPI
import ModelCatalog

// What stands in blocks: texts, thinking, results.

extension ConversationCheck {
  // MARK: Texts

  /// A text that begins with white space, or is empty.
  mutating func lookAt(_ block: TextBlock, in blocks: [ContentBlock], _ place: Place) {
    if place.speaker == .system { return }
    if block.text.isEmpty {
      if block.cacheControl != nil, isOwnShape {
        found.refusals.append(
          submission.refusal(
            .cacheOnEmptyText, at: place.path, ["place": "\(place.dotted).text"], remedy: "Leave the block out."))
      } else if isConverse {
        found.refusals.append(
          submission.refusal(
            .converseBlocks, 3, at: place.path, ["place": place.dotted], remedy: "Leave the block out."))
      } else if isOwnShape {
        found.refusals.append(
          submission.refusal(.emptyText, at: place.path, ["place": "messages"], remedy: "Leave the block out."))
      }
    } else if block.text.isBlank {
      // The API's own answers hold such texts beside thinking, other texts and server tools: it takes them back.
      let isOwnAnswer = place.speaker == .assistant && mayHoldBlanks(blocks, ofMessage: place.message)
      refuseBlank(at: place.path, isCertain: !isOwnAnswer)
    }
  }

  /// Whether a message has another block beside the blank one that an answer may have; looked for once a message.
  private mutating func mayHoldBlanks(_ blocks: [ContentBlock], ofMessage message: Int) -> Bool {
    if blankAnswer.message == message { return blankAnswer.isTaken }
    var count = 0
    for index in blocks.indices where count < 2 {
      switch blocks[index] {
      case .text, .thinking, .redactedThinking, .serverToolUse, .serverToolResult: count += 1
      case .image, .document, .searchResult, .toolUse, .mcpToolUse, .toolResult, .mcpToolResult, .toolReference,
        .toolAddition, .toolRemoval, .containerUpload, .compaction, .clientNote, .unknown:
        break
      }
    }
    blankAnswer = (message, count > 1)
    return count > 1
  }

  mutating func refuseBlank(at path: RequestPath, isCertain: Bool) {
    // Two blank texts were answered by Converse.
    let doubt: Refusal.Doubt? = isCertain && isOwnShape ? nil : .evidence
    if !isOwnShape, !isConverse { return }
    found.refusals.append(
      submission.refusal(
        .blankText, at: path, doubt: doubt, ["place": "messages"], remedy: "Leave the text out."))
  }

  mutating func checkSystemPrompt() {
    guard isOwnShape, case .blocks(let blocks)? = submission.request.system else { return }
    for (index, block) in blocks.enumerated() {
      guard case .text(let text) = block else { continue }
      let path = RequestPath.system[index]
      if text.text.isEmpty {
        let rule: RequestRule = text.cacheControl == nil ? .emptyText : .cacheOnEmptyText
        found.refusals.append(
          submission.refusal(
            rule, at: path, ["place": rule == .emptyText ? "system" : "system.\(index)"],
            remedy: "Leave the block out."))
      } else if text.text.isBlank {
        found.refusals.append(
          submission.refusal(.blankText, at: path, ["place": "system"], remedy: "Leave the block out."))
      }
    }
  }

  // MARK: Thinking

  /// Where an answer has its thinking: at its start, not at its end, and not in a prefill without thinking.
  ///
  /// Once for each message, at its first block of thinking.
  mutating func checkThinking(in blocks: [ContentBlock], _ place: Place, isLast: Bool) {
    guard place.speaker == .assistant, thinkingMessage != place.message else { return }
    let (index, first) = (place.message, place.block)
    thinkingMessage = index
    let isEnd = isLast || messages[index + 1].role != .assistant
    if isEnd, let last = blocks.last, last.isThinking {
      found.refusals.append(
        submission.refusal(
          .thinkingLast, at: .block(blocks.count - 1, ofMessage: index),
          ["place": "messages.\(index)", "type": last.type],
          remedy: "Leave the thinking out, or send what came behind it."))
    }
    let isStart = index == 0 || messages[index - 1].role != .assistant
    if first > 0, isStart, submission.request.thinking?.type == "enabled",
      submission.sends("interleaved-thinking") != true
    {
      // Refused on some days, answered on others.
      found.refusals.append(
        submission.refusal(
          .thinkingBehind, at: .block(0, ofMessage: index), doubt: .evidence,
          ["place": "messages.\(index).content.0", "found": blocks[0].type],
          remedy: "Send the answer's blocks in the order in which the API returned them."))
    }
    guard isLast, submission.model?.acceptsPrefill == true, submission.isWithoutThinking else { return }
    found.refusals.append(
      submission.refusal(
        .thinkingWhileOff, at: place.path, ["place": place.dotted, "type": blocks[first].type],
        remedy: "Switch thinking on, or leave the thinking out."))
  }

  /// A signature is base64 of a message of protocol buffers: 285 of 298 recorded ones; recorders replaced the others.
  mutating func checkSignature(_ signature: RequestText, _ variant: Int, _ path: RequestPath) {
    let isEmpty = signature.isEmpty
    if !isEmpty, signature.looksLikeBase64 { return }
    found.refusals.append(
      submission.refusal(
        .thinkingSignature, variant, at: path, doubt: isEmpty ? nil : .evidence, ["place": path.dotted],
        remedy: "Send the block as the API returned it, or leave it out."))
  }

  // MARK: Results

  /// - Parameter isPaired: whether a call before it has its id.
  mutating func lookAt(_ result: ToolResultBlock, _ place: Place, isPaired: Bool) {
    // The id of a call was looked at with the call.
    if isOwnShape, !isPaired || hasOddIDs, !TextDigest(of: result.toolUseID).isName {
      refuseID(result.toolUseID, "tool_result.tool_use_id", place)
    }
    if result.isError == true, isOwnShape { checkError(result, place) }
    guard case .blocks(let inner)? = result.content else { return }
    for part in inner.indices { lookAt(inner[part], part, of: place) }
  }

  private mutating func checkError(_ result: ToolResultBlock, _ place: Place) {
    if result.content.map(\.isEmpty) ?? true {
      found.refusals.append(
        submission.refusal(
          .errorResultContent, at: place.path.content, ["place": "\(place.dotted).tool_result"],
          remedy: "Say what went wrong."))
    }
    guard case .blocks(let inner)? = result.content,
      let part = inner.firstIndex(where: { if case .text = $0 { false } else { true } })
    else { return }
    found.refusals.append(
      submission.refusal(
        .errorResultTexts, at: place.path.content[part], ["place": "\(place.dotted).tool_result"],
        remedy: "Leave out what is no text, or put it behind the results."))
  }

  /// A block in a result.
  private mutating func lookAt(_ block: ContentBlock, _ part: Int, of place: Place) {
    if case .text(let text) = block {
      if isOwnShape, !(isClean && text.isPlain) { checkFields(of: block, part, of: place) }
      if text.text.startsWithInk || !isOwnShape || !text.text.isBlank { return }
      found.refusals.append(
        submission.refusal(
          text.text.isEmpty ? .emptyText : .blankText, at: place.path.content[part], doubt: .evidence,
          ["place": "messages"], remedy: "Leave the text out."))
      return
    }
    if isOwnShape { checkFields(of: block, part, of: place) }
    let mediaPlace = Media.Place(path: place.path.content[part])
    if case .image(let image) = block { found.media.images.append((image, mediaPlace)) }
    if case .document(let document) = block { found.media.documents.append((document, mediaPlace)) }
    if case .toolReference(let reference) = block {
      found.toolReferences.append((reference.toolName, place.path.content[part]))
    }
  }

  private mutating func checkFields(of block: ContentBlock, _ part: Int, of place: Place) {
    checkFields(of: block, at: place.path.content[part], isInResult: true)
  }
}
