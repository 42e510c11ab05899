import ContextPlanning
import Glibc
import MessagesAPI
import ModelCatalog
import RequestCounting

/// The eviction from 10,000 messages, with the count that proves it, less what the plan without it takes.
struct Evictions {
  private let workload: Workload
  private let planner: Planner

  init(_ workload: Workload) throws {
    self.workload = workload
    planner = Planner(catalog: try Catalog.bundled())
  }

  func run(_ name: String) throws -> String {
    var policy = PlanPolicy()
    policy.remedies = .never
    let plan = try planner.plan(workload.request, policy)
    policy.window = plan.input.total.tokens * 3 / 4
    var (plain, search, times) = (0.0, 0.0, Times())
    var shortened = 0
    for _ in 0..<7 {
      policy.remedies = .never
      var start = Times.now
      _ = try planner.plan(workload.request, policy)
      plain = Times.now - start
      policy.remedies = .only(["evict"])
      start = Times.now
      let found = try planner.plan(workload.request, policy).remedies
      search = Times.now - start
      times.add(search - plain)
      try check(found.count == 1 && found[0].verdict == .fits, "the eviction")
      shortened = found[0].lost.shortened
      let again = try MessagesRequest(decoding: found[0].request.encoded())
      policy.remedies = .never
      try check(try planner.plan(again, policy).input.total == found[0].after, "what was promised")
    }
    return times.line(
      name, unit: "ms", factor: 1000, #", "messages": \#(workload.request.messages.count), "shortened": \#(shortened)"#)
  }
}
