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
  /// The plan goes on from what the API counted last, as ``input`` does, and prices thinking as its usage told. Counts the
  /// messages anew, twice where there is such a measurement. O(n).
  public func plan(_ policy: PlanPolicy = PlanPolicy()) throws(PlanError) -> Plan {
    var policy = policy
    policy.model = policy.model ?? spelling
    policy.maxTokens = policy.maxTokens ?? maxTokens
    policy.risk = policy.risk ?? risk
    policy.counting.thinkingTokens.merge(counter.learned.thinkingTokens) { given, _ in given }
    policy.counting.keptThinking.merge(counter.learned.keptThinking) { given, _ in given }
    let planner = Planner(counter: prices)
    if policy.anchor == nil, let measurement {
      if let kept = measurement.kept {
        // Edited since: what the messages did not show was measured with those of then.
        var then = request
        then.messages = Array(kept.messages.prefix(measurement.messages))
        let counted = try planner.plainCount(then, try ResolvedPolicy(then, policy, planner.catalog))
        policy.prefix = CountedPrefix(measured: measurement.tokens, counted: counted)
      } else {
        policy.anchor = CountAnchor(tokens: measurement.tokens, messages: measurement.messages)
      }
    }
    return try planner.plan(request, policy)
  }
}
