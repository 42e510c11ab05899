import JSONText
import MessagesAPI
import RequestCounting

extension RemedySearch {
  // Remedies that are edits by the API, of the request as it is or with tools that it did not have: what they lose is what
  // simulating them found.

  private func editing(_ edit: ContextEdit, _ request: MessagesRequest) -> MessagesRequest {
    var edited = request
    var edits = request.contextManagement?.edits.map(\.json) ?? []
    if case .clearThinking = edit { edits.insert(edit.json, at: 0) } else { edits.append(edit.json) }
    edited.contextManagement = ContextManagement(["edits": JSONValue(elements: edits)])
    return edited
  }

  mutating func keep(
    _ edit: ContextEdit, _ name: String, _ summary: String, to equipped: MessagesRequest? = nil,
    headers more: [String] = [], pricing change: (inout CostCourse?) -> Void = { _ in }
  ) throws(PlanError) {
    let edited = editing(edit, equipped ?? request)
    var plain = equipped ?? request
    plain.contextManagement = nil
    var headers = more
    if let header = edit.header(in: resolved.catalog), !resolved.betas.contains(header), !headers.contains(header) {
      headers.append(header)
    }
    let own = try ResolvedPolicy(edited, policy(adding: headers), planner.catalog)
    let isAsItIs = request.contextManagement == nil && equipped == nil
    let whole = try isAsItIs ? plan.input : planner.plainCount(plain, own)
    let outcome = try ContextEditing(edited.contextManagement?.edits ?? [], planner, own)
      .applied(to: plain, counting: whole)
    var lost = Remedy.Loss()
    lost.results = outcome.clearedToolUses
    lost.thinkingTurns = outcome.clearedThinkingTurns
    lost.messages = outcome.isCompacted ? max(request.messages.count - outcome.request.messages.count, 0) : 0
    let clearing = clearing(edit, outcome, freed: whole.total.tokens - outcome.count.total.tokens)
    try keep(
      name, summary, edited, headers: headers, lost: lost,
      firstChange: equipped == nil ? outcome.firstChange : Self.beforeMessages,
      counted: Planner.Counts(outcome, of: whole),
      pricing: { course in
        course?.clearing = clearing
        change(&course)
      })
  }

  /// The API edits every request anew, and what it clears moves along: each turn that brings another result, or more
  /// thinking, changes the conversation before the end of all that was written to the cache before. Only what is marked
  /// before the first change is read again.
  private func clearing(
    _ edit: ContextEdit, _ outcome: ContextEditing.Outcome, freed: Int
  ) -> CostCourse.Clearing? {
    let cleared: Int
    switch edit {
    case .clearToolUses: cleared = outcome.clearedToolUses
    case .clearThinking: cleared = outcome.clearedThinkingTurns
    case .compact: return nil
    }
    guard cleared > 0, let first = outcome.firstChange else { return nil }
    let turns = max(request.messages.count { $0.role == .assistant }, cleared)
    return CostCourse.Clearing(
      each: max(freed, 0) / cleared, times: cleared, turns: turns, kept: cached.kept(before: first))
  }
}
