public import JSONText
import MessagesAPI
public import ModelCatalog
public import RequestChecking
import RequestCounting

/// The verdict on a body that is no request, and so has no count: what the API answers to it.
///
///     try UncountedPlan(body, policy, catalog)?.refusals.first?.message   // messages: Input should be a valid array
public struct UncountedPlan: Sendable {
  /// The model that the body or the policy names, as it is spelt; nil where neither does.
  public let model: String?
  /// The day of sending.
  public let day: CalendarDay
  /// Who takes the body.
  public let platform: Platform
  /// What the API refuses, in the order in which it looks; at least one.
  public let refusals: [Refusal]

  /// The verdict, by the rules of fields alone. O(n).
  ///
  /// - Parameters:
  ///   - body: what could not be decoded.
  ///   - policy: platform, endpoint, day and headers.
  ///   - catalog: has the day where the policy has none.
  /// - Returns: nil for what is no body of the Messages API, or has nothing amiss that its fields show.
  public init?(_ body: JSONValue, _ policy: PlanPolicy, _ catalog: Catalog) {
    var delivery = Delivery(of: MessagesRequest(model: policy.model ?? body["model"]?.string, messages: []))
    delivery.platform = policy.platform ?? delivery.platform
    delivery.endpoint = policy.endpoint
    delivery.betas = policy.context.betas
    delivery.day = policy.asOf
    guard let unreadable = UnreadableBody(body, catalog: catalog, delivery: delivery) else { return nil }
    model = policy.model ?? unreadable.model
    day = policy.asOf ?? catalog.date
    platform = delivery.platform
    refusals = unreadable.refusals
  }

  /// As programs read it: the verdict and its refusals, with null for what is counted.
  ///
  /// - Parameter indent: as ``PlanJSON`` has it.
  public func json(indent: Int? = 2) -> [UInt8] {
    var writer = JSONWriter(indent: indent)
    writer.object { object in
      object.writeSchemaVersion()
      object.member("verdict", Verdict.refused.rawValue)
      object.member("reason", refusals.first.map { .string($0.message) } ?? .null)
      object.member("model", model.map { .string($0) } ?? .null)
      object.member("as_of", day.description)
      object.member("platform", platform.rawValue)
      object.member("input_tokens", .null)
      object.writeRefusals(refusals)
    }
    writer.endLine()
    return writer.take()
  }
}
