import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting

extension RemedySearch {
  /// Whether the API can summarise the conversation: Claude 4.6 and later, and it must still fit.
  private var canCompact: Bool {
    guard let first = CalendarDay("2026-02-05"), let released = resolved.model.released else { return false }
    return released >= first && plan.input.total.bounds.upperBound <= plan.window.tokens
  }

  /// Lets the API replace the conversation by a summary, from a trigger on.
  mutating func compact() throws(PlanError) {
    guard canCompact, plan.input.total.tokens > 50_000 else { return }
    var edit = ContextEdit.Compact()
    if plan.input.total.tokens <= edit.trigger { edit.trigger = 50_000 }
    try keep(
      .compact(edit), "compact_20260112", "let the API replace the conversation by a summary", pricing: summarising)
  }

  /// A pass more, which reads all that there is and writes the summary; and nothing of the messages is in the cache then.
  private func summarising(_ course: inout CostCourse?) {
    course?.read = min(warmth, cached.kept(before: 0))
    course?.before = [
      cached.billed(prompt: plan.input.total.tokens, read: warmth, output: Compaction.likelySummary)
    ]
  }

  private static let onDemandSince = CalendarDay("2026-09-14")

  /// Asks for a summary now; the next request begins with it. Not beside other edits, and not on Bedrock.
  mutating func compactOnDemand() throws(PlanError) {
    guard canCompact, let since = Self.onDemandSince, resolved.day >= since, resolved.platform != .bedrock,
      request.contextManagement == nil, request.otherFields["compaction"] == nil
    else { return }
    var edited = request
    edited.otherFields.append(Field("compaction", ["type": "summarize"]))
    let compaction = Compaction(request)
    var lost = Remedy.Loss()
    lost.messages = max(request.messages.count - compaction.request.messages.count, 0)
    try keep(
      "compact_on_demand", "let the API summarise the conversation now, for the next request", edited,
      headers: resolved.missingBetas("compaction"), lost: lost, firstChange: 0,
      counted: Planner.Counts(input: try compaction.count(planner, resolved)), keepsMessages: true,
      isForNextRequest: true, pricing: summarising)
  }
}
