import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
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
  static func plan(for record: JSONValue, _ planner: Planner, asOf day: CalendarDay? = nil) -> Plan? {
    guard let body = record["request"], let request = try? MessagesRequest(decoding: body) else { return nil }
    var policy = PlanPolicy()
    policy.remedies = .never
    policy.model = record["model"]?.string ?? request.model
    // Recorders write an empty list where they kept no headers.
    let betas = record["betas"]?.elements.compactMap(\.string) ?? []
    policy.betas = betas.isEmpty ? nil : betas
    policy.asOf = day ?? recordedDay(of: record)
    policy.bodyLength = body.sourceBytes.count
    policy.platform = record["endpoint"]?.string?.hasPrefix("bedrock") == true ? .bedrock : nil
    if record["endpoint"]?.string == "/v1/messages/count_tokens" { policy.endpoint = .countTokens }
    return try? planner.plan(request, policy)
  }

  /// The day of a recording; nil where it is not known.
  static func recordedDay(of record: JSONValue) -> CalendarDay? {
    guard case .day(let day)? = record["recorded_at"]?.string.flatMap({ AsOf(recordedAt: $0) }) else { return nil }
    return day
  }

  @Test(
    "no request that succeeded is called refused", arguments: ["requests.jsonl.xz", "requests-2026-11-29.jsonl.xz"])
  func answered(name: String) throws {
    let plans = try Self.plans(of: name)
    #expect(plans.count > (name == "requests.jsonl.xz" ? 8000 : 70))
    for (id, _, plan) in plans where plan.verdict == .refused {
      Issue.record("\(id) is called refused: \(plan.refusals[0].rule) \(plan.refusals[0])")
    }
  }

  @Test("every refusal for length that was recorded whole is called refused")
  func everyRefusalForLengthThat() throws {
    var found = 0
    for (id, record, plan) in try Self.plans(of: "refusals.jsonl.xz") {
      let error = record["error"]?.sourceText ?? ""
      let isLength = ["is too long", "exceed context limit", "max_tokens` must", "budget_tokens: Input"]
        .contains { error.contains($0) }
      // Most recordings of long bodies keep a placeholder instead of the text: nothing there is too long.
      let isWhole = !error.contains("is too long") || (record["request"]?.sourceBytes.count ?? 0) > 100_000
      guard isLength, isWhole, record["status"]?.int == 400 else { continue }
      found += 1
      // Headers were not kept: one of them would have allowed a larger budget.
      let isOpen = plan.refusals.first?.doubt == .header
      #expect(plan.verdict == .refused || isOpen, "\(id): \(error.prefix(200))")
    }
    #expect(found >= 7)
  }
}
