/// How full a window may get before something is to be done.
///
///     var policy = PlanPolicy()
///     policy.goal = .percent(80)        // remedies from four fifths of the window on, and down to there
public enum PlanGoal: Sendable, Hashable {
  /// A share of the window, in hundredths.
  case percent(Int)
  /// Tokens of input.
  case tokens(Int)

  /// The most input in a window of that size.
  public func tokens(of window: ContextWindow) -> Int {
    switch self {
    case .percent(let share):
      window.tokens / 100 * min(max(share, 0), 100) + window.tokens % 100 * min(max(share, 0), 100) / 100
    case .tokens(let tokens): max(tokens, 0)
    }
  }
}

/// How little of a request is left when everything is done that can be.
public struct PlanFloor: Sendable, Hashable {
  /// The least that the input's upper bound can become: by one's own edits, or by any remedy that was tried and keeps the
  /// model.
  public let tokens: Int
  /// The most that it may be: the goal, or where there is none what the window leaves beside `max_tokens`.
  public let most: Int
  /// Whether that can be reached. Where it cannot, compacting again and again frees nothing more.
  public var isReachable: Bool { tokens <= most }
}
