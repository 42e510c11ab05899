import MessagesAPI
import RequestCounting

/// How long a conversation may go on like this: by its own growth, of which the last turns weigh most.
///
///     plan.forecast?.tokensPerTurn     // 458
///     plan.forecast?.nextTurn          // 96...1360: four of five turns are within
///
/// A turn is an answer and what the user, or a tool, says to it: what a prompt grows by from one call to the next.
public struct Forecast: Sendable, Hashable {
  /// Tokens that a turn adds: the exponential mean of those so far.
  public let tokensPerTurn: Int
  /// What the next turn adds in ``coveragePercent`` of a hundred cases.
  public let nextTurn: ClosedRange<Int>
  /// Whole turns until the input and `max_tokens` no longer fit; 0 where they do not now.
  public let turnsUntilFull: Int
  /// Whole turns until the API compacts, where the request asks for it.
  public let turnsUntilCompaction: Int?

  /// How many of a hundred next turns are within ``nextTurn``: learned on 2,144 turns of 171 recorded sessions (January to
  /// October 2026). Learned with one session left out at a time, the range holds 79.9% of that session's turns.
  public static let coveragePercent = 80
}

extension Forecast {
  /// Nil before the first answer: there is no growth to go by. O(messages).
  ///
  /// - Parameter raw: tokens by message before the edits that the request asks the API for: they clear what was, not what
  ///   comes.
  init?(of plan: Plan, _ request: MessagesRequest, _ raw: MessageTokens, _ resolved: ResolvedPolicy) {
    let turns = Self.turns(of: request, raw)
    guard !turns.isEmpty else { return nil }
    let growth = Self.mean(of: turns)
    tokensPerTurn = growth
    nextTurn = Self.range(around: growth)
    turnsUntilFull = max(plan.headroom, 0) / growth
    let trigger = (request.contextManagement?.edits ?? []).lazy
      .compactMap { edit -> Int? in
        guard case .compact(let compact)? = ContextEdit(edit, keepsThinking: true) else { return nil }
        return compact.trigger
      }.first
    turnsUntilCompaction = trigger.map { max($0 - plan.input.total.tokens, 0) / growth }
  }

  /// What each turn so far added, the first one first; of a conversation of one answer all that there is.
  static func turns(of request: MessagesRequest, _ costs: MessageTokens) -> [Int] {
    // By index: walking over messages themselves would copy each.
    let answers = request.messages.indices.filter { request.messages[$0].role == .assistant }
    guard let last = answers.last else { return [] }
    var turns = zip(answers, answers.dropFirst()).map { costs.tokens[$0..<$1].reduce(0, +) }
    // What stands behind the last answer was sent, or is about to be.
    if last < request.messages.count - 1 { turns.append(costs.tokens[last...].reduce(0, +)) }
    return turns.isEmpty ? [costs.tokens[...last].reduce(0, +)] : turns
  }

  // MARK: The mean and its range

  /// A turn of the middle: the median of the recorded ones. It stands for one turn before the first.
  private static let usualTurn = 450
  /// What a turn weighs against the one behind it, in tenths.
  private static let decay = 8
  /// A tenth of the recorded turns were less than so many hundredths of the mean before them, and a tenth more.
  private static let (low, high) = (21, 297)

  /// The exponential mean of what turns added, at least 1.
  static func mean(of turns: [Int]) -> Int {
    var (sum, weight) = (Double(usualTurn), 1.0)
    for turn in turns {
      sum = sum * Double(decay) / 10 + Double(turn)
      weight = weight * Double(decay) / 10 + 1
    }
    return max(Int((sum / weight).rounded()), 1)
  }

  /// What the next turn is within.
  static func range(around mean: Int) -> ClosedRange<Int> { mean * low / 100...(mean * high + 99) / 100 }

  /// Mean tokens of an answer; nil before the first.
  static func meanAnswer(_ request: MessagesRequest, _ costs: MessageTokens) -> Int? {
    var (sum, answers) = (0, 0)
    for index in request.messages.indices where request.messages[index].role == .assistant {
      sum += costs.tokens[index]
      answers += 1
    }
    return answers == 0 ? nil : sum / answers
  }
}
