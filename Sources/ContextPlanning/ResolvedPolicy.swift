public import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting

/// What a plan is made for: the policy with its gaps filled.
struct ResolvedPolicy: Sendable {
  let policy: PlanPolicy
  /// The policy's or the body's model.
  let resolvedModel: ResolvedModel
  /// The model whose rules count.
  let countedModel: ResolvedModel
  let day: CalendarDay
  let platform: Platform
  let betas: [String]
  let maxTokens: Int
  /// Whether nobody named `maxTokens`.
  let maxTokensIsDefault: Bool
  let catalog: Catalog

  init(_ request: MessagesRequest, _ policy: PlanPolicy, _ catalog: Catalog) throws(PlanError) {
    guard let spelling = policy.model ?? request.model else { throw .missingModel }
    guard let resolved = catalog.resolve(spelling, substitute: policy.context.substitute) else {
      throw .unknownModel(spelling, nearest: catalog.nearest(to: spelling))
    }
    let model = resolved.model
    try policy.checkNumbers()
    let given = policy.maxTokens ?? request.maxTokens
    maxTokensIsDefault = given == nil && policy.session != nil
    maxTokens = min(max(given ?? policy.session?.maxTokens(of: model) ?? 0, 0), PlanPolicy.mostTokens)
    // A plan counts the same request several times; its documents are read once.
    var shared = policy
    shared.counting.readings = policy.counting.readings ?? DocumentReadings()
    self.policy = shared
    resolvedModel = resolved
    countedModel = policy.countedAs.flatMap { catalog.resolve($0) } ?? resolved
    self.catalog = catalog
    day = policy.asOf ?? catalog.date
    if let tier = policy.rateTier, RateLimits(of: model, tier: tier, on: day, catalog: catalog) == nil {
      let known = RateLimits.tiers(of: model, on: day, catalog: catalog)
      throw .unknownTier(tier, model.id, on: day, known: known)
    }
    platform = policy.platform ?? Platform(of: request)
    betas = request.betas + (policy.context.betas ?? [])
  }

  /// The model whose rules count.
  var model: Model { resolvedModel.model }

  /// The beta header that a part of a request takes, where the caller does not send it.
  func missingBetas(_ name: String) -> [String] {
    catalog.beta(neededBy: name).map { betas.contains($0) ? [] : [$0] } ?? []
  }

  /// The same without what is known of this conversation's calls: for counting something else.
  var alone: ResolvedPolicy {
    var policy = policy
    policy.prefix = nil
    policy.session = nil
    return ResolvedPolicy(self, policy)
  }

  private init(_ other: ResolvedPolicy, _ policy: PlanPolicy) {
    self.policy = policy
    (resolvedModel, countedModel) = (other.resolvedModel, other.countedModel)
    (day, platform) = (other.day, other.platform)
    (betas, maxTokens, maxTokensIsDefault, catalog) = (
      other.betas, other.maxTokens, other.maxTokensIsDefault, other.catalog
    )
  }

  /// How the request is sent.
  func delivery(of request: MessagesRequest, pdfPages: (count: Int, first: RequestPath?)) -> Delivery {
    var delivery = Delivery(of: request)
    delivery.platform = platform
    delivery.endpoint = policy.endpoint
    delivery.day = day
    // Headers that nobody names are not known; for the window alone they are taken for not sent.
    let isOpen = policy.mayHaveMoreBetas || policy.context.betas == nil && request.betas.isEmpty
    delivery.betas = isOpen ? nil : betas
    delivery.assuredBetas = betas
    delivery.version = policy.version
    delivery.maxTokens = policy.maxTokens ?? request.maxTokens
    delivery.bodyLength = policy.bodyLength
    delivery.batchIndex = policy.batchIndex
    (delivery.pdfPages, delivery.firstPDF) = pdfPages
    return delivery
  }

  /// What others than the API say, and what becomes of the model.
  func serviceNotices(_ request: MessagesRequest) -> [Notice] {
    var notices: [Notice] = []
    let patience =
      model.maxOutput?.withoutStreaming ?? catalog.shared("request_limits")?.int("max_tokens_without_streaming")
    if let patience, !maxTokensIsDefault, maxTokens > patience, request.stream != true, policy.endpoint == .messages {
      let rule = RequestRule.streamingRequired.number
      notices.append(
        Notice(
          code: .streamingRequired, path: RequestPath([.field("max_tokens")]),
          message: "SDKs ask for streaming above \(patience) tokens of output (rule \(rule))"))
    }
    // A body that was sent for an answer has it; one that was built in code or is for counting need not.
    if policy.maxTokens == nil, request.maxTokens == nil, request.document != nil, policy.endpoint != .countTokens,
      request.shape.hasOwnNames,
      !request.notices.contains(where: { $0.path == RequestPath([.field("max_tokens")]) })
    {
      notices.append(
        Notice(
          code: .noMaxTokens, path: RequestPath([.field("max_tokens")]),
          message: "the API wants the field for an answer; no output is reserved without it"))
    }
    if let retirement = model.retirement, let last = retirement.day, retirement.kind != "not_sooner_than", day >= last {
      notices.append(
        Notice(
          code: .retiredModel, path: RequestPath([.field("model")]),
          message: "\(model.id) is out of service on the Claude API since \(last)"))
    }
    return notices
  }
}

extension Notice.Code {
  /// Anthropic's SDKs refuse the request unless it streams; the API does not.
  public static let streamingRequired = Notice.Code(rawValue: "streaming_required")
  /// The body asks for no output.
  public static let noMaxTokens = Notice.Code(rawValue: "no_max_tokens")
  /// The model is not served any more.
  public static let retiredModel = Notice.Code(rawValue: "retired_model")
}
