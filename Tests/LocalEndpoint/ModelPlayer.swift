import Calibration
package import MessagesAPI
package import ModelCatalog
import RequestCounting

/// Plays a catalogued model for those who do not know its constants.
package struct ModelPlayer: Sendable {
  package let model: Model
  private let counter: RequestCounter

  package init(_ model: Model, _ catalog: Catalog) {
    self.model = model
    counter = RequestCounter(catalog: catalog)
  }

  /// What the model counts; nil for what it refuses.
  package func count(_ request: MessagesRequest, betas: [String]) -> Int? {
    if let type = request.thinking?.type, !(model.facts["thinking"]?.strings("modes") ?? []).contains(type) {
      return nil
    }
    if request.messages.last?.role == .assistant, model.facts.bool("prefill") == false { return nil }
    let context = CountContext(betas: betas, asOf: .day(counter.catalog.date))
    return try? counter.count(request, model: model.id, context: context).total.tokens
  }

  /// The answers to the probes that it is asked, by name.
  package var answers: [String: Int] { interview().answers }

  /// Asks probe after probe as one does who does not know the model.
  ///
  /// - Parameter refusing: probes that it refuses besides those that the model does.
  /// - Returns: the answers by name, and how many counts it took, refused ones among them.
  package func interview(refusing: Set<String> = []) -> (answers: [String: Int], asked: Int) {
    var (answers, asked): ([String: Int], Set<String>) = ([:], [])
    while let probe = LearningPlan.next(asked: asked, refused: asked.subtracting(answers.keys)) {
      asked.insert(probe.name)
      if !refusing.contains(probe.name) { answers[probe.name] = count(probe.request, betas: probe.betas) }
    }
    return (answers, asked.count)
  }

  /// The endpoint's answer to a request over HTTP.
  package func answer(_ request: LocalEndpoint.Request) -> Answer {
    let betas = request.header("anthropic-beta")?.split(separator: ",").map(String.init) ?? []
    guard let body = try? MessagesRequest(decoding: request.body), let count = count(body, betas: betas) else {
      return .error(400, "invalid_request_error", "not supported by this model")
    }
    return .count(count)
  }
}
