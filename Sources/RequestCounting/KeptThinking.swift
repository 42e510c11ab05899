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
  /// - Returns: nil where the answer has no thinking, or where the numbers do not fit the length of it.
  ///
  /// A signature that nobody can read says nothing of the length: only too small a number does not fit then.
  ///
  /// Cost: O(n) in the two messages.
  public func keptThinking(
    in answer: Message, to previous: Message?, outputTokens: Int, model: String, betas: [String]? = nil
  ) throws(CountError) -> Int? {
    guard case .blocks(let blocks) = answer.content else { return nil }
    let evidence = blocks.compactMap { block in
      switch block {
      case .thinking(let thinking): ThinkingEvidence(thinking)
      // Its length is of another form: the output tells more.
      case .redactedThinking: ThinkingEvidence(ThinkingBlock(thinking: "", signature: nil))
      default: nil
      }
    }
    if evidence.isEmpty { return nil }
    let rules = try rules(for: try resolve(model, substitute: nil))
    let kept =
      try unseenOutput(of: answer, to: previous, outputTokens: outputTokens, model: model, betas: betas)
      + rules.answerOutput.beyond
    let slack = 20 * evidence.count
    let least = evidence.reduce(0) { $0 + Double($1.bytes ?? $1.shownBytes) } / rules.thinking.mostBytesPerToken
    guard kept >= Int(least) - slack else { return nil }
    if evidence.allSatisfy({ $0.bytes != nil }) {
      let most = evidence.reduce(0) { $0 + Double($1.bytes ?? 0) } / rules.thinking.leastBytesPerToken
      guard kept <= Int(most) + slack else { return nil }
    }
    return max(kept, 0)
  }

  /// What an answer's output has beyond what can be counted of it: thinking, and blocks that nobody knows. Negative where
  /// the client has sent more than the model wrote.
  ///
  /// O(n) in the two messages.
  package func unseenOutput(
    of answer: Message, to previous: Message?, outputTokens: Int, model: String, betas: [String]? = nil
  ) throws(CountError) -> Int {
    let resolved = try resolve(model, substitute: nil)
    let rules = try rules(for: resolved)
    // The visible part: the same answer with thinking that costs nothing in the place of what is not seen.
    let mark = RequestText("kept")
    var context = CountContext(betas: betas)
    context.keptThinking = [mark.string: 0]
    let visible = answer.blocks.map { block in
      switch block {
      case .thinking, .redactedThinking, .unknown: ContentBlock.thinking(ThinkingBlock(thinking: "", signature: mark))
      default: block
      }
    }
    var request = MessagesRequest(model: model, messages: previous.map { [$0] } ?? [])
    request.thinking = Thinking(type: "adaptive")
    let before = try countOnly(request, model: resolved, context: context).total.tokens
    request.messages.append(Message(role: .assistant, visible))
    let after = try countOnly(request, model: resolved, context: context).total.tokens
    let endsInCall = if case .toolUse? = answer.blocks.last { true } else { false }
    return outputTokens - (endsInCall ? rules.answerOutput.calls : rules.answerOutput.text) - (after - before)
  }
}
