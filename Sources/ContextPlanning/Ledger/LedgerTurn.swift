import MessagesAPI
import RequestCounting

/// A turn of a ledger: its messages, and what it costs where it stands.
struct LedgerTurn: Sendable {
  let messages: [Message]
  let role: Role
  private(set) var place = TurnCounter.Place()
  private(set) var outcome = TurnCounter.Outcome()
  /// Whether it is the user's and more than answers to calls.
  let isQuestion: Bool
  let hasThinking: Bool
  /// Whether it would pay for the instructions on citations if it were the first to need them.
  private(set) var mayPay = false
  /// Results; more than one cost by the names of the tools they answer.
  let results: Int

  /// Messages of one role; they are not counted yet.
  init(_ messages: [Message]) {
    self.messages = messages
    role = messages.first?.role ?? .user
    var (isQuestion, hasThinking, results) = (false, false, 0)
    for message in messages {
      guard case .blocks(let blocks) = message.content else {
        isQuestion = true
        continue
      }
      for block in blocks {
        switch block {
        case .toolResult: results += 1
        case .clientNote: break
        case .text, .image, .document, .searchResult, .toolUse, .serverToolUse, .mcpToolUse, .mcpToolResult,
          .serverToolResult, .thinking, .redactedThinking, .toolReference, .toolAddition, .toolRemoval,
          .containerUpload, .compaction, .unknown:
          isQuestion = true
        }
        if block.isThinking { hasThinking = true }
      }
    }
    self.isQuestion = isQuestion && role == .user
    self.hasThinking = hasThinking
    self.results = results
  }

  /// Takes over a count.
  mutating func settle(_ outcome: TurnCounter.Outcome, at place: TurnCounter.Place) {
    self.outcome = outcome
    self.place = place
    if !place.hasCitations { mayPay = outcome.paysForCitations }
  }

  /// The names of the tools it calls, by the calls' ids.
  var calls: [String: String] {
    var names: [String: String] = [:]
    for message in messages {
      guard case .blocks(let blocks) = message.content else { continue }
      for case .toolUse(let call) in blocks { names[call.id] = call.name }
    }
    return names
  }

  /// What it adds to the sums of the conversation.
  var tally: LedgerTally {
    LedgerTally(
      turns: 1, messages: messages.count, tokens: outcome.count.tokens, lower: outcome.count.bounds.lowerBound,
      upper: outcome.count.bounds.upperBound, modelled: outcome.count.basis == .modelled ? 1 : 0,
      assumed: outcome.count.basis == .assumed ? 1 : 0, questions: isQuestion ? 1 : 0, thinking: hasThinking ? 1 : 0,
      paying: mayPay ? 1 : 0, results: results, unclassic: role == .user || role == .assistant ? 0 : 1,
      loopThinking: outcome.loopThinking, partialThinking: outcome.partialThinking, unread: outcome.unread,
      tools: outcome.content == .tools ? 1 : 0, thought: outcome.content == .thinking ? 1 : 0,
      serverTools: outcome.content == .serverTools ? 1 : 0, media: outcome.content == .media ? 1 : 0)
  }
}

/// Sums over turns.
struct LedgerTally: Sendable, Equatable {
  var turns = 0
  var messages = 0
  var tokens = 0
  var lower = 0
  var upper = 0
  var modelled = 0
  var assumed = 0
  var questions = 0
  var thinking = 0
  var paying = 0
  var results = 0
  var unclassic = 0
  var loopThinking = 0
  var partialThinking = 0
  var unread = 0
  // Turns by what makes them hard to count.
  var tools = 0
  var thought = 0
  var serverTools = 0
  var media = 0

  static func += (left: inout LedgerTally, right: LedgerTally) { left.add(right, 1) }
  static func -= (left: inout LedgerTally, right: LedgerTally) { left.add(right, -1) }

  private mutating func add(_ other: LedgerTally, _ sign: Int) {
    turns += sign * other.turns
    messages += sign * other.messages
    tokens += sign * other.tokens
    lower += sign * other.lower
    upper += sign * other.upper
    modelled += sign * other.modelled
    assumed += sign * other.assumed
    questions += sign * other.questions
    thinking += sign * other.thinking
    paying += sign * other.paying
    results += sign * other.results
    unclassic += sign * other.unclassic
    loopThinking += sign * other.loopThinking
    partialThinking += sign * other.partialThinking
    unread += sign * other.unread
    tools += sign * other.tools
    thought += sign * other.thought
    serverTools += sign * other.serverTools
    media += sign * other.media
  }

  /// The hardest of the turns.
  var content: ContentClass {
    media > 0 ? .media : serverTools > 0 ? .serverTools : thought > 0 ? .thinking : tools > 0 ? .tools : .text
  }

  /// The turns' count. Sums of totals never are `calibrated` or `measured`.
  var count: TokenCount {
    let basis: Basis = assumed > 0 ? .assumed : modelled > 0 ? .modelled : .exact
    return TokenCount(tokens, below: tokens - lower, above: upper - tokens, basis: basis)
  }
}
