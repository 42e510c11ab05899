/// What an answer's usage tells of one of its blocks that does not tell its own length; no part of the API's body.
package enum UsageEvidence: Sendable, Equatable {
  /// Tokens of thinking, as the API named them (`thinking_tokens`).
  case thinkingTokens(Int)
  /// The answer's output less what can be counted of it, as later requests keep it.
  case output(Int)
}
