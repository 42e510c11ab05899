import MessagesAPI
import ModelCatalog
import RequestChecking
import RequestCounting
import TestSupport
import Testing

@testable import ContextPlanning

@Suite("Eviction")
struct EvictionTests {
  @Test("loses as little as an exhaustive search")
  func losesAsLittleAsAn() throws {
    var random = SeededRandom(seed: 4)
    var solved = 0
    for trial in 0..<400 {
      let problem = Self.problem(groups: Int.random(in: 1...6, using: &random), &random)
      let best = Self.exhaustive(problem)
      let solution = problem.solved()
      #expect(solution?.cost == best, "trial \(trial)")
      guard let solution else { continue }
      solved += 1
      #expect(solution.isOptimal, "trial \(trial)")
      #expect(solution.freed >= problem.need)
    }
    #expect(solved > 200)
  }

  @Test("stays within its own bound where it cannot be proved")
  func staysWithinItsOwnBound() throws {
    var random = SeededRandom(seed: 5)
    for _ in 0..<5 {
      let problem = Self.problem(groups: 2000, &random)
      guard let solution = problem.solved(patience: 100_000) else { continue }
      #expect(solution.lowerBound <= solution.cost)
      // A handful of groups in two thousand is all that rounding can lose.
      #expect(Double(solution.cost) <= Double(solution.lowerBound) * 1.02 + 2000)
    }
  }

  @Test("never splits a call from its result")
  func neverSplitsACallFrom() throws {
    let planner = Planner(catalog: try Catalog.bundled())
    var made = Conversations(seed: 6)
    for trial in 0..<12 {
      let request = made.agent(
        model: trial.isMultiple(of: 2) ? "claude-sonnet-4-5" : "claude-opus-5", exchanges: made.number(in: 1...6),
        cycles: made.number(in: 0...4))
      var policy = PlanPolicy()
      policy.remedies = .never
      let whole = try planner.plan(request, policy).input.total.tokens
      policy.window = whole * made.number(in: 55...95) / 100 + 100
      policy.remedies = .always
      for remedy in try planner.plan(request, policy).remedies where ["evict", "fifo"].contains(remedy.name) {
        let again = try MessagesRequest(decoding: remedy.request.encoded())
        let complaints = RequestCheck(again, model: nil, catalog: planner.catalog).refusals
          .filter { [.toolResultPairs, .contentPresent].contains($0.rule) }
        #expect(again.messages.first?.role == .user)
        #expect(complaints.isEmpty, "\(remedy.name) of trial \(trial): \(complaints)")
        #expect(remedy.verdict == .fits)
        #expect(again.messages.last?.blocks == request.messages.last?.blocks)
      }
    }
  }

  @Test("leaves pinned messages and thinking of the running cycle alone")
  func leavesPinnedMessagesAndThinking() throws {
    var made = Conversations(seed: 7)
    var request = made.agent(model: "claude-opus-5", exchanges: 3, cycles: 2, hasThinking: true)
    // The last answer and the question after it go: the conversation now ends within a cycle.
    request.messages.removeLast(2)
    let planner = Planner(catalog: try Catalog.bundled())
    var policy = PlanPolicy()
    policy.priorities.pinned = [0]
    policy.window = try planner.plan(request, policy).input.total.bounds.upperBound + 100 - 20
    let evict = try #require(try planner.plan(request, policy).remedies.first { $0.name == "evict" })
    #expect(evict.request.messages.first == request.messages.first)
    let tail = request.messages.suffix(4)
    #expect(evict.request.messages.suffix(4).elementsEqual(tail))
  }

  // MARK: Problems

  private static func problem(groups: Int, _ random: inout SeededRandom) -> EvictionProblem {
    var all: [[EvictionProblem.Option]] = []
    var rewriting: [Int] = []
    for _ in 0..<groups {
      var options: [EvictionProblem.Option] = []
      var last = EvictionProblem.Option(freed: 0, loss: 0)
      for _ in 0..<Int.random(in: 1...5, using: &random) {
        last.freed += Int.random(in: 1...15, using: &random)
        last.loss += Int.random(in: 0...25, using: &random)
        options.append(last)
      }
      all.append(options)
      rewriting.append(Int.random(in: 0...15, using: &random))
    }
    rewriting.sort(by: >)
    return EvictionProblem(
      groups: all, rewriting: rewriting, need: Int.random(in: 0...(groups * 25), using: &random))
  }

  /// Every choice there is.
  private static func exhaustive(_ problem: EvictionProblem) -> Int? {
    var best: Int?
    func walk(_ group: Int, _ freed: Int, _ loss: Int, _ first: Int?) {
      if group == problem.groups.count {
        guard freed >= problem.need else { return }
        let cost = loss + (first.map { problem.rewriting[$0] } ?? 0)
        best = min(best ?? cost, cost)
        return
      }
      walk(group + 1, freed, loss, first)
      for option in problem.groups[group] {
        walk(group + 1, freed + option.freed, loss + option.loss, first ?? group)
      }
    }
    walk(0, 0, 0, nil)
    return best
  }
}
