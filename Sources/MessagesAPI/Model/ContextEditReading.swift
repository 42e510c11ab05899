import JSONText

/// The thinking of earlier turns that `clear_thinking_20251015` leaves in a conversation.
package enum ThinkingKept: Sendable, Equatable {
  /// That of every turn.
  case all
  /// That of so many of the assistant's turns from the end that have any.
  case turns(Int)
  /// What the model keeps unless told otherwise.
  case modelDefault
}

extension ContextManagement.Edit {
  /// What the edit leaves of earlier thinking; nil for an edit of another kind.
  ///
  /// `keep` is `"all"`, `{"type": "all"}` or `{"type": "thinking_turns", "value": 2}`. What is missing or odd is the
  /// model's default.
  package var thinkingKept: ThinkingKept? {
    guard type == "clear_thinking_20251015" else { return nil }
    guard let keep = json["keep"] else { return .modelDefault }
    if keep.isText("all") || keep["type"]?.isText("all") == true { return .all }
    return keep["value"]?.int.map { .turns(max($0, 0)) } ?? .modelDefault
  }

  /// Where `compact_20260112` compacts unless told otherwise, in tokens of input (API documentation, 2026-01-12).
  package static let usualCompactionTrigger = 150_000

  /// From how many tokens of input on `compact_20260112` compacts; nil for an edit of another kind.
  package var compactionTrigger: Int? {
    guard type == "compact_20260112" else { return nil }
    return max(json["trigger"]?["value"]?.int ?? Self.usualCompactionTrigger, 0)
  }
}
