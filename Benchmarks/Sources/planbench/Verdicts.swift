import ContextPlanning
import Glibc
import MessagesAPI
import ModelCatalog
import RequestCounting

/// From the bytes of a body to its verdict, in a process that has counted before.
struct Verdicts {
  private let workload: Workload
  private let planner: Planner

  init(_ workload: Workload) throws {
    self.workload = workload
    planner = Planner(catalog: try Catalog.bundled())
  }

  func run() throws -> String {
    let expected = try RequestCounter(catalog: planner.catalog).count(workload.request).total
    var policy = PlanPolicy()
    policy.remedies = .never
    var times = Times()
    for _ in 0..<15 {
      let start = Times.now
      let request = try MessagesRequest(decoding: workload.body)
      let plan = try planner.plan(request, policy)
      times.add(Times.now - start)
      try check(plan.input.total == expected, "the count of the body")
      let fits = expected.bounds.upperBound + 8000 <= 1_000_000
      try check((plan.verdict == .fits) == fits, "the verdict \(plan.verdict)")
    }
    return times.line(
      "verdict", unit: "ms", factor: 1000,
      #", "body_bytes": \#(workload.body.count), "input_tokens": \#(expected.tokens)"#)
  }
}
