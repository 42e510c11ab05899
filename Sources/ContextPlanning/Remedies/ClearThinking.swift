import RequestCounting

extension RemedySearch {
  /// Lets the API clear all but the last turn's thinking.
  mutating func clearThinking() throws(PlanError) {
    guard plan.shares.contains(where: { $0.kind == .thinking && $0.count.tokens > 0 }) else { return }
    try keep(
      .clearThinking(ContextEdit.ClearThinking(keep: 1)), "clear_thinking_20251015",
      "let the API clear all but the last turn's thinking")
  }
}
