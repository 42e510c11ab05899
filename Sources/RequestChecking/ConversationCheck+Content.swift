import JSONText
import MessagesAPI
import ModelCatalog

// What stands in blocks: texts, thinking, results.

extension ConversationCheck {
  // MARK: Texts

  mutating func lookAt(
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

  mutating func refuseBlank(at path: RequestPath, role: Role, isCertain: Bool) {
    // Two blank texts were answered by Converse.
    let doubt: Refusal.Doubt? = isCertain && isOwnShape ? nil : .evidence
    if !isOwnShape, !isConverse { return }
    refusals.append(
      check.refusal(
        .blankText, at: path, doubt: doubt, ["place": "messages"], remedy: "Leave the text out."))
  }

  mutating func checkSystemPrompt() {
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
  mutating func checkThinking(in blocks: [ContentBlock], _ index: Int, isLast: Bool) {
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
  mutating func checkSignature(_ signature: RequestText, _ variant: Int, _ path: RequestPath) {
    guard isOwnShape else { return }
    let isEmpty = signature.isEmpty
    if !isEmpty, signature.looksLikeBase64 { return }
    refusals.append(
      check.refusal(
        .thinkingSignature, variant, at: path, doubt: isEmpty ? nil : .evidence, ["place": path.dotted],
        remedy: "Send the block as the API returned it, or leave it out."))
  }

  // MARK: Results

  mutating func lookAt(_ result: ToolResultBlock, _ number: Int, _ index: Int) {
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
