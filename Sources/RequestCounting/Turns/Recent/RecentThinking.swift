import MessagesAPI

// Blocks of earlier thinking as Opus 4.7 and later models see them again: what counts is the encrypted thinking, whatever
// is shown.

extension PromptPricing {
  /// Adds a block of an answer.
  ///
  /// - Returns: whether the joint with a call behind it is in the price.
  mutating func addThinking(_ block: ThinkingBlock, at path: RequestPath, role: Role) -> Bool {
    if let tokens = kept(block) {
      addMeasuredThinking(.thinkingFromOutput, block, tokens: tokens, at: path, role: role)
      return true
    }
    if let tokens = supplied(block) {
      let tokens = tokens * rules.thinking.suppliedFactor
      addMeasuredThinking(.thinkingSupplied, block, tokens: tokens, at: path, role: role)
      return false
    }
    let evidence = ThinkingEvidence(block)
    guard let bytes = evidence.bytes else {
      let shown = count(block.thinking, .inside)
      let most = mostTokens(evidence, factor: ThinkingEvidence.largestFactor)
      add(.thinkingUnsigned, at: path, role: role, text: shown, above: max(2 * shown, most - shown))
      return false
    }
    if evidence.isInFull, rules.thinking.showsInFull {
      add(.thinkingInView, at: path, role: role, text: count(block.thinking, .inside))
      return false
    }
    let rule: CountingRule = evidence.shownBytes == 0 ? .thinkingHidden : .thinkingSummarised
    addHiddenThinking(rule, bytes: bytes, frame: rules.thinking.hiddenBase, at: path, role: role)
    return false
  }
}
