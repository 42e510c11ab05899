import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import TestSupport
import Testing

/// What the API did with recorded requests, and what the planner says of them.
@Suite(.enabled(if: Package.hasRecordedRequests, "the recorded requests are not beside this checkout"))
struct RecordedVerdictTests {
  /// Recorded requests that can be planned, each with its plan.
  static func plans(of name: String) throws -> [(id: String, record: JSONValue, plan: Plan)] {
    let planner = Planner(catalog: try Catalog.bundled())
    var plans: [(String, JSONValue, Plan)] = []
    for line in try Package.recordedRequestLines(name).split(separator: UInt8(ascii: "\n")) {
      let record = try JSONDocument(parsing: line).root
      if let plan = plan(for: record, planner) { plans.append((record["id"]?.string ?? "", record, plan)) }
    }
    return plans
  }

  /// Nil where the request cannot be read or its model is not known.
  static func plan(for record: JSONValue, _ planner: Planner) -> Plan? {
    guard let body = record["request"], let request = try? MessagesRequest(decoding: body) else { return nil }
    var policy = PlanPolicy()
    policy.remedies = .never
    policy.model = record["model"]?.string ?? request.model
    policy.betas = record["betas"]?.elements.compactMap(\.string)
    policy.bodyLength = body.sourceBytes.count
    policy.platform = record["endpoint"]?.string?.hasPrefix("bedrock") == true ? .bedrock : nil
    if record["endpoint"]?.string == "/v1/messages/count_tokens" { policy.endpoint = .countTokens }
    return try? planner.plan(request, policy)
  }

  @Test func `no request that succeeded is called refused`() throws {
    let plans = try Self.plans(of: "requests.jsonl.xz")
    #expect(plans.count > 8000)
    for (id, _, plan) in plans where plan.verdict == .refused {
      Issue.record("\(id) is called refused: \(plan.refusals[0])")
    }
  }

  @Test func `every refusal for length that was recorded whole is called refused`() throws {
    var found = 0
    for (id, record, plan) in try Self.plans(of: "refusals.jsonl.xz") {
      let error = record["error"]?.sourceText ?? ""
      let isLength = ["is too long", "exceed context limit", "max_tokens` must", "budget_tokens: Input"]
        .contains { error.contains($0) }
      // Most recordings of long bodies keep a placeholder instead of the text: nothing there is too long.
      let isWhole = !error.contains("is too long") || (record["request"]?.sourceBytes.count ?? 0) > 100_000
      guard isLength, isWhole, record["status"]?.int == 400 else { continue }
      found += 1
      #expect(plan.verdict == .refused, "\(id): \(error.prefix(200))")
    }
    #expect(found >= 7)
  }
}
