import MessagesAPI
import RequestCounting

extension RemedySearch {
  /// Lets the API clear all but the last three results.
  mutating func clearToolUses() throws(PlanError) {
    guard try allCalls().count > 3 else { return }
    let edit = ContextEdit.clearToolUses(toolUsesToClear)
    let made = try cleared()
    try keep(
      edit, made, "clear_tool_uses_20250919", "let the API clear all but the last 3 tool results",
      asking(for: edit, of: request), headers: headers(for: edit), firstChange: made.outcome.firstChange)
  }

  /// The edit with the API's own defaults, which begins early enough to clear this request.
  var toolUsesToClear: ContextEdit.ClearToolUses {
    var edit = ContextEdit.ClearToolUses()
    if plan.input.total.tokens <= 100_000 { edit.trigger = .inputTokens(plan.input.total.tokens / 2) }
    return edit
  }
}
