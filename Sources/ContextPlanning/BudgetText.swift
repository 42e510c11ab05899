public import ModelCatalog

/// What a model with context awareness reads of its window.
///
///     let text = BudgetText(window: 200_000)
///     text.opening               // <budget:token_budget>200000</budget:token_budget>
///     text.warning(used: 35_000) // <system_warning>Token usage: 35000/200000; 165000 remaining</system_warning>
///
/// Sonnet 4.5, Haiku 4.5, Sonnet 4.6 and Sonnet 5 get the opening in the system prompt and the warning after each tool
/// call. What the texts cost is not documented; counts of recorded requests hold it already.
public struct BudgetText: Sendable, Hashable {
  /// Tokens.
  public let window: Int

  /// The texts for a window of so many tokens.
  public init(window: Int) { self.window = window }

  /// Nil where the model is not told, or nobody knows whether it is.
  public init?(for model: Model, window: Int) {
    guard model.hasContextAwareness == true else { return nil }
    self.window = window
  }

  /// At the start of the conversation.
  public var opening: String { "<budget:token_budget>\(window)</budget:token_budget>" }

  /// After a tool call.
  public func warning(used: Int) -> String {
    "<system_warning>Token usage: \(used)/\(window); \(max(window - used, 0)) remaining</system_warning>"
  }
}
