public import MessagesAPI
import RequestCounting
public import SessionReading

// What the API counted corrects the ledger: all that its messages do not show is in it.

extension ConversationLedger {
  /// What the API counted, and what the ledger made of the same messages.
  struct Measurement: Sendable {
    let tokens: Int
    let counted: TokenCount
    /// How many messages it had.
    let messages: Int
    /// These messages, where they have been edited since.
    private(set) var kept: TurnSequence?

    init(_ tokens: Int, _ counted: TokenCount, messages: Int) {
      (self.tokens, self.counted, self.messages) = (tokens, counted, messages)
    }

    /// Keeps the turns as they were, before the message at an index changes. O(1); the first edit copies what it changes.
    mutating func keep(_ turns: TurnSequence, before index: Int) {
      if kept == nil, index <= messages { kept = turns }
    }
  }

  /// Appends an answer with the API's usage of the call that it answers.
  ///
  /// The usage is the truth of the conversation so far: from then on ``input`` is what the API counted and what has come
  /// since. The answer's thinking is priced by what usage says of it.
  ///
  /// ```swift
  /// ledger.append(answer, usage: SessionUsage(prompt: 31_309, output: 138))
  /// ledger.measured                       // 31_309
  /// ledger.input.tokens                   // 31_309, and the answer
  /// ```
  ///
  /// - Parameters:
  ///   - answer: all blocks of the answer.
  ///   - usage: input with cache reads and writes, and the output of the finished answer.
  /// - Returns: whether the usage was believed: the sum of several passes, and fewer tokens than the messages take at
  ///   least, are not.
  ///
  /// O(the answer).
  @discardableResult
  public mutating func append(_ answer: Message, usage: SessionUsage) -> Bool {
    let counted = countedInput
    let isBelieved =
      usage.isSinglePass && UsageReading.isSane(usage.prompt) && usage.prompt >= counted.bounds.lowerBound
    if isBelieved { measurement = Measurement(usage.prompt, counted, messages: count) }
    // The model is known: the ledger counts with it.
    let evidence = AnswerEvidence(answer, usage, to: lastMessage, prices, model: spelling, betas: nil)
    counter.learn(thinkingTokens: evidence.thinkingTokens, keptThinking: evidence.keptThinking)
    append(evidence.answer)
    return isBelieved
  }

  /// What the API counted at the last call whose usage was believed; nil before the first.
  public var measured: Int? { measurement?.tokens }

  private var lastMessage: Message? { turns.last.flatMap { turns[$0].messages.last } }
}

extension TokenCount {
  /// What was measured, and what has come since: only the difference is in doubt. What has gone leaves its doubt, the
  /// other way round.
  init(_ measured: Int, with now: TokenCount, since then: TokenCount) {
    let below = now.tokens - now.bounds.lowerBound - (then.tokens - then.bounds.lowerBound)
    let above = now.bounds.upperBound - now.tokens - (then.bounds.upperBound - then.tokens)
    let growth = now.tokens - then.tokens
    let isCertain = below == 0 && above == 0
    self.init(
      measured + growth, below: max(below, 0) + max(-above, 0), above: max(above, 0) + max(-below, 0),
      basis: growth == 0 && isCertain ? .measured : isCertain ? .exact : now.basis)
  }
}
