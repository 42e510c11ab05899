import MessagesAPI
import ModelCatalog
import RequestCounting

// One's own edits: dropping the oldest, and losing the least.

extension RemedySearch {
  private static let mostTries = 4

  /// As chat products do: the oldest exchanges go first.
  mutating func rollWindow() throws(PlanError) {
    guard need > 0 else { return }
    let eviction = try sharedEviction()
    try drop("fifo", "drop the oldest exchanges", eviction) { need in
      var freed = 0
      var actions = [EvictionWays.Action?](repeating: nil, count: eviction.groups.count)
      for (index, group) in eviction.groups.enumerated() where group.canGo {
        if freed >= need { break }
        actions[index] = .drop
        freed += eviction.ways[index].last { $0.action == .drop }?.option.freed ?? 0
      }
      return freed >= need ? (actions, nil) : nil
    }
  }

  /// What costs least to lose goes, or is cleared or shortened.
  mutating func evict() throws(PlanError) {
    guard need > 0 else { return }
    let eviction = try sharedEviction()
    if request.messages.count <= Eviction.mostSearched { return try evictLeast(eviction) }
    let cached = cached
    try drop("evict", Self.summary, eviction) { need in
      eviction.problem(need: need, cached: cached).solved().map {
        (eviction.actions(of: $0.choice, spare: $0.freed - need), $0.lowerBound)
      }
    }
  }

  private static let summary = "drop, clear or shorten what costs least to lose"

  /// Every choice that could be best is counted; tokens that are left over go back to the texts that are cut.
  private mutating func evictLeast(_ eviction: Eviction) throws(PlanError) {
    let (planner, resolved, cached) = (planner, resolved, cached)
    let most = most
    let problem = eviction.problem(need: need, cached: cached)
    // What the API sees of each choice is counted once: `room` is what is left of the window then.
    func room(_ actions: [EvictionWays.Action?]) throws(PlanError) -> Int {
      let edited = eviction.applied(actions).request
      return most - (try planner.count(edited, resolved)).input.total.bounds.upperBound
    }
    var start: (choice: [Int], cost: Int)?
    if let likely = problem.solved(patience: 20_000), try room(eviction.actions(of: likely.choice)) >= 0 {
      let actions = eviction.actions(of: likely.choice)
      let first = eviction.applied(actions).firstChange
      start = (likely.choice, eviction.loss(of: actions) + (first.map { eviction.rewriting($0, cached) } ?? 0))
    }
    let fits = { (choice: [Int]) throws(PlanError) -> Bool in try room(eviction.actions(of: choice)) >= 0 }
    var search = VerifiedSearch(problem, rewriting: { eviction.rewriting($0, cached) }, fits: fits)
    try search.run(from: start)
    guard let best = search.best else { return }
    let plain = eviction.actions(of: best.choice)
    let spare = try room(plain)
    let generous = eviction.actions(of: best.choice, spare: max(spare - 4, 0))
    let actions = generous == plain ? plain : try room(generous) >= 0 ? generous : plain
    let isProven = search.isExhausted && eviction.hasAllWays
    try keep(
      "evict", Self.summary, eviction, actions,
      least: isProven ? best.cost : problem.solved(patience: 0)?.lowerBound ?? 0)
  }

  /// The one eviction of a search.
  func sharedEviction() throws(PlanError) -> Eviction {
    try eviction.value { () throws(PlanError) in try makeEviction() }
  }

  private func makeEviction() throws(PlanError) -> Eviction {
    let example = MessagesRequest(model: request.model, messages: EvictionEdit.clearedExample)
    return Eviction(
      request, try allCalls(), plan.input, costs, resolved.policy.priorities,
      cleared: try planner.plainCount(example, alone),
      isBoundToPrefix: resolved.model.thinking?.isBoundToPrefix == true, Shortening(plan.input.tokenizer))
  }

  /// Carries out a choice; where the joints of what is left cost more than foreseen, a little more is chosen.
  private mutating func drop(
    _ name: String, _ summary: String, _ eviction: Eviction,
    _ choose: (Int) -> (actions: [EvictionWays.Action?], least: Int?)?
  ) throws(PlanError) {
    var target = need
    for attempt in 1...Self.mostTries {
      guard let choice = choose(target) else { return }
      let counted = try planner.count(eviction.applied(choice.actions).request, resolved)
      let room = most - counted.input.total.bounds.upperBound
      guard room < 0, attempt < Self.mostTries else {
        return try keep(name, summary, eviction, choice.actions, least: choice.least, counted: counted)
      }
      target += -room + 8
    }
  }

  private mutating func keep(
    _ name: String, _ summary: String, _ eviction: Eviction, _ actions: [EvictionWays.Action?], least: Int?,
    counted: Planner.Counts? = nil
  ) throws(PlanError) {
    var edit = eviction.applied(actions)
    edit.lost.worth = eviction.loss(of: actions) + (edit.firstChange.map { eviction.rewriting($0, cached) } ?? 0)
    edit.lost.leastWorth = least.map { min($0, edit.lost.worth) }
    try keep(name, summary, edit.request, lost: edit.lost, firstChange: edit.firstChange, counted: counted)
  }
}
