import MessagesAPI
import RequestCounting

/// How long a conversation may go on like this: by its own growth.
public struct Forecast: Sendable, Hashable {
  /// Mean tokens that one turn adds: a message of the user, or results, and the answer to it.
  public let tokensPerTurn: Int
  /// Whole turns until the input and `max_tokens` no longer fit; 0 where they do not now.
  public let turnsUntilFull: Int
  /// Whole turns until the API compacts, where the request asks for it.
  public let turnsUntilCompaction: Int?
}

extension Forecast {
  /// Nil before the first answer: there is no growth to go by. O(messages).
  init?(of plan: Plan, _ request: MessagesRequest, _ costs: MessageTokens, _ resolved: ResolvedPolicy) {
    let messages = request.messages
    // By index: walking over messages themselves would copy each.
    let answers = messages.indices.count { messages[$0].role == .assistant }
    guard answers > 0 else { return nil }
    // What was asked after the last answer belongs to a turn that is not over.
    let last = messages.indices.last { messages[$0].role == .assistant } ?? 0
    let growth = costs.tokens[...last].reduce(0, +) / answers
    guard growth > 0 else { return nil }
    tokensPerTurn = growth
    turnsUntilFull = max(plan.headroom, 0) / growth
    let trigger = (request.contextManagement?.edits ?? []).lazy
      .compactMap { edit -> Int? in
        guard case .compact(let compact)? = ContextEdit(edit, keepsThinking: true) else { return nil }
        return compact.trigger
      }.first
    turnsUntilCompaction = trigger.map { max($0 - plan.input.total.tokens, 0) / growth }
  }

  /// Mean tokens of an answer; nil before the first.
  static func meanAnswer(_ request: MessagesRequest, _ costs: MessageTokens) -> Int? {
    let answers = request.messages.indices.filter { request.messages[$0].role == .assistant }
    return answers.isEmpty ? nil : answers.reduce(0) { $0 + costs.tokens[$1] } / answers.count
  }
}
