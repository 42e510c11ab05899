/// Finds the least loss among the choices that fit when they are counted, for short conversations.
///
/// What options free is an estimate: where messages meet, tokens come and go. So every choice that could be enough, with
/// all that its options may free at most, and that loses less than the best so far is carried out and counted. Branch and
/// bound: groups in the conversation's order, so that what must be written again is known with the first choice.
struct VerifiedSearch {
  private let groups: [[EvictionProblem.Option]]
  private let rewriting: (Int) -> Int
  private let need: Int
  /// Steps of the fractions' bound, of the groups from an index on.
  private let steps: [[EvictionSearch.Step]]
  private let fits: ([Int]) throws(PlanError) -> Bool
  private var patience: Int
  private var countsLeft: Int
  /// The best choice that fits, and its cost.
  private(set) var best: (choice: [Int], cost: Int)?
  /// Whether every choice was looked at or cannot be better.
  private(set) var isExhausted = true

  /// - Parameters:
  ///   - rewriting: what must be written again where a message is the first that changes; never growing.
  ///   - fits: whether a choice fits when it is counted.
  init(
    _ problem: EvictionProblem, rewriting: @escaping (Int) -> Int, patience: Int = 400_000, counts: Int = 4000,
    fits: @escaping ([Int]) throws(PlanError) -> Bool
  ) {
    groups = problem.groups
    need = problem.need
    self.rewriting = rewriting
    self.fits = fits
    self.patience = patience
    countsLeft = counts
    let hull = EvictionSearch.hullSteps(problem.groups.map(Self.atMost))
    steps = (0...problem.groups.count).map { start in hull.filter { $0.group >= start } }
  }

  /// Options with all that they may free, each freeing more than the one before.
  private static func atMost(_ options: [EvictionProblem.Option]) -> [EvictionProblem.Option] {
    options.map { EvictionProblem.Option(freed: $0.most, loss: $0.loss) }
      .sorted { ($0.freed, $1.loss) < ($1.freed, $0.loss) }
  }

  /// Looks at all that could be better than `start`, which fits.
  mutating func run(from start: (choice: [Int], cost: Int)?) throws(PlanError) {
    best = start
    var choice = [Int](repeating: 0, count: groups.count)
    try branch(at: 0, &choice, freed: 0, loss: 0, first: nil)
  }

  private mutating func branch(
    at depth: Int, _ choice: inout [Int], freed: Int, loss: Int, first: Int?
  ) throws(PlanError) {
    let cost = loss + (first.map(rewriting) ?? 0)
    if let best, cost >= best.cost { return }
    if depth == groups.count {
      guard freed >= need, first != nil else { return }
      if countsLeft == 0 {
        isExhausted = false
        return
      }
      countsLeft -= 1
      if try fits(choice) { best = (choice, cost) }
      return
    }
    if patience == 0 {
      isExhausted = false
      return
    }
    patience -= 1
    guard let bound = relaxed(from: depth, missing: need - freed) else { return }
    if let best, cost + bound >= best.cost { return }
    // Leaving a group alone last: what frees comes first, and with it a choice to compare with.
    for option in groups[depth].indices {
      let taken = groups[depth][option]
      choice[depth] = option + 1
      try branch(
        at: depth + 1, &choice, freed: freed + taken.most, loss: loss + taken.loss,
        first: min(first ?? taken.first, taken.first))
    }
    choice[depth] = 0
    try branch(at: depth + 1, &choice, freed: freed, loss: loss, first: first)
  }

  /// The least loss of freeing `missing` with fractions of the groups from an index on; nil where they cannot.
  private func relaxed(from depth: Int, missing: Int) -> Int? {
    if missing <= 0 { return 0 }
    var (missing, loss) = (missing, 0)
    for step in steps[depth] {
      if missing <= step.freed { return loss + EvictionSearch.share(step.loss, missing, step.freed) }
      missing -= step.freed
      loss += step.loss
    }
    return nil
  }
}
