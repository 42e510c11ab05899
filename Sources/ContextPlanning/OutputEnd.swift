/// How an answer ends if the model does not end it itself.
///
///     var policy = PlanPolicy()
///     policy.outputSoFar = 1_200          // tokens that have been streamed
///     plan.outputEnd?.stopReason          // "model_context_window_exceeded"
///     plan.outputEnd?.tokensLeft          // 340
public struct OutputEnd: Sendable, Hashable {
  /// The API's name for it: `max_tokens`, or `model_context_window_exceeded` where the window is full before.
  public let stopReason: String
  /// Tokens of output until then, counted from the answer's start, at least: the input may be as large as its upper bound.
  public let tokens: Int
  /// What of them is left.
  public let tokensLeft: Int
}

extension Plan {
  /// How the answer ends at the latest; nil where the request is refused, or has no `max_tokens`.
  func end(outputSoFar: Int) -> OutputEnd? {
    if verdict == .refused || maxTokens == 0 { return nil }
    let room = max(window.tokens - mostInput - (growth?.most ?? 0), 0)
    let isFull = room < maxTokens
    let tokens = min(room, maxTokens)
    return OutputEnd(
      stopReason: isFull ? "model_context_window_exceeded" : "max_tokens", tokens: tokens,
      tokensLeft: max(tokens - max(outputSoFar, 0), 0))
  }
}
