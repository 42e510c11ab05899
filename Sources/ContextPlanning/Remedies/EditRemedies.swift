import JSONText
import MessagesAPI

extension RemedySearch {
  // Remedies that are edits by the API: what they lose is what simulating them found.

  private func editing(_ edit: ContextEdit) -> MessagesRequest {
    var edited = request
    var edits = request.contextManagement?.edits.map(\.json) ?? []
    if case .clearThinking = edit { edits.insert(edit.json, at: 0) } else { edits.append(edit.json) }
    edited.contextManagement = ContextManagement(["edits": JSONValue(elements: edits)])
    return edited
  }

  mutating func keep(
    _ edit: ContextEdit, _ name: String, _ summary: String, pricing change: (inout CostCourse?) -> Void = { _ in }
  ) throws(PlanError) {
    let edited = editing(edit)
    var plain = request
    plain.contextManagement = nil
    let edits = edited.contextManagement?.edits ?? []
    let outcome = try ContextEditing(edits, planner, resolved)
      .applied(to: plain, counting: try planner.plainCount(plain, resolved))
    var lost = Remedy.Loss()
    lost.results = outcome.clearedToolUses
    lost.thinkingTurns = outcome.clearedThinkingTurns
    lost.messages = outcome.isCompacted ? max(request.messages.count - outcome.request.messages.count, 0) : 0
    let headers = [edit.header(in: resolved.catalog)].compactMap { $0 }.filter { !resolved.betas.contains($0) }
    try keep(name, summary, edited, headers: headers, lost: lost, firstChange: outcome.firstChange, pricing: change)
  }
}
