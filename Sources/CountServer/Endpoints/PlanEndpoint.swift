import ContextPlanning
import RequestChecking
import RequestCounting

// POST /v1/messages/plan, which the API does not have: does this request fit, and if not, what to do.

extension Endpoints {
  /// The body is that of /v1/messages. The query takes ``askable`` options: `?window=250000`, `?next=true`,
  /// `?when=80%25`. Answers with the shape of `ullage plan --json`, and 200 whatever the verdict.
  func plan(_ request: ServerRequest) throws(ErrorReply) -> ServerReply {
    let sent = try MessagesBody(request, settings: settings, catalog)
    if settings.isStrict { try refuseThread(of: sent, at: .messages) }
    let body = try whole(sent)
    var policy = PlanPolicy()
    policy.counting = CountContext(betas: body.betas, substitute: settings.substitute)
    policy.betas = body.betas
    policy.substitute = settings.substitute
    policy.bodyLength = request.body.count
    // SDKs send `?beta=true` to every endpoint of theirs.
    for (name, text) in request.query.sorted(by: { $0.key < $1.key }) where name != "beta" {
      do throws(PlanError) {
        try PlanOption.named(name, among: Self.askable).set(text: text, in: &policy)
      } catch {
        throw reply(to: error)
      }
    }
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

  /// What the query may say: the model and the betas are the body's and the header's, the substitute the server's.
  static let askable: [PlanOption] = PlanOption.allCases.filter { ![.model, .betas, .assumeModel].contains($0) }
}
