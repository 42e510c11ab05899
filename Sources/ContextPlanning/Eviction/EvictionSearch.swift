/// Branch and bound over the groups of an ``EvictionProblem`` from one of them on.
///
/// The bound is that of the problem with fractions: steps between neighbouring options on each group's lower hull, taken
/// by what they lose for a token. Rounding the last step up gives the first answer.
struct EvictionSearch {
  struct Step: Sendable {
    var group: Int
    /// The option that the step leads to, from 1.
    var option: Int
    var freed: Int
    var loss: Int
  }

  private let groups: [[EvictionProblem.Option]]
  private let need: Int
  /// Hull steps, cheapest for a token first.
  private let steps: [Step]
  private var walksLeft: Int
  private var best: (choice: [Int], freed: Int, loss: Int)?
  private var limit = Int.max
  /// No choice from this start loses less.
  private(set) var lowerBound = 0
  /// Whether the search came to its end.
  private(set) var isExhausted = true

  /// - Parameters:
  ///   - steps: all of the problem's hull steps, sorted.
  ///   - patience: how many of them may be walked over in all before the search gives up proving.
  init(_ problem: EvictionProblem, _ steps: [Step], from start: Int, patience: Int) {
    groups = problem.groups
    need = problem.need
    self.steps = start == 0 ? steps : steps.filter { $0.group >= start }
    walksLeft = patience / max(self.steps.count, 1)
  }

  /// The cheapest choice that loses less than `limit`; nil where there is none, or none was found.
  mutating func solved(below limit: Int?) -> (choice: [Int], freed: Int, loss: Int)? {
    self.limit = limit ?? .max
    guard let first = greedy() else { return nil }
    lowerBound = first.bound
    if first.bound >= self.limit { return nil }
    if first.loss < self.limit { record(first.choice, first.freed, first.loss) }
    if first.bound < self.limit {
      var choice = [Int](repeating: 0, count: groups.count)
      let order = branchingOrder()
      branch(order, at: 0, &choice, freed: 0, loss: 0)
    }
    return best
  }

  // MARK: Hulls

  /// The steps of all groups, cheapest for a token first. O(n log n).
  static func hullSteps(_ groups: [[EvictionProblem.Option]]) -> [Step] {
    var steps: [Step] = []
    steps.reserveCapacity(groups.count * 2)
    for group in groups.indices {
      var hull: [(option: Int, freed: Int, loss: Int)] = [(0, 0, 0)]
      for (index, option) in groups[group].enumerated() where option.freed > hull[hull.count - 1].freed {
        // A point above the line between its neighbours is never part of the best fraction.
        while hull.count > 1 {
          let (a, b) = (hull[hull.count - 2], hull[hull.count - 1])
          let isAbove = (b.loss - a.loss) * (option.freed - b.freed) >= (option.loss - b.loss) * (b.freed - a.freed)
          if !isAbove { break }
          hull.removeLast()
        }
        hull.append((index + 1, option.freed, option.loss))
      }
      for (from, to) in zip(hull, hull.dropFirst()) {
        steps.append(
          Step(group: group, option: to.option, freed: to.freed - from.freed, loss: to.loss - from.loss))
      }
    }
    // Ties go to the earlier group, so that answers are the same everywhere.
    return steps.sorted { a, b in
      let (left, right) = (a.loss * b.freed, b.loss * a.freed)
      return left != right ? left < right : (a.group, a.option) < (b.group, b.option)
    }
  }

  /// Takes steps until enough is free; the bound counts only the fraction of the last that is needed.
  private func greedy() -> (choice: [Int], freed: Int, loss: Int, bound: Int)? {
    var choice = [Int](repeating: 0, count: groups.count)
    var (freed, loss, bound) = (0, 0, 0)
    for step in steps {
      if freed >= need { break }
      let missing = need - freed
      bound = loss + (missing < step.freed ? Self.share(step.loss, missing, step.freed) : step.loss)
      choice[step.group] = step.option
      freed += step.freed
      loss += step.loss
    }
    if freed < need { return nil }
    shed(&choice, &freed, &loss)
    return (choice, freed, loss, bound)
  }

  /// Takes back whatever turned out not to be needed, the dearest first.
  private func shed(_ choice: inout [Int], _ freed: inout Int, _ loss: inout Int) {
    for step in steps.reversed() where choice[step.group] == step.option {
      let option = groups[step.group][step.option - 1]
      var lower = step.option - 1
      while lower >= 0 {
        let next = lower == 0 ? EvictionProblem.Option(freed: 0, loss: 0) : groups[step.group][lower - 1]
        if freed - option.freed + next.freed < need || next.loss > option.loss { break }
        lower -= 1
      }
      let target = lower + 1
      if target == step.option { continue }
      let next = target == 0 ? EvictionProblem.Option(freed: 0, loss: 0) : groups[step.group][target - 1]
      choice[step.group] = target
      freed += next.freed - option.freed
      loss += next.loss - option.loss
    }
  }

  /// `loss · part / whole`, rounded up, without overflow.
  static func share(_ loss: Int, _ part: Int, _ whole: Int) -> Int {
    let (high, low) = loss.multipliedFullWidth(by: part)
    let (quotient, remainder) = whole.dividingFullWidth((high, low))
    return quotient + (remainder > 0 ? 1 : 0)
  }

  // MARK: Branching

  /// Groups in the order in which the fractions take them.
  private func branchingOrder() -> [Int] {
    var seen = [Bool](repeating: false, count: groups.count)
    var order: [Int] = []
    for step in steps where !seen[step.group] {
      seen[step.group] = true
      order.append(step.group)
    }
    return order
  }

  private mutating func record(_ choice: [Int], _ freed: Int, _ loss: Int) {
    best = (choice, freed, loss)
    limit = loss
  }

  private mutating func branch(_ order: [Int], at depth: Int, _ choice: inout [Int], freed: Int, loss: Int) {
    if freed >= need {
      if loss < limit { record(choice, freed, loss) }
      return
    }
    guard depth < order.count else { return }
    if walksLeft == 0 {
      isExhausted = false
      return
    }
    walksLeft -= 1
    guard let bound = relaxed(order, from: depth, missing: need - freed), loss + bound < limit else { return }
    let group = order[depth]
    for option in stride(from: groups[group].count, through: 0, by: -1) {
      let taken = option == 0 ? EvictionProblem.Option(freed: 0, loss: 0) : groups[group][option - 1]
      choice[group] = option
      branch(order, at: depth + 1, &choice, freed: freed + taken.freed, loss: loss + taken.loss)
    }
    choice[group] = 0
  }

  /// The least loss of freeing `missing` with fractions of the groups from `depth` on; nil where they cannot.
  private func relaxed(_ order: [Int], from depth: Int, missing: Int) -> Int? {
    var isOpen = [Bool](repeating: false, count: groups.count)
    for group in order[depth...] { isOpen[group] = true }
    var (missing, loss) = (missing, 0)
    for step in steps where isOpen[step.group] {
      if missing < step.freed { return loss + Self.share(step.loss, missing, step.freed) }
      missing -= step.freed
      loss += step.loss
      if missing == 0 { return loss }
    }
    return missing <= 0 ? loss : nil
  }
}
