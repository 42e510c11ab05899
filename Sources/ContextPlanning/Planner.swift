import JSONText
public import MessagesAPI
public import ModelCatalog
import RequestChecking
public import RequestCounting

/// Says whether a request fits its context window, and if not, what to do: offline, from the body and the rules.
///
/// ```swift
/// let planner = Planner(catalog: try Catalog.bundled())
/// let plan = try planner.plan(request)
/// plan.verdict           // .refused
/// plan.refusals.first    // prompt is too long: 200027 tokens > 200000 maximum
/// plan.remedies.first    // clear_tool_uses_20250919: frees 48,120 tokens …
/// ```
///
/// Pure and deterministic: no file, no clock, no network. A value: copy it, send it to any thread.
public struct Planner: Sendable {
  /// What is known of models.
  public let catalog: Catalog
  let counter: RequestCounter

  /// A planner of one's own counter.
  public init(catalog: Catalog) { self.init(counter: RequestCounter(catalog: catalog)) }

  /// The same with a counter that has read its rules already.
  public init(counter: RequestCounter) {
    self.counter = counter
    catalog = counter.catalog
  }

  /// Plans a request.
  ///
  /// - Throws: where the model or its window is not known, for a window or a `max_tokens` that nothing can have, and where
  ///   the task that plans is cancelled.
  ///
  /// Cost: one count of the request; remedies cost one more each.
  public func plan(_ request: MessagesRequest, _ policy: PlanPolicy = PlanPolicy()) throws(PlanError) -> Plan {
    var policy = policy
    // A plan counts the same request several times, and what remedies make of it: its texts are tiled once.
    policy.counting.texts = TextMemory()
    let anchored = try anchor(request, &policy)
    let resolved = try ResolvedPolicy(request, policy, catalog)
    var plan = try assess(request, resolved, counted: anchored?.counts)
    if let anchored {
      plan.counted = anchored.counted
      plan.anchor = anchored.anchor
      plan.notices += anchored.notices
    } else if policy.prefix != nil {
      var plain = policy
      plain.prefix = nil
      plan.counted = try plainCount(request, try ResolvedPolicy(request, plain, catalog)).total
    }
    let costs = MessageTokens(plan.input, messages: request.messages.count)
    let cached = CachedPrefix(request, plan.input, costs, self, resolved)
    plan.cost = Cost(of: plan, request, costs, cached, resolved)
    plan.notices += cached.notices(for: request, resolved)
    plan.forecast = Forecast(of: plan, request, try rawTokens(request, costs, resolved), resolved)
    plan.outlook = CostCourse(of: plan, request, costs, cached, resolved)?.outlook(turns: policy.turns)
    plan.goal = policy.goal?.tokens(of: plan.window)
    plan.outputEnd = plan.end(outputSoFar: policy.outputSoFar)
    if policy.asksForRoom || policy.branches != nil {
      plan.room = try RoomSearch(request, plan, costs, cached, self, resolved).room()
    }
    let isShort = plan.verdict != .fits || plan.isOverGoal
    let isNeeded = policy.remedies == .whereNeeded ? isShort : policy.remedies != .never
    if isNeeded { (plan.remedies, plan.floor) = try remedies(for: request, plan, costs, cached, resolved) }
    plan.checked = nil
    if Task.isCancelled { throw .cancelled }
    return plan
  }

  /// Tokens by message before the edits that the request asks for.
  private func rawTokens(
    _ request: MessagesRequest, _ costs: MessageTokens, _ resolved: ResolvedPolicy
  ) throws(PlanError) -> MessageTokens {
    if request.contextManagement == nil { return costs }
    var plain = request
    plain.contextManagement = nil
    return MessageTokens(try plainCount(plain, resolved), messages: request.messages.count)
  }

  /// What a request counts.
  struct Counts: Sendable {
    /// As the model sees it.
    var input: RequestCount
    /// Before the edits that it asks the API for; nil where they change nothing.
    var unedited: TokenCount?
    /// What the API reads to write a summary first.
    var compactionPass: TokenCount?
  }

  /// Steps 1 to 5: the verdict alone. What was counted before is not counted again, and messages that were checked in
  /// another request are not checked again.
  func assess(
    _ request: MessagesRequest, _ resolved: ResolvedPolicy, counted: Counts? = nil, checked: CheckedConversation? = nil
  ) throws(PlanError) -> Plan {
    // 1. The window, on the day, with the headers, for the account.
    let window = try ContextWindow(of: resolved.model, on: resolved.day, betas: resolved.betas, policy: resolved.policy)
    // 2. What the model sees: the API's own edits come first.
    let counts = if let counted { counted } else { try count(request, resolved) }
    let input = counts.input
    // 3. What breaks a rule without any count.
    let check = RequestCheck(
      resolved.policy.session?.sent(request) ?? request, model: resolved.model, catalog: catalog,
      delivery: resolved.delivery(of: request, pdfPages: input.pdfPages),
      sharing: resolved.policy.session == nil ? checked : nil)
    // 4. What the counts say.
    let riskLimit = resolved.policy.risk.map { counter.limit(of: input, at: $0) }
    var overflow = WindowCheck(input.total.reaching(riskLimit?.tokens), of: request.shape, resolved, window)
    let growth = resolved.policy.endpoint == .countTokens ? nil : AnswerGrowth(of: request, catalog)
    overflow.check(growth: growth?.most ?? 0)
    if let pass = counts.compactionPass { overflow.check(compactionPass: pass) }
    // 5. The verdict: a certain refusal, a possible one, a cut, or none of them.
    // A session's client mends what it sends: only the window can refuse it.
    let isSession = resolved.policy.session != nil
    let refusals = isSession ? overflow.refusals : check.refusals + overflow.refusals
    let ordered = refusals.filter(\.isCertain) + refusals.filter { !$0.isCertain }
    let isContinuation = request.continuesThread
    let verdict: Verdict =
      switch ordered.first?.isCertain {
      case false? where isContinuation, nil where isContinuation: .unknown
      case true?: .refused
      case false?: .mayBeRefused
      case nil: overflow.mayBeCut ? .fitsMayBeCut : .fits
      }
    return Plan(
      model: resolved.model.id, day: resolved.day, platform: resolved.platform, window: window, input: input,
      unedited: counts.unedited, maxTokens: resolved.maxTokens, verdict: verdict, refusals: ordered,
      notices: (isSession ? [] : check.notices) + input.notices + resolved.serviceNotices(request)
        + Self.notices(riskLimit),
      counted: input.total, maxTokensIsDefault: resolved.maxTokensIsDefault, riskLimit: riskLimit,
      growth: growth, compactionPass: counts.compactionPass,
      budgetText: BudgetText(for: resolved.model, window: window.tokens), checked: check.checkedConversation)
  }

  private static func notices(_ limit: RiskLimit?) -> [Notice] {
    guard let limit, limit.isShort else { return [] }
    return [
      Notice(
        code: .riskNotPromised, path: .root,
        message:
          "\(limit.records) records are like this request, which promise a risk of \(limit.promisedText) and not "
          + "\(limit.riskText)")
    ]
  }

  /// Counts what the model sees, and before that the whole where they differ.
  func count(_ request: MessagesRequest, _ resolved: ResolvedPolicy) throws(PlanError) -> Counts {
    guard let management = request.contextManagement else { return Counts(input: try plainCount(request, resolved)) }
    var plain = request
    plain.contextManagement = nil
    let whole = try plainCount(plain, resolved)
    let edited = try ContextEditing(management.edits, self, resolved).applied(to: plain, counting: whole)
    return Counts(edited, of: whole.total)
  }

  /// What a call reads that asks for a summary: the whole, with the instructions for it. The count endpoint takes no
  /// notice of them.
  private static func summarising(
    _ request: MessagesRequest, _ count: RequestCount, _ resolved: ResolvedPolicy
  ) -> RequestCount {
    guard resolved.policy.endpoint != .countTokens, let compaction = request.otherFields["compaction"],
      compaction["type"]?.isText("summarize") == true
    else { return count }
    return count.adding(
      .compactionPass, at: RequestPath([.field("compaction")]), text: compaction["instructions"]?.string ?? "")
  }

  /// `input_tokens` of a request as it is.
  func plainCount(_ request: MessagesRequest, _ resolved: ResolvedPolicy) throws(PlanError) -> RequestCount {
    let count: RequestCount
    do {
      count = try counter.countOnly(request, model: resolved.countedModel, context: resolved.policy.context)
    } catch {
      throw PlanError(error)
    }
    return Self.summarising(request, resolved.policy.settled(count), resolved)
  }
}

extension Notice.Code {
  /// Too few records for the risk that was asked for.
  public static let riskNotPromised = Notice.Code(rawValue: "risk_not_promised")
}

extension Planner.Counts {
  /// What edits left of a whole.
  init(_ edited: ContextEditing.Outcome, of whole: TokenCount) {
    self.init(
      input: edited.count, unedited: edited.count.total == whole ? nil : whole,
      compactionPass: edited.compactionPass)
  }
}

extension TokenCount {
  /// The same with another upper end; as it is where there is none.
  fileprivate func reaching(_ upper: Int?) -> TokenCount {
    guard let upper else { return self }
    return TokenCount(
      tokens, below: tokens - bounds.lowerBound, above: max(upper - tokens, 0), basis: basis)
  }
}
