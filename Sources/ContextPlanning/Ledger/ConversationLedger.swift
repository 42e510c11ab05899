public import MessagesAPI
import ModelCatalog
public import RequestCounting

/// A conversation that grows, with its count at every step: for agents.
///
/// ```swift
/// var ledger = try ConversationLedger(request, planner: planner)
/// ledger.append(answer)
/// ledger.append(results)
/// ledger.headroom                       // tokens that are left, at a cost proportional to what was appended
/// var other = ledger                    // a branch: shares everything until it changes
/// try other.remove(at: 4)
/// ```
///
/// ``input`` always equals the count of ``request`` as a whole: what the API reads as one turn is counted as one, and a
/// change counts those turns again whose cost it touches.
///
/// A step costs O(what changes) and O(n / 64) additions to find its place. What touches more: a question of the user ends
/// the running loop, whose thinking is stripped then by models that strip it (each turn at most once); removing a
/// question brings it back.
public struct ConversationLedger: Sendable {
  /// The window, on the policy's day.
  public let window: ContextWindow
  /// Tokens of output to reserve.
  public var maxTokens: Int
  /// The share of conversations whose input may exceed what ``headroom`` takes it for; nil goes by the upper bound.
  public var risk: Double?
  private let head: MessagesRequest
  private let budget: BudgetText?
  var counter: TurnCounter
  let prices: RequestCounter
  let spelling: String
  /// What the API counted last, and of what.
  var measurement: Measurement?
  var turns = TurnSequence()
  /// The last question of the user; nil where there is none, or it has to be looked for.
  var lastQuestion: TurnSequence.Position?
  /// What the turns say of the conversation as a whole, and what that costs.
  var around: (conversation: TurnCounter.Conversation, count: TokenCount)

  /// Begins with a request, whose messages are counted once. Edits that it asks the API for are not simulated.
  ///
  /// - Throws: where the model or its window is not known.
  public init(
    _ request: MessagesRequest, planner: Planner, policy: PlanPolicy = PlanPolicy()
  ) throws(PlanError) {
    let resolved = try ResolvedPolicy(request, policy, planner.catalog)
    window = try ContextWindow(of: resolved.model, on: resolved.day, betas: resolved.betas, policy: policy)
    budget = BudgetText(for: resolved.model, window: window.tokens)
    maxTokens = resolved.maxTokens
    risk = policy.risk
    prices = planner.counter
    spelling = resolved.resolvedModel.spelling
    var head = request
    head.messages = []
    self.head = head
    do {
      counter = try TurnCounter(planner.counter, head: head, model: resolved.countedModel, context: policy.context)
    } catch {
      throw PlanError(error)
    }
    let conversation = TurnCounter.Conversation()
    around = (conversation, counter.countAround(conversation))
    for message in request.messages { append(message) }
  }

  // MARK: What it says

  /// `input_tokens` of the conversation as it is: from what the API counted last, where ``append(_:usage:)`` told it.
  /// O(1).
  public var input: TokenCount {
    let counted = countedInput
    return measurement.map { TokenCount($0.tokens, with: counted, since: $0.counted) } ?? counted
  }

  /// What the messages count by themselves.
  var countedInput: TokenCount {
    counter.total(TokenCount(sumOf: [around.count, turns.tally.count]), around.conversation)
  }

  /// What is left of the window when the input is as large as it may be, by its upper bound or at the ``risk``, and all of
  /// ``maxTokens`` is written.
  public var headroom: Int {
    let reserved = min(max(maxTokens, 0), PlanPolicy.mostTokens)
    return window.tokens - (riskLimit?.tokens ?? input.bounds.upperBound) - reserved
  }

  /// The limit that the input exceeds at the ``risk``; nil without one. O(settings).
  ///
  /// Once the API has counted an answer, only what has come since is in doubt: the records of growth decide.
  public var riskLimit: RiskLimit? {
    risk.map { risk in
      let content: ContentClass =
        measurement == nil ? .harder(turns.tally.content, counter.contentAround(around.conversation)) : .growth
      return prices.limit(of: input, measured: measurement?.tokens ?? 0, content: content, at: risk)
    }
  }

  /// How many messages there are.
  public var count: Int { turns.tally.messages }

  /// The request with all messages. O(n).
  public var request: MessagesRequest {
    var request = head
    request.messages = turns.messages
    return request
  }

  /// What the model is told at the start, and after a tool call at this point; nil for models that are not told.
  public var budgetTexts: (opening: String, warning: String)? {
    budget.map { ($0.opening, $0.warning(used: input.tokens)) }
  }

  // MARK: Steps

  /// Appends a message. One of the role of the last joins its turn, which is counted again.
  public mutating func append(_ message: Message) {
    if let last = turns.last, turns[last].role == message.role {
      rebuild(last, through: last, turns[last].messages + [message])
    } else {
      let before = turns.last
      turns.append(LedgerTurn([message]))
      settle(from: before ?? turns.last, new: 1)
    }
  }

  /// Replaces the message at an index.
  public mutating func replace(at index: Int, with message: Message) throws(PlanError) {
    try edit(at: index) { messages, offset in messages[offset] = message }
  }

  /// Removes the message at an index; turns of one role that then meet become one.
  public mutating func remove(at index: Int) throws(PlanError) {
    try edit(at: index) { messages, offset in messages.remove(at: offset) }
  }

  /// Puts a message before the one at an index; at the end it is appended.
  public mutating func insert(_ message: Message, at index: Int) throws(PlanError) {
    if index == count { return append(message) }
    try edit(at: index) { messages, offset in messages.insert(message, at: offset) }
  }

  private mutating func edit(
    at index: Int, _ change: (inout [Message], Int) -> Void
  ) throws(PlanError) {
    guard let (position, offset) = turns.find(message: index) else {
      throw PlanError(
        .noSuchMessage, at: .message(index), "\(index)", "there are \(count) messages",
        remedy: "Give an index from 0 to \(max(count - 1, 0)).")
    }
    // The neighbours come along: they may become one turn with what changes.
    measurement?.keep(turns, before: index)
    let before = turns.position(before: position)
    let after = turns.position(after: position)
    var messages = before.map { turns[$0].messages } ?? []
    let start = messages.count
    messages += turns[position].messages
    change(&messages, start + offset)
    if let after { messages += turns[after].messages }
    rebuild(before ?? position, through: after ?? position, messages)
  }

}
