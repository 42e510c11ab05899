import JSONText
import MessagesAPI
import RequestCounting

/// What an edit by the API leaves of a request, and what that counted before.
struct EditedByAPI {
  var outcome: ContextEditing.Outcome
  let unedited: RequestCount
  /// Its total, with what comes with the edit.
  var whole: TokenCount
}

extension RemedySearch {
  // Remedies that are edits by the API: what they lose is what simulating them found.

  /// A request that asks for an edit more.
  func asking(for edit: ContextEdit, of request: MessagesRequest) -> MessagesRequest {
    var edited = request
    var edits = request.contextManagement?.edits.map(\.json) ?? []
    if case .clearThinking = edit { edits.insert(edit.json, at: 0) } else { edits.append(edit.json) }
    edited.contextManagement = ContextManagement(["edits": JSONValue(elements: edits)])
    return edited
  }

  /// Headers that an edit takes and that are not sent.
  func headers(for edit: ContextEdit) -> [String] {
    [edit.header(in: resolved.catalog)].compactMap { $0 }.filter { !resolved.betas.contains($0) }
  }

  /// What clearing results leaves.
  func cleared() throws(PlanError) -> EditedByAPI {
    try clearing.value { () throws(PlanError) in try edited(by: .clearToolUses(toolUsesToClear)) }
  }

  /// What the model sees where the request asks for an edit more.
  func edited(by edit: ContextEdit) throws(PlanError) -> EditedByAPI {
    let edited = asking(for: edit, of: request)
    var plain = request
    plain.contextManagement = nil
    let own = try ResolvedPolicy(edited, policy(adding: headers(for: edit)), planner.catalog)
    let whole = try request.contextManagement == nil ? plan.input : planner.plainCount(plain, own)
    var editing = ContextEditing(edited.contextManagement?.edits ?? [], planner, own)
    if case .clearToolUses = edit { editing.calls = try allCalls() }
    return EditedByAPI(outcome: try editing.applied(to: plain, counting: whole), unedited: whole, whole: whole.total)
  }

  mutating func keep(
    _ edit: ContextEdit, _ name: String, _ summary: String, pricing change: (inout CostCourse?) -> Void = { _ in }
  ) throws(PlanError) {
    let made = try edited(by: edit)
    try keep(
      edit, made, name, summary, asking(for: edit, of: request), headers: headers(for: edit),
      firstChange: made.outcome.firstChange, pricing: change)
  }

  /// Keeps an edit of which is known what it leaves.
  ///
  /// - Parameter tokens: what of the conversation is lost; 0 is what the request has less then.
  mutating func keep(
    _ edit: ContextEdit, _ made: EditedByAPI, _ name: String, _ summary: String, _ edited: MessagesRequest,
    headers: [String], firstChange: Int?, losing tokens: Int = 0, pricing change: (inout CostCourse?) -> Void = { _ in }
  ) throws(PlanError) {
    let outcome = made.outcome
    var lost = Remedy.Loss()
    lost.tokens = tokens
    lost.results = outcome.clearedToolUses
    lost.thinkingTurns = outcome.clearedThinkingTurns
    lost.messages = outcome.isCompacted ? max(request.messages.count - outcome.request.messages.count, 0) : 0
    let clearing = clearing(edit, outcome, freed: made.whole.tokens - outcome.count.total.tokens)
    try keep(
      name, summary, edited, headers: headers, lost: lost, firstChange: firstChange,
      counted: Planner.Counts(outcome, of: made.whole), keepsMessages: true,
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
    // By index: walking over messages themselves would copy each.
    let turns = max(request.messages.indices.count { request.messages[$0].role == .assistant }, cleared)
    return CostCourse.Clearing(
      each: max(freed, 0) / cleared, times: cleared, turns: turns, kept: cached.kept(before: first))
  }
}
