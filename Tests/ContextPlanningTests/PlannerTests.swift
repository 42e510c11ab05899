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
}
