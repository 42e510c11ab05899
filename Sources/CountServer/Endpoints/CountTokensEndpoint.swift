import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting

// POST /v1/messages/count_tokens, as the API's clients speak it.

extension Endpoints {
  func countTokens(_ request: ServerRequest) throws(ErrorReply) -> ServerReply {
    let detail = try Detail(request.query["detail"])
    let sent = try MessagesBody(request, settings: settings, catalog)
    if settings.isStrict { try refuseThread(of: sent, at: .countTokens) }
    let body = try whole(sent)
    let model = try resolved(body.request)
    let (count, original, refusals) = try count(body, model)
    let objections =
      body.versionObjections + (sent.request.continuesThread ? threadObjections(of: sent, at: .countTokens) : [])
      + refusals + Self.retirement(of: model)
    if settings.isStrict, let first = objections.first(where: \.isRefused) { throw first.refusal }
    var reply = ServerReply.json { object in
      object.member("input_tokens", count.total.tokens)
      if body.request.contextManagement != nil {
        object.object("context_management") { $0.member("original_input_tokens", original) }
      }
      guard detail != .none else { return }
      object.object("ullage") { object in
        object.writeSchemaVersion()
        RequestCountJSON(count, of: body.request, modelIsDefault: false, hasParts: detail == .parts)
          .writeMembers(to: &object)
      }
    }
    Self.describe(count, objections, in: &reply.headers)
    return reply
  }

  /// The count, the tokens before the edits that the request asks the API for, and what the API would refuse.
  private func count(
    _ body: MessagesBody, _ model: ResolvedModel
  ) throws(ErrorReply) -> (RequestCount, original: Int, [Objection]) {
    // The planner knows the edits; it costs a little more than the count alone.
    guard body.request.contextManagement != nil else { return try plainCount(body, model) }
    var policy = PlanPolicy()
    policy.endpoint = .countTokens
    policy.version = body.version
    policy.counting = CountContext(betas: body.betas, substitute: settings.substitute)
    policy.remedies = .never
    do throws(PlanError) {
      let plan = try planner.plan(body.request, policy)
      let refusals = plan.refusals.map { Objection($0) }
      return (plan.input, (plan.unedited ?? plan.input.total).tokens, refusals + Self.objections(plan.notices))
    } catch {
      // The count is the same in any window.
      guard error.code == .unknownWindow else { throw reply(to: error) }
      let (count, original, objections) = try plainCount(body, model)
      let unchecked = Objection(
        "model", "the window is not known: edits were not applied", isRefused: false)
      return (count, original, objections + [unchecked])
    }
  }

  /// The count without edits.
  private func plainCount(
    _ body: MessagesBody, _ model: ResolvedModel
  ) throws(ErrorReply) -> (RequestCount, original: Int, [Objection]) {
    let context = CountContext(betas: body.betas, substitute: settings.substitute)
    do throws(CountError) {
      let count = try counter.countOnly(body.request, model: model, context: context)
      let check = check(body, model, count)
      return (
        count, count.total.tokens, check.refusals.map { Objection($0) } + Self.objections(check.notices + count.notices)
      )
    } catch {
      throw ErrorReply(.failure, error.description)
    }
  }

  /// The one look-up of the request's model.
  private func resolved(_ request: MessagesRequest) throws(ErrorReply) -> ResolvedModel {
    do throws(CountError) {
      return try counter.resolve(request.model, substitute: settings.substitute)
    } catch {
      if error.code == .unknownModel { throw unknownModel(error.value) }
      throw ErrorReply(.failure, error.description)
    }
  }

  /// What the API's endpoint would refuse.
  private func check(_ body: MessagesBody, _ model: ResolvedModel, _ count: RequestCount) -> RequestCheck {
    var delivery = Delivery(of: body.request)
    delivery.platform = .api
    delivery.endpoint = .countTokens
    delivery.betas = body.betas + body.request.betas
    delivery.version = body.version
    (delivery.pdfPages, delivery.firstPDF) = count.pdfPages
    return RequestCheck(body.request, model: model.known, catalog: catalog, delivery: delivery)
  }

  func unknownModel(_ spelling: String) -> ErrorReply {
    // What is longer is no slip of the pen: looking for its like took 17 ms for 60 KB, and the answer was as long.
    guard spelling.utf8.count <= 128 else { return ErrorReply(.notFound, "model: \(spelling.prefix(128))…") }
    let nearest = catalog.nearest(to: spelling)
    let hint = nearest.isEmpty ? "" : ". Did you mean \(nearest.joined(separator: " or "))?"
    return ErrorReply(.notFound, "model: \(spelling)\(hint)")
  }

  // MARK: What is said beside the number

  /// How much of the count the answer spells out, in an object of our own: clients ignore fields they do not know.
  private enum Detail: String {
    case none, bounds, parts

    init(_ text: String?) throws(ErrorReply) {
      guard let text else {
        self = .none
        return
      }
      guard let detail = Detail(rawValue: text) else {
        throw ErrorReply(.invalidRequest, "detail: \"bounds\", \"parts\" or \"none\" is expected")
      }
      self = detail
    }
  }

  /// Basis and bounds in header fields, for every client that shows them.
  private static func describe(_ count: RequestCount, _ objections: [Objection], in headers: inout ServerHeaders) {
    headers.append("ullage-basis", count.total.basis.description)
    headers.append("ullage-lower", "\(count.total.bounds.lowerBound)")
    headers.append("ullage-upper", "\(count.total.bounds.upperBound)")
    headers.append("ullage-model", count.model)
    headers.append("ullage-source", "local")
    if let notices = Objection.headerValue(of: objections) { headers.append("ullage-notices", notices) }
  }

  private static func objections(_ notices: [Notice]) -> [Objection] {
    notices.map { notice in
      Objection(notice.path.dotted, notice.message, isRefused: notice.code == .refused)
    }
  }

  private static func retirement(of resolved: ResolvedModel) -> [Objection] {
    guard let model = resolved.known, model.status == "retired" else { return [] }
    let day = model.retirement?.day.map { " on \($0)" } ?? ""
    return [Objection("model", "\(model.id) was retired\(day)", isRefused: true, kind: .notFound)]
  }
}
