import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting

/// Tries ways out on the request itself. Each edited request is planned anew: nothing is promised that was not counted.
///
/// Copies of one search may work beside each other, each on ways of its own: see ``RemedyCrew``.
struct RemedySearch: Sendable {
  let request: MessagesRequest
  let plan: Plan
  let planner: Planner
  let resolved: ResolvedPolicy
  let costs: MessageTokens
  let cached: CachedPrefix
  let eviction = MadeOnce<Eviction>()
  let clearing = MadeOnce<EditedByAPI>()
  private let calls = MadeOnce<[ToolCycle.Call]>()
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

  /// Whether a remedy of that name is asked for.
  func isWanted(_ name: String) -> Bool {
    guard case .only(let names) = resolved.policy.remedies else { return true }
    return names.contains(name)
  }

  /// The policy without what is known of this conversation's calls: for counting something else.
  var alone: ResolvedPolicy { resolved.alone }

  /// What the request itself counts, for edits that change no token of it.
  var counted: Planner.Counts {
    Planner.Counts(input: plan.input, unedited: plan.unedited, compactionPass: plan.compactionPass)
  }

  /// The most that the input's upper bound may be: what the window leaves beside `max_tokens` and what is added while the
  /// answer is made, and the goal.
  var most: Int { min(plan.window.tokens - plan.maxTokens - (plan.growth?.most ?? 0), plan.goal ?? .max) }

  /// Tokens that have to go so that everything fits, and the goal is reached.
  var need: Int { plan.input.total.bounds.upperBound - most }

  /// All calls of tools in the request.
  func allCalls() throws(PlanError) -> [ToolCycle.Call] {
    try calls.value { ToolCycle.calls(in: request.messages) }
  }

  /// How little one's own edits can leave.
  func leastByEviction() throws(PlanError) -> Int {
    let eviction = try sharedEviction()
    let edited = eviction.applied(eviction.ways.map { $0.last?.action }).request
    return try planner.count(edited, resolved).input.total.bounds.upperBound
  }

  /// The policy for a request that takes more headers.
  func policy(adding headers: [String]) -> PlanPolicy {
    var own = resolved.policy
    if !headers.isEmpty {
      own.mayHaveMoreBetas = own.context.betas == nil && request.betas.isEmpty
      own.betas = (own.context.betas ?? []) + headers
    }
    return own
  }

  /// Where a change is first that stands in no message: tools come before all else that is cached.
  static let beforeMessages = -1

  /// Plans an edited request and keeps it as a remedy where it frees anything.
  ///
  /// - Parameter keepsMessages: whether messages and system prompt are those of the request.
  mutating func keep(
    _ name: String, _ summary: String, _ edited: MessagesRequest, headers: [String] = [],
    lost: Remedy.Loss = Remedy.Loss(), firstChange: Int? = nil, counted: Planner.Counts? = nil,
    keepsMessages: Bool = false, isForNextRequest: Bool = false, scaling images: [ImageRoom] = [],
    pricing change: (inout CostCourse?) -> Void = { _ in },
    changing policy: (inout PlanPolicy) -> Void = { _ in }
  ) throws(PlanError) {
    let breaks = firstChange.map { breaksThinking(from: $0, edited) } ?? false
    let (edited, headers) = breaks ? droppingThinking(edited, headers) : (edited, headers)
    var own = self.policy(adding: headers)
    policy(&own)
    // What stands before the first change is still in the cache; nothing is for another model.
    let isOther = own.model != resolved.policy.model || edited.model != request.model
    if let held = cachedNow { own.cachedTokens = isOther ? 0 : min(held, cached.kept(before: firstChange)) }
    let ownResolved = try ResolvedPolicy(edited, own, planner.catalog)
    var after = try planner.assess(
      edited, ownResolved, counted: counted, checked: keepsMessages ? plan.checked : nil)
    let freed = after.headroom - plan.headroom
    guard freed > 0 else { return }
    // What the API refuses for another reason than its length is no way out.
    if let refusal = after.refusals.first, refusal.isCertain, refusal.rule.scope.standing != .count { return }
    let ownCosts = MessageTokens(after.input, messages: edited.messages.count)
    let ownCached = CachedPrefix(edited, after.input, ownCosts, planner, ownResolved)
    let price = Cost.nextCall(of: after, edited, ownCosts, ownCached, ownResolved)
    var lost = lost
    if lost.tokens == 0, after.model == plan.model {
      lost.tokens = max(plan.input.total.tokens - after.input.total.tokens, 0)
    }
    lost.breaksBoundThinking = breaks
    // A request more is sent for the sake of the next: what that saves depends on what comes after.
    let added = isForNextRequest ? nil : price.flatMap { price in plan.cost.map { price - $0.nanodollars } }
    after.forecast = plan.forecast
    var course = CostCourse(of: after, edited, ownCosts, ownCached, ownResolved)
    course?.read = isOther ? 0 : min(warmth, cached.kept(before: firstChange))
    change(&course)
    let outlook = course?.outlook(turns: resolved.policy.turns)
    found.append(
      Remedy(
        name: name, summary: summary, changesModel: after.model != plan.model,
        reachesGoal: own.goal.map { after.input.total.bounds.upperBound <= $0.tokens(of: after.window) } ?? true,
        request: images.isEmpty ? edited : request, imagesToScale: images, headers: headers, after: after.input.total,
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
    return edited.messages.dropFirst(max(index, 0)).contains { message in message.blocks.contains(where: \.isThinking) }
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
