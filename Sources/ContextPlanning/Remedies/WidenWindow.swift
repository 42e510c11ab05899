import ModelCatalog

extension RemedySearch {
  /// Sends the header of a larger window, where it has effect on the day.
  mutating func widenWindow() throws(PlanError) {
    guard let beta = resolved.model.window?.beta, !resolved.betas.contains(beta.header),
      beta.hasEffect(on: resolved.day), beta.tokens > plan.window.tokens, resolved.policy.window == nil
    else { return }
    let who = beta.eligibility.map { " (\($0))" } ?? ""
    let name = "window_\(beta.tokens / 1_000_000)m"
    guard isWanted(name) else { return }
    try keep(
      name, "send the header \(beta.header)\(who)", request, headers: [beta.header], keepsMessages: true)
  }
}
