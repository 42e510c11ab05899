import ContextPlanning
import RequestChecking
import RequestCounting

// POST /v1/messages/plan, which the API does not have: does this request fit, and if not, what to do.

extension Endpoints {
  /// The body is that of /v1/messages; `?max_tokens=` and `?window=` stand for others, in tokens; `?risk=` is how
  /// often "fits" may be false. Answers with the shape
  /// of `ullage plan --json`, and 200 whatever the verdict.
  func plan(_ request: ServerRequest) throws(ErrorReply) -> ServerReply {
    let sent = try MessagesBody(request, settings: settings)
    if settings.isStrict { try refuseThread(of: sent, at: .messages) }
    let body = try whole(sent)
    var policy = PlanPolicy()
    policy.counting = CountContext(betas: body.betas, substitute: settings.substitute)
    policy.betas = body.betas
    policy.substitute = settings.substitute
    policy.bodyLength = request.body.count
    policy.maxTokens = try Self.tokens("max_tokens", request)
    policy.window = try Self.tokens("window", request)
    policy.risk = try Self.risk(request)
    do throws(PlanError) {
      let plan = try planner.plan(body.request, policy)
      var reply = ServerReply(status: 200, body: PlanJSON(plan, modelIsDefault: false, indent: nil).bytes)
      reply.headers = ["content-type": "application/json", "ullage-basis": plan.input.total.basis.description]
      return reply
    } catch {
      throw reply(to: error)
    }
  }

  /// What the API answers where there is no plan.
  func reply(to error: PlanError) -> ErrorReply {
    if error.code == .unknownModel { return unknownModel(error.value) }
    return ErrorReply(.invalidRequest, "\(error.message). \(error.remedy)")
  }

  private static func risk(_ request: ServerRequest) throws(ErrorReply) -> Double? {
    guard let text = request.query["risk"] else { return nil }
    guard let risk = Double(text), RiskLimit.range.contains(risk) else {
      throw ErrorReply(.invalidRequest, "risk: a number from 0.0001 to 0.5 is expected")
    }
    return risk
  }

  private static func tokens(_ name: String, _ request: ServerRequest) throws(ErrorReply) -> Int? {
    guard let text = request.query[name] else { return nil }
    guard let tokens = Int(text), tokens >= 0 else {
      throw ErrorReply(.invalidRequest, "\(name): a number of tokens is expected")
    }
    return tokens
  }
}
