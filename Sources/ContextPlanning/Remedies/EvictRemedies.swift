import MessagesAPI
import ModelCatalog
import RequestCounting

// One's own edits: dropping the oldest, and losing the least.

extension RemedySearch {
  private static let mostTries = 4

  /// As chat products do: the oldest exchanges go first.
  mutating func rollWindow() throws(PlanError) {
    let cached = cached
    try drop("fifo", "drop the oldest exchanges") { eviction, need in
      var freed = 0
      let problem = eviction.problem(need: need, cached: cached)
      var actions = [Eviction.Action?](repeating: nil, count: eviction.groups.count)
      for (index, options) in problem.groups.enumerated() where eviction.groups[index].canGo {
        if freed >= need { break }
        actions[index] = .drop
        freed += options.last?.freed ?? 0
      }
      return freed >= need ? actions : nil
    }
  }

  /// What costs least to lose goes, or is shortened.
  mutating func evict() throws(PlanError) {
    let cached = cached
    try drop("evict", "drop or shorten what costs least to lose") { eviction, need in
      eviction.problem(need: need, cached: cached).solved().map {
        eviction.actions(of: $0.choice, spare: $0.freed - need)
      }
    }
  }

  private func clearedTokens() throws(PlanError) -> Int {
    let example = MessagesRequest(model: request.model, messages: Eviction.clearedExample)
    let count = try planner.plainCount(example, resolved)
    return MessageTokens(count, messages: example.messages.count).uppers.last ?? 0
  }

  /// Carries out a choice; where the joints of what is left cost more than foreseen, a little more is chosen.
  private mutating func drop(
    _ name: String, _ summary: String, _ choose: (Eviction, Int) -> [Eviction.Action?]?
  ) throws(PlanError) {
    guard need > 0 else { return }
    let eviction = Eviction(
      request, costs, resolved.policy.priorities, clearedTokens: try clearedTokens(),
      isBoundToPrefix: resolved.model.thinking?.isBoundToPrefix == true, Shortening(plan.input.tokenizer))
    var target = need
    for attempt in 1...Self.mostTries {
      guard let actions = choose(eviction, target) else { return }
      var edit = eviction.applied(actions)
      edit.lost.worth =
        eviction.loss(of: actions)
        + cached.rewritten(from: edit.firstChange) * Priorities.clamped(resolved.policy.priorities.rewriteWeight)
      let counted = try planner.count(edit.request, resolved)
      let room = plan.window.tokens - counted.input.total.bounds.upperBound - plan.maxTokens
      guard room < 0, attempt < Self.mostTries else {
        return try keep(
          name, summary, edit.request, lost: edit.lost, firstChange: edit.firstChange, counted: counted)
      }
      target += -room + 8
    }
  }
}
