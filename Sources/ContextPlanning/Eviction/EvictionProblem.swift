/// What to drop or shorten so that enough becomes free and least is lost.
///
/// Groups are in the order of the conversation. Of each group one option is taken; the first keeps it whole. Touching the
/// first group at all costs the rewriting of the cache from there on.
struct EvictionProblem: Sendable {
  /// A choice for a group.
  struct Option: Sendable, Hashable {
    /// Tokens that become free, by what each part counts.
    var freed = 0
    /// What it is worth.
    var loss = 0
    /// By how much ``freed`` may be off when the whole is counted.
    var slack = 0
    /// The first message that changes.
    var first = Int.max

    var least: Int { freed - slack }
    var most: Int { freed + slack }

    static func + (left: Option, right: Option) -> Option {
      Option(
        freed: left.freed + right.freed, loss: left.loss + right.loss, slack: left.slack + right.slack,
        first: min(left.first, right.first))
    }
  }

  /// Options by group, without the one that keeps it: each frees more than the one before.
  var groups: [[Option]]
  /// What has to be written again where this group is the first that changes; never growing along the conversation.
  var rewriting: [Int]
  /// Tokens that have to become free.
  var need: Int

  /// A choice by group (0 keeps it, n takes option n - 1), and what it costs.
  struct Solution: Sendable, Equatable {
    var choice: [Int]
    var freed: Int
    var cost: Int
    /// Whether nothing cheaper exists; else only ``lowerBound`` is known.
    var isOptimal: Bool
    /// No solution costs less than this.
    var lowerBound: Int
  }

  /// Elementary steps of the exact search, all starts together, before it gives up proving and keeps the best so far.
  static let patience = 500_000

  /// The cheapest choice that frees enough; nil where even dropping everything does not.
  ///
  /// O(n log n) for the first answer and its bound, then at most `patience` steps to prove or improve it.
  func solved(patience: Int = Self.patience) -> Solution? {
    if need <= 0 {
      return Solution(choice: groups.map { _ in 0 }, freed: 0, cost: 0, isOptimal: true, lowerBound: 0)
    }
    var best: Solution?
    var bound = Int.max
    var isProved = true
    let steps = EvictionSearch.hullSteps(groups)
    let starts = starts
    // The earlier the first change, the more must be written again: each start is a problem of its own.
    for start in starts {
      var search = EvictionSearch(self, steps, from: start.index, patience: patience / starts.count)
      guard let found = search.solved(below: best.map { $0.cost - start.rewriting }) else {
        isProved = isProved && search.isExhausted
        bound = min(bound, search.isExhausted ? best?.cost ?? .max : search.lowerBound + start.rewriting)
        continue
      }
      best = Solution(
        choice: found.choice, freed: found.freed, cost: found.loss + start.rewriting, isOptimal: false, lowerBound: 0)
      bound = min(bound, search.isExhausted ? found.loss + start.rewriting : search.lowerBound + start.rewriting)
      isProved = isProved && search.isExhausted
    }
    guard var best else { return nil }
    best.cost = best.choice.firstIndex { $0 > 0 }.map { first in lossOf(best.choice) + rewriting[first] } ?? best.cost
    best.isOptimal = isProved && hasAllStarts
    best.lowerBound = best.isOptimal ? best.cost : min(bound, best.cost)
    return best
  }

  func lossOf(_ choice: [Int]) -> Int {
    zip(choice, groups).reduce(0) { $0 + ($1.0 > 0 ? $1.1[$1.0 - 1].loss : 0) }
  }

  // MARK: Starts

  private static let mostStarts = 32

  /// Places where the first change may be: every group at which the cost of rewriting steps down; of many, some evenly.
  private var starts: [(index: Int, rewriting: Int)] {
    let steps = allStarts
    if steps.count <= Self.mostStarts { return steps.map { ($0, rewriting[$0]) } }
    return (0..<Self.mostStarts).map { steps[$0 * (steps.count - 1) / (Self.mostStarts - 1)] }
      .map { ($0, rewriting[$0]) }
  }

  private var hasAllStarts: Bool { allStarts.count <= Self.mostStarts }

  private var allStarts: [Int] {
    groups.indices.filter { $0 == 0 || rewriting[$0] < rewriting[$0 - 1] }
  }
}
