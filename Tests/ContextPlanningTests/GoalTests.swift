import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
import Testing

@testable import ContextPlanning

@Suite("A goal below the window")
struct GoalTests {
  private let planner: Planner

  init() throws { planner = Planner(catalog: try Catalog.bundled()) }

  private func conversation(_ model: String = "claude-opus-4-6") -> MessagesRequest {
    var made = Conversations(seed: 21)
    return made.agent(model: model, exchanges: 8, cycles: 2, words: 30)
  }

  @Test(
    "is reached by remedies while the request fits, and asked for in tokens or in hundredths", arguments: [50, 80, 95])
  func reached(percent: Int) throws {
    let request = conversation()
    var policy = PlanPolicy()
    let plain = try planner.plan(request, policy)
    #expect(plain.verdict == .fits && plain.remedies.isEmpty && plain.floor == nil)
    let goal = plain.input.total.bounds.upperBound * percent / 100
    policy.goal = .tokens(goal)
    policy.remedies = .only(["evict"])
    let evict = try #require(try planner.plan(request, policy).remedies.first)
    #expect(evict.reachesGoal && evict.suffices && evict.after.bounds.upperBound <= goal)
    // Above the goal: nothing is to be done.
    policy.goal = .percent(99)
    policy.remedies = .whereNeeded
    let plan = try planner.plan(request, policy)
    #expect(plan.remedies.isEmpty && !plan.isOverGoal && plan.goal == 990_000)
  }

  @Test("that lies below what no remedy can free is called unreachable, and no remedy is said to reach it")
  func unreachable() throws {
    let request = conversation("claude-sonnet-4-5")
    var policy = PlanPolicy()
    policy.goal = .tokens(40)
    let plan = try planner.plan(request, policy)
    let floor = try #require(plan.floor)
    #expect(plan.verdict == .fits && plan.isOverGoal)
    #expect(!floor.isReachable && floor.tokens > 40 && floor.most == 40)
    #expect(!plan.remedies.contains { $0.reachesGoal && !$0.changesModel })
    // What is left then is the system prompt, the tool and the last question.
    policy.goal = .tokens(floor.tokens)
    let again = try planner.plan(request, policy)
    #expect(again.floor?.isReachable == true)
    #expect(
      again.remedies.contains { $0.name == "evict" && $0.reachesGoal && $0.after.bounds.upperBound <= floor.tokens })
  }

  @Test("is asked of a ledger as of a request")
  func ledger() throws {
    let request = conversation()
    let ledger = try ConversationLedger(request, planner: planner)
    var policy = PlanPolicy()
    policy.goal = .tokens(ledger.input.tokens / 2)
    let (own, whole) = (try ledger.plan(policy), try planner.plan(request, policy))
    #expect(own.input.total == whole.input.total && own.goal == whole.goal)
    #expect(own.remedies.map(\.name) == whole.remedies.map(\.name) && !own.remedies.isEmpty)
  }

  @Test("An answer ends with max_tokens, or with the window where that is full before")
  func ends() throws {
    var policy = PlanPolicy()
    policy.outputSoFar = 30
    let request = MessagesRequest(model: "claude-sonnet-4-5", maxTokens: 100, messages: [Message(role: .user, "Hello")])
    let plan = try planner.plan(request, policy)
    #expect(plan.outputEnd == OutputEnd(stopReason: "max_tokens", tokens: 100, tokensLeft: 70))
    policy.window = plan.input.total.bounds.upperBound + 60
    #expect(
      try planner.plan(request, policy).outputEnd
        == OutputEnd(stopReason: "model_context_window_exceeded", tokens: 60, tokensLeft: 30))
    var older = request
    older.model = "claude-opus-4-1"
    older.maxTokens = 1000
    #expect(try planner.plan(older, policy).outputEnd == nil)
  }

  @Test("Limits of a minute: the tightest of requests, input and output decides; Fable has its own")
  func limits() throws {
    let catalog = try Catalog.bundled()
    let opus = try #require(catalog.model("claude-opus-5"))
    let day = catalog.date
    let start = try #require(RateLimits(of: opus, tier: "Start", on: day, catalog: catalog))
    #expect(start.requests == 1000 && start.input == 2_000_000 && start.output == 400_000)
    #expect(start.minutes(requests: 500, input: 6_000_001, output: 900_000) == 4)
    #expect(start.minutes(requests: 5000, input: 10, output: 0) == 5)
    #expect(start.minutes(requests: 1, input: 1, output: 1_200_000) == 3)
    let fable = try #require(catalog.model("claude-fable-5-2"))
    #expect(RateLimits(of: fable, tier: "scale", on: day, catalog: catalog)?.input == 4_000_000)
    #expect(RateLimits(of: opus, tier: "gold", on: day, catalog: catalog) == nil)
  }

  @Test("Until 2026-06-26 tiers had numbers, and what a beta's window took above 200,000 tokens had limits of its own")
  func earlierLimits() throws {
    let catalog = try Catalog.bundled()
    let day = try #require(CalendarDay("2026-01-15"))
    let after = try #require(CalendarDay("2026-06-26"))
    func input(_ id: String, _ tier: String, on day: CalendarDay, _ promptTokens: Int = 0) throws -> Int? {
      let model = try #require(catalog.model(id))
      return RateLimits(of: model, tier: tier, on: day, promptTokens: promptTokens, catalog: catalog)?.input
    }
    #expect(try input("claude-sonnet-4-5", "4", on: day) == 2_000_000)
    #expect(try input("claude-sonnet-4-5", "tier_4", on: day, 200_000) == 2_000_000)
    #expect(try input("claude-sonnet-4-5", "tier_4", on: day, 200_001) == 1_000_000)
    // The header had no effect any more, or there was none for the model.
    #expect(try input("claude-sonnet-4-5", "4", on: try #require(CalendarDay("2026-05-01")), 200_001) == 2_000_000)
    #expect(try input("claude-opus-4-5", "4", on: day, 200_001) == 2_000_000)
    #expect(try input("claude-haiku-4-5", "4", on: day) == 4_000_000)
    #expect(
      try input("claude-sonnet-4-5", "start", on: day) == nil && input("claude-sonnet-4-5", "4", on: after) == nil)
    #expect(try input("claude-sonnet-4-5", "start", on: after) == 2_000_000)
    let old = try #require(catalog.model("claude-3-5-haiku"))
    #expect(RateLimits(of: old, tier: "2", on: day, catalog: catalog)?.countsReads == true)
    #expect(RateLimits.tiers(of: old, on: day, catalog: catalog) == ["tier_1", "tier_2", "tier_3", "tier_4"])
  }

  @Test("A tier that the model has not on that day is an error that names those it has")
  func unknownTier() throws {
    var policy = PlanPolicy(model: "claude-opus-5")
    policy.rateTier = "4"
    let request = MessagesRequest(model: "claude-opus-5", maxTokens: 5, messages: [Message(role: .user, "Hello")])
    let error = #expect(throws: PlanError.self) { try Planner(catalog: try Catalog.bundled()).plan(request, policy) }
    #expect(error?.code == .unknownTier && error?.remedy == "Known are start, build, scale.")
  }
}
