import Calibration
import MessagesAPI
import ModelCatalog
import RequestCounting

/// Plays a catalogued model for those who do not know its constants.
struct ModelPlayer: Sendable {
  let model: Model
  private let counter: RequestCounter

  init(_ model: Model, _ catalog: Catalog) {
    self.model = model
    counter = RequestCounter(catalog: catalog)
  }

  /// What the model counts; nil for what it refuses.
  func count(_ request: MessagesRequest, betas: [String]) -> Int? {
    if let type = request.thinking?.type, !(model.facts["thinking"]?.strings("modes") ?? []).contains(type) {
      return nil
    }
    if request.messages.last?.role == .assistant, model.facts.bool("prefill") == false { return nil }
    let context = CountContext(betas: betas, asOf: .day(counter.catalog.date))
    return try? counter.count(request, model: model.id, context: context).total.tokens
  }

  /// The answers to all probes, by name.
  var answers: [String: Int] {
    var answers: [String: Int] = [:]
    for probe in LearningPlan.probes { answers[probe.name] = count(probe.request, betas: probe.betas) }
    return answers
  }
}
