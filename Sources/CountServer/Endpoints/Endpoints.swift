import ContextPlanning
import JSONText
public import ModelCatalog
import RequestCounting

/// The server without a socket: a request goes in, an answer comes out.
///
///     let endpoints = Endpoints(catalog: try Catalog.bundled())
///     let request = ServerRequest("POST", "/v1/messages/count_tokens", body: body)
///     let reply = endpoints.reply(to: request, id: .random())
///     String(decoding: reply.body, as: UTF8.self)     // {"input_tokens":9}
///
/// Nothing is read but the request, the catalogue, and the conversations that clients had held: no file, no network. Every
/// request gets an answer, and none of them can make it fail. A value: copy it, use it from any thread.
public struct Endpoints: Sendable {
  /// How requests are taken.
  public struct Settings: Sendable {
    /// The token that callers must send; nil lets everybody in.
    public var token: AccessToken?
    /// Whether what the API would refuse is refused: a field it does not know, a beta field without its beta, a missing
    /// version. Otherwise it is counted, and the header `ullage-notices` says what the API would say.
    public var isStrict = false
    /// The model whose rules count where a request names one that is not known; nil answers 404 as the API does.
    public var substitute: String?
    /// How much one client, and all together, may ask for.
    public var limits = ServerLimits()
    /// Names in the `host` header that are served, in lower case and without a port; nil serves all. Keeps web pages
    /// from reaching a server on this machine through a name of their own. What a browser sends for another site's page is
    /// refused whatever stands here.
    public var hosts: Set<String>?

    /// The settings of `ullage serve` without flags.
    public init() {}
  }

  /// What was set when the endpoints were made.
  public let settings: Settings
  /// What `GET /metrics` tells.
  public let metrics: ServerMetrics
  /// Conversations that a thread's continuation goes on from; copies share it.
  public let threads: ThreadStore
  /// What is known of models.
  public let catalog: Catalog
  let counter: RequestCounter
  let planner: Planner
  let listing: ModelListing

  /// Endpoints that share nothing with others but `metrics` and `threads`.
  public init(
    catalog: Catalog, settings: Settings = Settings(), metrics: ServerMetrics = ServerMetrics(),
    threads: ThreadStore = ThreadStore()
  ) {
    self.catalog = catalog
    self.settings = settings
    self.metrics = metrics
    self.threads = threads
    counter = RequestCounter(catalog: catalog)
    planner = Planner(counter: counter)
    listing = ModelListing(catalog)
  }

  /// Answers a request. The answer carries the id, as `request-id`; to HEAD it is that to GET, of which only the header
  /// is sent.
  ///
  /// Cost: that of counting the body, about 3 ns a byte; microseconds for everything else.
  public func reply(to request: ServerRequest, id: RequestID) -> ServerReply {
    .answering(id) { () throws(ErrorReply) in
      if let refusal = refusal(of: request) { throw refusal }
      return try answer(request)
    }
  }

  /// What can be said before the body is read: whether the caller may ask at all, and in this way. Nil where nothing is
  /// against it.
  public func refusal(of request: ServerRequest) -> ErrorReply? {
    let caller = Caller(request.headers)
    if let refusal = caller.refusal(hosts: settings.hosts) { return refusal }
    let route = Route(request.path)
    if route != .health, let token = settings.token, !token.opens(request.headers) {
      return ErrorReply(.authentication, "invalid x-api-key")
    }
    if let allowed = route.methods, !allowed.contains(request.method) {
      return ErrorReply(.methodNotAllowed, "Method Not Allowed", headers: ["allow": allowed.joined(separator: ", ")])
    }
    return route.methods == ["POST"] ? caller.refusalOfBody : nil
  }

  private func answer(_ request: ServerRequest) throws(ErrorReply) -> ServerReply {
    switch Route(request.path) {
    case .countTokens: return try countTokens(request)
    case .plan: return try plan(request)
    case .threads: return try holdThread(request)
    case .models: return try models(request)
    case .model(let id): return try model(id)
    case .health: return .json { $0.member("status", "ok") }
    case .metrics: return metrics.reply
    case .messages:
      throw ErrorReply(.notFound, "This server counts and runs no models; send messages to the API itself.")
    case .unknown: throw ErrorReply(.notFound, "Not Found")
    }
  }
}

/// What a path leads to.
public enum Route: Sendable, Hashable {
  /// `/v1/messages/count_tokens`
  case countTokens
  /// `/v1/messages/plan`
  case plan
  /// `/v1/messages/threads`
  case threads
  /// `/v1/models`
  case models
  /// `/health`
  case health
  /// `/metrics`
  case metrics
  /// `/v1/models/ID`
  case model(String)
  /// Running a model, which is not done here.
  case messages
  /// Any other path.
  case unknown

  /// The route of a path, without its query.
  public init(_ path: String) {
    switch path {
    case "/v1/messages/count_tokens": self = .countTokens
    case "/v1/messages/plan": self = .plan
    case "/v1/messages/threads": self = .threads
    case "/v1/messages": self = .messages
    case "/v1/models": self = .models
    case "/health": self = .health
    case "/metrics": self = .metrics
    default:
      let prefix = "/v1/models/"
      let id = path.hasPrefix(prefix) ? PercentEncoding.decode(path.dropFirst(prefix.count)) : ""
      self = id.isEmpty ? .unknown : .model(id)
    }
  }

  /// The name of the route in metrics and the log; never something that a caller chose.
  public var name: String {
    switch self {
    case .countTokens: "count_tokens"
    case .plan: "plan"
    case .threads: "threads"
    case .models: "models"
    case .model: "model"
    case .health: "health"
    case .metrics: "metrics"
    case .messages: "messages"
    case .unknown: "unknown"
    }
  }

  /// The methods it takes; nil where none makes a difference.
  var methods: [String]? {
    switch self {
    case .countTokens, .plan, .threads: ["POST"]
    case .models, .model, .health, .metrics: ["GET", "HEAD"]
    case .messages, .unknown: nil
    }
  }
}
