import MessagesAPI

extension RemedySearch {
  /// Asks for no more output than has its place.
  mutating func lowerMaxTokens() throws(PlanError) {
    let largest = plan.largestMaxTokens
    let budget = request.thinking?.type == "enabled" ? request.thinking?.budgetTokens ?? 0 : 0
    guard largest > budget, largest < plan.maxTokens else { return }
    var edited = request
    edited.maxTokens = largest
    var lost = Remedy.Loss()
    lost.tokens = plan.maxTokens - largest
    try keep(
      "lower_max_tokens", "ask for at most \(largest) tokens", edited, lost: lost, counted: counted,
      keepsMessages: true, changing: { $0.maxTokens = nil })
  }
}
