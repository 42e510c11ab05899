package import MessagesAPI
package import ModelCatalog

/// Counts a conversation turn by turn: what a turn costs depends on itself and on little else.
///
/// The parts of a request are the head (frame, tools, system prompt), its turns, the settings, and doubts about the
/// whole. ``RequestCounter`` adds them up in one go; here each can be had alone, by the same code.
package struct TurnCounter: Sendable {
  private let rules: ModelRules
  /// A count of the head with nothing in it yet.
  private var empty: PromptPricing
  /// The last byte of the system prompt, which settings look at.
  private let systemEnd: UInt8?
  /// What the head costs and is, without and with results in the conversation.
  private let heads: [Bool: (count: TokenCount, content: ContentClass)]

  /// What else a turn's cost depends on.
  package struct Place: Sendable, Equatable {
    /// Whether no question follows: the thinking of the running loop is seen again.
    package var isLoop = false
    /// Whether the turn before ends in results.
    package var followsResult = false
    package var isLast = false
    /// Whether there is no other turn.
    package var isAlone = false
    /// Whether an earlier turn has paid for citations.
    package var hasCitations = false
    /// The calls of the answer before, names by id.
    package var calls: [String: String] = [:]

    package init() {}
  }

  /// What a turn costs, and what others must know of it.
  package struct Outcome: Sendable {
    package var count = TokenCount(0)
    /// What makes it hard to count.
    package var content = ContentClass.text
    package var endsInResult = false
    package var loopThinking = 0
    package var partialThinking = 0
    /// What parts that were not read may cost beyond their numbers.
    package var unread = 0
    /// Whether the instructions on citations stand here.
    package var paysForCitations = false
    /// Whether white space at its end was free because it stands last.
    package var hasFreeEnd = false

    package init() {}
  }

  /// - Parameter head: a request; its messages are not looked at.
  package init(
    _ counter: RequestCounter, head: MessagesRequest, model: ResolvedModel, context: CountContext
  ) throws(CountError) {
    var head = head
    head.messages = []
    rules = try counter.rules(for: model)
    empty = PromptPricing(head, rules, context, today: counter.catalog.date)
    var heads: [Bool: (count: TokenCount, content: ContentClass)] = [:]
    var end: UInt8?
    for hasResult in [false, true] {
      var request = head
      if hasResult { request.messages = [Message(role: .user, [.toolResult(toolUseID: "", nil)])] }
      var pricing = PromptPricing(request, rules, context, today: counter.catalog.date)
      pricing.addFrame()
      pricing.addTools()
      pricing.addSystem()
      pricing.countTexts()
      heads[hasResult] = (TokenCount(sumOf: pricing.parts.lazy.map(\.count)), .hardest(of: pricing.parts))
      end = pricing.systemEnd
    }
    self.heads = heads
    systemEnd = end
  }

  /// Takes what the API said of thinking; turns that are counted from now on are priced by it.
  package mutating func learn(thinkingTokens: [String: Int] = [:], keptThinking: [String: Int] = [:]) {
    empty.context.thinkingTokens.merge(thinkingTokens) { _, new in new }
    empty.context.keptThinking.merge(keptThinking) { _, new in new }
  }

  /// What it was told of thinking, by signature.
  package var learned: (thinkingTokens: [String: Int], keptThinking: [String: Int]) {
    (empty.context.thinkingTokens, empty.context.keptThinking)
  }

  /// Whether the law strips thinking by where the last question stands.
  package var dependsOnLoop: Bool { rules.law == .classic }
  /// Whether white space at the end of the last turn may be free.
  package var dependsOnLast: Bool { rules.law == .recent && rules.freeEnds.count > 1 }

  /// Counts messages of one role that follow each other. O(n) in them.
  package func count(_ messages: [Message], _ place: Place) -> Outcome {
    var start = 0
    guard let turn = Turn.next(&start, in: messages) else { return Outcome() }
    var pricing = empty
    pricing.hasCitations = place.hasCitations
    var outcome = Outcome()
    outcome.endsInResult = pricing.add(turn, place)
    pricing.countTexts()
    outcome.count = TokenCount(sumOf: pricing.parts.lazy.map(\.count))
    outcome.content = .hardest(of: pricing.parts)
    outcome.loopThinking = pricing.loopThinking
    outcome.partialThinking = pricing.partialThinking
    outcome.unread = pricing.unread
    outcome.paysForCitations = pricing.hasCitations && !place.hasCitations
    outcome.hasFreeEnd = pricing.parts.contains { $0.rule == .trailingWhiteSpace }
    return outcome
  }

  /// What a conversation says of itself as a whole.
  package struct Conversation: Sendable, Hashable {
    package var hasResult = false
    package var hasCitations = false
    package var hasUnclassicRole = false
    package var loopThinking = 0
    package var partialThinking = 0
    /// What parts that were not read may cost beyond their numbers.
    package var unread = 0
    package var firstRole: Role?
    package var lastRole: Role?
    package var endsInResult = false

    package init() {}
  }

  /// Everything but the turns, the doubts about the whole left out. O(settings); the head is counted once and kept.
  package func countAround(_ conversation: Conversation) -> TokenCount {
    let around = TokenCount(sumOf: self.around(conversation).parts.lazy.map(\.count))
    return TokenCount(sumOf: [heads[conversation.hasResult]?.count ?? TokenCount(0), around])
  }

  /// What makes everything but the turns hard to count. O(settings).
  package func contentAround(_ conversation: Conversation) -> ContentClass {
    .harder(heads[conversation.hasResult]?.content ?? .text, .hardest(of: around(conversation).parts))
  }

  private func around(_ conversation: Conversation) -> PromptPricing {
    var pricing = self.pricing(conversation)
    pricing.systemEnd = systemEnd
    pricing.hasCitations = conversation.hasCitations
    pricing.loopThinking = conversation.loopThinking
    pricing.partialThinking = conversation.partialThinking
    if rules.law == .classic {
      if conversation.firstRole == .assistant { pricing.add(.leadingAssistant, at: .message(0), role: .assistant) }
      if let role = conversation.lastRole {
        let last = Turn(role: role, path: .messages, items: [])
        pricing.addClassicEnd(last, followsResult: conversation.endsInResult)
      }
    }
    pricing.addSettings()
    return pricing
  }

  /// The count of a whole whose turns and surroundings add up to `sum`: with the doubts that depend on it.
  package func total(_ sum: TokenCount, _ conversation: Conversation) -> TokenCount {
    var pricing = self.pricing(conversation)
    pricing.addText(sum.tokens, as: .text, at: .messages)
    pricing.addDoubts()
    let doubts = pricing.parts.dropFirst().map(\.count)
    // Each turn was counted as if nothing else were unread.
    let excess = max(conversation.unread - pricing.unreadLimit, 0)
    let (below, above) = (sum.tokens - sum.bounds.lowerBound, sum.bounds.upperBound - sum.tokens)
    let capped = TokenCount(sum.tokens, below: below, above: above - excess, basis: sum.basis)
    return TokenCount(sumOf: [capped] + doubts).asTotal
  }

  /// The head with stand-ins for messages: as few as settings and doubts need to see.
  private func pricing(_ conversation: Conversation) -> PromptPricing {
    var pricing = empty
    if conversation.hasUnclassicRole { pricing.request.messages.append(Message(role: .system, "")) }
    if let role = conversation.lastRole { pricing.request.messages.append(Message(role: role, "")) }
    return pricing
  }
}
