import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting

/// Tries every way out on the request itself. Each edited request is planned anew: nothing is promised that was not
/// counted.
struct RemedySearch {
  let request: MessagesRequest
  let plan: Plan
  let planner: Planner
  let resolved: ResolvedPolicy
  let costs: MessageTokens
  let cached: CachedPrefix
  private(set) var found: [Remedy] = []

  init(
    _ request: MessagesRequest, _ plan: Plan, _ costs: MessageTokens, _ cached: CachedPrefix, _ planner: Planner,
    _ resolved: ResolvedPolicy
  ) {
    self.request = request
    self.plan = plan
    self.planner = planner
    self.resolved = resolved
    self.costs = costs
    self.cached = cached
  }

  /// All remedies, the best first: those that suffice, then by what is lost, what is written again, and the price.
  mutating func ranked() throws(PlanError) -> [Remedy] {
    for kind in RemedyKind.allCases { try kind.tryOut(in: &self) }
    return found.sorted { a, b in
      let left = (a.suffices ? 0 : 1, a.lost.tokens, a.rewritten, a.addedNanodollars ?? 0)
      let right = (b.suffices ? 0 : 1, b.lost.tokens, b.rewritten, b.addedNanodollars ?? 0)
      return left != right ? left < right : a.name < b.name
    }
  }

  /// Whether a remedy of that name is asked for.
  func isWanted(_ name: String) -> Bool {
    guard case .only(let names) = resolved.policy.remedies else { return true }
    return names.contains(name)
  }

  /// The policy without what is known of this conversation's calls: for counting something else.
  var alone: ResolvedPolicy { resolved.alone }

  /// The most that the input's upper bound may be: what the window leaves beside `max_tokens` and what is added while the
  /// answer is made, and the goal.
  var most: Int { min(plan.window.tokens - plan.maxTokens - (plan.growth?.most ?? 0), plan.goal ?? .max) }

  /// Tokens that have to go so that everything fits, and the goal is reached.
  var need: Int { plan.input.total.bounds.upperBound - most }

  /// How little can be left, by one's own edits or by a remedy that was found.
  func floor() throws(PlanError) -> PlanFloor {
    let eviction = try eviction()
    let edited = eviction.applied(eviction.ways.map(\.last?.action)).request
    var least = try planner.count(edited, resolved).input.total.bounds.upperBound
    for remedy in found where !remedy.changesModel { least = min(least, remedy.after.bounds.upperBound) }
    return PlanFloor(tokens: min(least, plan.input.total.bounds.upperBound), most: most)
  }

  /// Plans an edited request and keeps it as a remedy where it frees anything.
  mutating func keep(
    _ name: String, _ summary: String, _ edited: MessagesRequest, headers: [String] = [],
    lost: Remedy.Loss = Remedy.Loss(), firstChange: Int? = nil, counted: Planner.Counts? = nil,
    isForNextRequest: Bool = false, pricing change: (inout CostCourse?) -> Void = { _ in },
    changing policy: (inout PlanPolicy) -> Void = { _ in }
  ) throws(PlanError) {
    var own = resolved.policy
    let breaks = firstChange.map { breaksThinking(from: $0, edited) } ?? false
    let (edited, headers) = breaks ? droppingThinking(edited, headers) : (edited, headers)
    if !headers.isEmpty {
      own.mayHaveMoreBetas = own.context.betas == nil && request.betas.isEmpty
      own.betas = (own.context.betas ?? []) + headers
    }
    policy(&own)
    // What stands before the first change is still in the cache; nothing is for another model.
    let isOther = own.model != resolved.policy.model || edited.model != request.model
    if let held = cachedNow { own.cachedTokens = isOther ? 0 : min(held, cached.kept(before: firstChange)) }
    let ownResolved = try ResolvedPolicy(edited, own, planner.catalog)
    var after = try planner.assess(edited, ownResolved, counted: counted)
    let ownCosts = MessageTokens(after.input, messages: edited.messages.count)
    let ownCached = CachedPrefix(edited, after.input, ownCosts, planner, ownResolved)
    after.cost = Cost(of: after, edited, ownCosts, ownCached, ownResolved)
    let freed = after.headroom - plan.headroom
    guard freed > 0 else { return }
    // What the API refuses for another reason than its length is no way out.
    if let refusal = after.refusals.first, refusal.isCertain, refusal.rule.scope.standing != .count { return }
    var lost = lost
    if lost.tokens == 0, after.model == plan.model {
      lost.tokens = max(plan.input.total.tokens - after.input.total.tokens, 0)
    }
    lost.breaksBoundThinking = breaks
    // A request more is sent for the sake of the next: what that saves depends on what comes after.
    let added =
      isForNextRequest ? nil : after.cost.flatMap { cost in plan.cost.map { cost.nanodollars - $0.nanodollars } }
    after.forecast = plan.forecast
    var course = CostCourse(of: after, edited, ownCosts, ownCached, ownResolved)
    course?.read = isOther ? 0 : min(warmth, cached.kept(before: firstChange))
    change(&course)
    let outlook = course?.outlook(turns: resolved.policy.turns)
    found.append(
      Remedy(
        name: name, summary: summary, changesModel: after.model != plan.model,
        reachesGoal: own.goal.map { after.input.total.bounds.upperBound <= $0.tokens(of: after.window) } ?? true,
        request: edited, headers: headers, after: after.input.total,
        isForNextRequest: isForNextRequest, verdict: after.verdict, refusal: after.refusals.first, freed: freed,
        lost: lost,
        rewritten: isOther ? cached.tokens : cached.rewritten(from: firstChange),
        addedNanodollars: added, outlook: outlook,
        paysAfter: outlook.flatMap { own in plan.outlook.flatMap { own.turnsUntilCheaper(than: $0) } }))
  }

  /// Tokens that the cache holds now, as far as the caller says.
  private var cachedNow: Int? {
    resolved.policy.cachedTokens ?? (resolved.policy.session == nil ? nil : plan.anchor?.tokens)
  }

  /// Tokens that the next call would read as things are: for a conversation under way what its last call wrote.
  var warmth: Int { CostCourse.warmth(plan, request, costs, cached, resolved) }

  /// Whether thinking that stays is bound to what stood before a change.
  private func breaksThinking(from index: Int, _ edited: MessagesRequest) -> Bool {
    guard resolved.model.thinking?.isBoundToPrefix == true else { return false }
    return edited.messages.dropFirst(index).contains { message in message.blocks.contains(where: \.isThinking) }
  }

  /// Thinking that is bound to what was changed is refused unless the request says to drop it.
  private func droppingThinking(
    _ request: MessagesRequest, _ headers: [String]
  ) -> (MessagesRequest, [String]) {
    var edited = request
    var thinking = edited.thinking ?? Thinking(type: nil)
    thinking.otherFields.removeAll { $0.name == "block_binding" }
    thinking.otherFields.append(Field("block_binding", ["prefix_mismatch_behavior": "drop_block"]))
    edited.thinking = thinking
    return (edited, headers + resolved.missingBetas("thinking_binding"))
  }
}

extension Planner {
  func remedies(
    for request: MessagesRequest, _ plan: Plan, _ costs: MessageTokens, _ cached: CachedPrefix,
    _ resolved: ResolvedPolicy
  ) throws(PlanError) -> (found: [Remedy], floor: PlanFloor?) {
    var search = RemedySearch(request, plan, costs, cached, self, resolved)
    let ranked = try search.ranked()
    // A remedy that is asked for by name needs no more than itself.
    if case .only = resolved.policy.remedies { return (ranked, nil) }
    return (ranked, try search.floor())
  }
}
