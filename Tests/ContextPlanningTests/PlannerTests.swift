import ContextPlanning
import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

@Suite("A planner")
struct PlannerTests {
  @Test("says fits for a short request")
  func saysFitsForAShort() throws {
    let planner = Planner(catalog: try Catalog.bundled())
    let request = MessagesRequest(model: "claude-opus-5", maxTokens: 100, messages: [Message(role: .user, "Hello")])
    let plan = try planner.plan(request)
    #expect(plan.verdict == .fits)
    #expect(plan.headroom == 1_000_000 - plan.input.total.bounds.upperBound - 100)
    #expect(plan.largestMaxTokens == 128_000)
  }

  @Test("says in a cancelled task that there is no plan, whatever it is asked for", arguments: [nil, 5_000])
  func cancelled(window: Int?) async {
    let error = await #expect(throws: PlanError.self) {
      try await Task {
        withUnsafeCurrentTask { $0?.cancel() }
        var policy = PlanPolicy()
        policy.window = window
        let request = MessagesRequest(
          model: "claude-opus-5", maxTokens: 100,
          messages: [Message(role: .user, String(repeating: "word ", count: 9_000))])
        return try Planner(catalog: try Catalog.bundled()).plan(request, policy).verdict
      }.value
    }
    #expect(error?.code == .cancelled)
  }
}
