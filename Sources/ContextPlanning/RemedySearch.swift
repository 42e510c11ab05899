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
  let setting: Setting
  let costs: MessageTokens
  let cached: CachedPrefix
  private(set) var found: [Remedy] = []

  init(_ request: MessagesRequest, _ plan: Plan, _ planner: Planner, _ setting: Setting) {
    self.request = request
    self.plan = plan
    self.planner = planner
    self.setting = setting
    costs = MessageTokens(plan.input, messages: request.messages.count)
    cached = CachedPrefix(request, costs, minimum: setting.model.cacheMinimum ?? 0)
  }

  /// All remedies, the best first: those that suffice, then by what is lost, what is written again, and the price.
  mutating func ranked() throws(PlanError) -> [Remedy] {
    if isWanted("lower_max_tokens") { try lowerMaxTokens() }
    try widenWindow()
    try changeModel()
    if isWanted("clear_tool_uses_20250919") { try clearToolUses() }
    if isWanted("clear_thinking_20251015") { try clearThinking() }
    if isWanted("compact_20260112") { try compact() }
    if isWanted("compact_on_demand") { try compactOnDemand() }
    if isWanted("fifo") { try rollWindow() }
    if isWanted("evict") { try evict() }
    return found.sorted { a, b in
      let left = (a.suffices ? 0 : 1, a.lost.tokens, a.rewritten, a.addedNanodollars ?? 0)
      let right = (b.suffices ? 0 : 1, b.lost.tokens, b.rewritten, b.addedNanodollars ?? 0)
      return left != right ? left < right : a.name < b.name
    }
  }

  /// Whether a remedy of that name is asked for.
  private func isWanted(_ name: String) -> Bool {
    guard case .only(let names) = setting.policy.remedies else { return true }
    return names.contains(name)
  }

  /// Tokens that have to go so that everything fits.
  var need: Int { -plan.headroom }

  /// Plans an edited request and keeps it as a remedy where it frees anything.
  mutating func keep(
    _ name: String, _ summary: String, _ edited: MessagesRequest, headers: [String] = [],
    lost: Remedy.Loss = Remedy.Loss(), firstChange: Int? = nil, counted: Planner.Counts? = nil,
    isForNextRequest: Bool = false, changing policy: (inout PlanPolicy) -> Void = { _ in }
  ) throws(PlanError) {
    var own = setting.policy
    if !headers.isEmpty { own.betas = (own.betas ?? []) + headers }
    policy(&own)
    let ownSetting = try Setting(edited, own, planner.catalog)
    var after = try planner.assess(edited, ownSetting, counted: counted)
    let ownCosts = MessageTokens(after.input, messages: edited.messages.count)
    after.cost = Cost(of: after, edited, ownCosts, ownSetting)
    let freed = after.headroom - plan.headroom
    guard freed > 0 else { return }
    var lost = lost
    if lost.tokens == 0, after.model == plan.model {
      lost.tokens = max(plan.input.total.tokens - after.input.total.tokens, 0)
    }
    lost.breaksBoundThinking = firstChange.map { breaksThinking(from: $0, edited) } ?? false
    // A request more is sent for the sake of the next: what that saves depends on what comes after.
    let added =
      isForNextRequest ? nil : after.cost.flatMap { cost in plan.cost.map { cost.nanodollars - $0.nanodollars } }
    found.append(
      Remedy(
        name: name, summary: summary, request: edited, headers: headers, after: after.input.total,
        isForNextRequest: isForNextRequest, verdict: after.verdict, refusal: after.refusals.first, freed: freed,
        lost: lost,
        rewritten: cached.rewritten(from: firstChange, costs),
        addedNanodollars: added))
  }

  /// Whether thinking that stays is bound to what stood before a change.
  private func breaksThinking(from index: Int, _ edited: MessagesRequest) -> Bool {
    guard setting.model.thinking?.isBoundToPrefix == true else { return false }
    return edited.messages.dropFirst(index).contains { message in message.blocks.contains(where: \.isThinking) }
  }

  // MARK: Settings

  private mutating func lowerMaxTokens() throws(PlanError) {
    let largest = plan.largestMaxTokens
    let budget = request.thinking?.type == "enabled" ? request.thinking?.budgetTokens ?? 0 : 0
    guard largest > budget, largest < plan.maxTokens else { return }
    var edited = request
    edited.maxTokens = largest
    var lost = Remedy.Loss()
    lost.tokens = plan.maxTokens - largest
    try keep("lower_max_tokens", "ask for at most \(largest) tokens", edited, lost: lost) { $0.maxTokens = nil }
  }

  private mutating func widenWindow() throws(PlanError) {
    guard let beta = setting.model.window?.beta, !setting.betas.contains(beta.header),
      beta.hasEffect(on: setting.day), beta.tokens > plan.window.tokens, setting.policy.window == nil
    else { return }
    let who = beta.eligibility.map { " (\($0))" } ?? ""
    let name = "window_\(beta.tokens / 1_000_000)m"
    guard isWanted(name) else { return }
    try keep(
      name, "send the header \(beta.header)\(who)", request, headers: [beta.header])
  }

  private mutating func changeModel() throws(PlanError) {
    if setting.policy.window != nil || setting.policy.surface != nil { return }
    let models = planner.catalog.models.filter { model in
      guard let released = model.released, released <= setting.day, model.status != "retired" else { return false }
      return (model.window?.tokens(on: setting.day) ?? 0) > plan.window.tokens
    }
    // The newest of its own line, the cheapest, and the newest that was measured.
    let own = models.first { $0.line == setting.model.line }
    let cheapest = models.min { ($0.prices?.input?.nanodollars ?? .max) < ($1.prices?.input?.nanodollars ?? .max) }
    let measured = models.first { $0.id == planner.catalog.defaultModel?.id }
    var tried: Set<String> = []
    for model in [own, cheapest, measured].compactMap({ $0 })
    where tried.insert(model.id).inserted && isWanted("model:\(model.id)") {
      var edited = request
      if request.model != nil { edited.model = model.id }
      try keep("model:\(model.id)", "send it to \(model.name)", edited) { $0.model = model.id }
    }
  }

  // MARK: The API's own edits

  private func editing(_ edit: ContextEdit) -> MessagesRequest {
    var edited = request
    var edits = request.contextManagement?.edits.map(\.json) ?? []
    if case .clearThinking = edit { edits.insert(edit.json, at: 0) } else { edits.append(edit.json) }
    edited.contextManagement = ContextManagement(["edits": JSONValue(elements: edits)])
    return edited
  }

  private mutating func keep(_ edit: ContextEdit, _ name: String, _ summary: String) throws(PlanError) {
    let edited = editing(edit)
    var plain = request
    plain.contextManagement = nil
    let edits = edited.contextManagement?.edits ?? []
    let outcome = try ContextEditing(edits, planner, setting)
      .applied(to: plain, counting: try planner.plainCount(plain, setting))
    var lost = Remedy.Loss()
    lost.results = outcome.clearedToolUses
    lost.thinkingTurns = outcome.clearedThinkingTurns
    lost.messages = outcome.isCompacted ? max(request.messages.count - outcome.request.messages.count, 0) : 0
    let headers = setting.betas.contains(edit.header) ? [] : [edit.header]
    try keep(name, summary, edited, headers: headers, lost: lost, firstChange: outcome.firstChange)
  }

  private mutating func clearToolUses() throws(PlanError) {
    guard ToolCycle.calls(in: request.messages).count > 3 else { return }
    var edit = ContextEdit.ClearToolUses()
    if plan.input.total.tokens <= 100_000 { edit.trigger = .inputTokens(plan.input.total.tokens / 2) }
    try keep(.clearToolUses(edit), "clear_tool_uses_20250919", "let the API clear all but the last 3 tool results")
  }

  private mutating func clearThinking() throws(PlanError) {
    guard plan.shares.contains(where: { $0.kind == .thinking && $0.count.tokens > 0 }) else { return }
    try keep(
      .clearThinking(ContextEdit.ClearThinking(keep: 1)), "clear_thinking_20251015",
      "let the API clear all but the last turn's thinking")
  }

  /// Whether the API can summarise the conversation: Claude 4.6 and later, and it must still fit.
  private var canCompact: Bool {
    guard let first = CalendarDay("2026-02-05"), let released = setting.model.released else { return false }
    return released >= first && plan.input.total.bounds.upperBound <= plan.window.tokens
  }

  private mutating func compact() throws(PlanError) {
    guard canCompact, plan.input.total.tokens > 50_000 else { return }
    var edit = ContextEdit.Compact()
    if plan.input.total.tokens <= edit.trigger { edit.trigger = 50_000 }
    try keep(.compact(edit), "compact_20260112", "let the API replace the conversation by a summary")
  }

  private static let onDemand = (since: CalendarDay("2026-09-14"), header: "compact-2026-09-04")

  /// Asks for a summary now; the next request begins with it. Not beside other edits, and not on Bedrock.
  private mutating func compactOnDemand() throws(PlanError) {
    guard canCompact, let since = Self.onDemand.since, setting.day >= since, setting.platform != .bedrock,
      request.contextManagement == nil, request.otherFields["compaction"] == nil
    else { return }
    var edited = request
    edited.otherFields.append(Field("compaction", ["type": "summarize"]))
    let compaction = Compaction(request)
    var lost = Remedy.Loss()
    lost.messages = max(request.messages.count - compaction.request.messages.count, 0)
    try keep(
      "compact_on_demand", "let the API summarise the conversation now, for the next request", edited,
      headers: setting.betas.contains(Self.onDemand.header) ? [] : [Self.onDemand.header], lost: lost, firstChange: 0,
      counted: (try compaction.count(planner, setting), nil), isForNextRequest: true)
  }
}

extension Planner {
  func remedies(for request: MessagesRequest, _ plan: Plan, _ setting: Setting) throws(PlanError) -> [Remedy] {
    var search = RemedySearch(request, plan, self, setting)
    return try search.ranked()
  }
}
