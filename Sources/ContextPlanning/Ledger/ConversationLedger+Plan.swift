import MessagesAPI
import ModelCatalog
import RequestCounting

extension ConversationLedger {
  /// Plans the conversation as it is: verdict, price, forecast, and remedies where they are asked for.
  ///
  /// ```swift
  /// var policy = PlanPolicy()
  /// policy.goal = .percent(80)
  /// if let remedy = try ledger.plan(policy).remedies.first { … }
  /// ```
  ///
  /// Counts the messages anew, by themselves: what the API measured of earlier calls stays with ``input``. O(n).
  public func plan(_ policy: PlanPolicy = PlanPolicy()) throws(PlanError) -> Plan {
    var policy = policy
    policy.model = policy.model ?? spelling
    policy.maxTokens = policy.maxTokens ?? maxTokens
    return try Planner(counter: prices).plan(request, policy)
  }
}
