import MessagesAPI
import RequestCounting
import Synchronization
import Tokenization

/// Tries all ways out of a window, beside each other where there are several threads and the request is long.
///
/// Each way counts the edited request by itself, so none waits for another but for the eviction that `evict`, `fifo` and
/// the floor share. What is found does not depend on the number of threads.
final class RemedyCrew: Sendable {
  private let search: RemedySearch
  private let threads: Int
  /// What was found so far, in no order.
  private let found = Mutex<[Remedy]>([])
  /// The least that one's own edits leave; nil where nobody asked.
  private let least = Mutex<Int?>(nil)
  private let failure = Mutex<PlanError?>(nil)

  /// Requests below so many tokens are counted before a thread has started.
  private static let leastTokens = 20_000

  init(_ search: RemedySearch, threads: Int) {
    self.search = search
    self.threads = search.plan.input.total.tokens < Self.leastTokens ? 1 : threads
  }

  /// All remedies, the best first: those that suffice, then by what is lost, what is written again, and the price; and how
  /// little can be left, which is not looked for where remedies are asked for by name.
  func ranked() throws(PlanError) -> (found: [Remedy], floor: PlanFloor?) {
    let kinds = RemedyKind.dearestFirst
    let hasFloor = if case .only = search.resolved.policy.remedies { false } else { true }
    WorkCrew.run(kinds.count + (hasFloor ? 1 : 0), threads: threads) { index in
      // A failure is a task that was cancelled, or a model without rules: no other way would come to its end.
      if self.failure.withLock({ $0 != nil }) { return }
      do throws(PlanError) {
        if index < kinds.count { try self.tryOut(kinds[index]) } else { try self.lookForFloor() }
      } catch {
        self.failure.withLock { $0 = $0 ?? error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    let found = found.withLock { $0 }.sorted { a, b in
      let left = (a.suffices ? 0 : 1, a.lost.tokens, a.rewritten, a.addedNanodollars ?? 0)
      let right = (b.suffices ? 0 : 1, b.lost.tokens, b.rewritten, b.addedNanodollars ?? 0)
      return left != right ? left < right : a.name < b.name
    }
    return (found, least.withLock { $0 }.map { floor($0, found) })
  }

  private func tryOut(_ kind: RemedyKind) throws(PlanError) {
    var own = search
    try kind.tryOut(in: &own)
    let remedies = own.found
    found.withLock { $0 += remedies }
  }

  private func lookForFloor() throws(PlanError) {
    let tokens = try search.leastByEviction()
    least.withLock { $0 = tokens }
  }

  /// How little can be left, by one's own edits or by a remedy that was found.
  private func floor(_ own: Int, _ found: [Remedy]) -> PlanFloor {
    var least = own
    for remedy in found where !remedy.changesModel { least = min(least, remedy.after.bounds.upperBound) }
    return PlanFloor(tokens: min(least, search.plan.input.total.bounds.upperBound), most: search.most)
  }
}

extension Planner {
  func remedies(
    for request: MessagesRequest, _ plan: Plan, _ costs: MessageTokens, _ cached: CachedPrefix,
    _ resolved: ResolvedPolicy
  ) throws(PlanError) -> (found: [Remedy], floor: PlanFloor?) {
    // Ways that are tried beside each other share the processors already.
    let planner = Planner(counter: counter.onOneThread)
    let search = RemedySearch(request, plan, costs, cached, planner, resolved)
    return try RemedyCrew(search, threads: counter.threads).ranked()
  }
}
