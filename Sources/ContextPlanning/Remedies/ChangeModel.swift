import MessagesAPI
import ModelCatalog

extension RemedySearch {
  /// Sends the request to a model with a larger window.
  mutating func changeModel() throws(PlanError) {
    if resolved.policy.window != nil || resolved.policy.surface != nil { return }
    let models = planner.catalog.models.filter { model in
      guard let released = model.released, released <= resolved.day, model.status != "retired" else { return false }
      return (model.window?.tokens(on: resolved.day) ?? 0) > plan.window.tokens
    }
    // The newest of its own line, the cheapest, and the newest that was measured.
    let own = models.first { $0.line == resolved.model.line }
    let cheapest = models.min { ($0.prices?.input?.nanodollars ?? .max) < ($1.prices?.input?.nanodollars ?? .max) }
    let measured = models.first { $0.id == planner.catalog.defaultModel?.id }
    var tried: Set<String> = []
    for model in [own, cheapest, measured].compactMap({ $0 })
    where tried.insert(model.id).inserted && isWanted("model:\(model.id)") {
      var edited = request
      if request.model != nil { edited.model = model.id }
      try keep("model:\(model.id)", "send it to \(model.name)", edited, changing: { $0.model = model.id })
    }
  }
}
