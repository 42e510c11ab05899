/// What can be done to a group, and what each way frees and loses.
struct EvictionWays {
  /// A way to cut a group.
  enum Action: Sendable, Hashable {
    /// Its items are cut, those that are not nil.
    case cut([EvictionItem.Action?])
    /// The messages go.
    case drop
  }

  struct Way: Sendable {
    var action: Action
    var option: EvictionProblem.Option
  }

  /// What can be done to an item, without leaving it alone.
  let items: [[(action: EvictionItem.Action, option: EvictionProblem.Option)]]
  /// Messages together; nil where they may not go.
  let whole: EvictionProblem.Option?

  /// The ways worth a thought, the one that frees least first.
  ///
  /// Left out is what loses no less than another way that for sure frees as much and changes the conversation no earlier.
  /// Groups of many items have too many ways: then only `most` are kept, evenly over what they free.
  func all(most: Int) -> (ways: [Way], isComplete: Bool) {
    if items.isEmpty { return (whole.map { [Way(action: .drop, option: $0)] } ?? [], true) }
    var (ways, isComplete) = ([Way(action: .cut([]), option: EvictionProblem.Option())], true)
    for (index, options) in items.enumerated() {
      var next: [Way] = []
      next.reserveCapacity(ways.count * (options.count + 1))
      for way in ways {
        guard case .cut(let actions) = way.action else { continue }
        next.append(Way(action: .cut(actions + [nil]), option: way.option))
        for (action, option) in options {
          next.append(Way(action: .cut(actions + [action]), option: way.option + option))
        }
      }
      // What goes with the whole group is compared once more below.
      let isLast = index == items.count - 1
      ways = isLast && whole != nil && next.count <= most ? next : Self.undominated(next)
      if ways.count > most {
        isComplete = false
        ways = (0..<most).map { ways[$0 * (ways.count - 1) / max(most - 1, 1)] }
      }
    }
    if let whole { ways = Self.undominated(ways + [Way(action: .drop, option: whole)]) }
    return (
      ways.filter { $0.option.freed > 0 || $0.option.slack > 0 && $0.action != .cut([]) && !$0.isNothing }, isComplete
    )
  }

  private static func undominated(_ ways: [Way]) -> [Way] {
    if ways.count < 2 { return ways }
    // By what is lost; of equal losses that first which frees more for sure.
    let sorted = ways.sorted { a, b in
      let (a, b) = (a.option, b.option)
      if a.loss != b.loss { return a.loss < b.loss }
      return a.least != b.least ? a.least > b.least : a.first > b.first
    }
    var kept: [Way] = []
    kept.reserveCapacity(sorted.count)
    // The most that is freed for sure by what changes nothing before a message; latest message last.
    var frontier: [(first: Int, least: Int)] = []
    frontier.reserveCapacity(sorted.count)
    for way in sorted {
      let isBeaten = frontier.contains { $0.first >= way.option.first && $0.least >= way.option.most }
      if isBeaten { continue }
      kept.append(way)
      frontier.removeAll { $0.first <= way.option.first && $0.least <= way.option.least }
      frontier.append((way.option.first, way.option.least))
    }
    kept.sort { a, b in
      a.option.freed != b.option.freed ? a.option.freed < b.option.freed : a.option.loss < b.option.loss
    }
    return kept
  }
}

extension EvictionWays.Way {
  /// Whether it leaves the group alone.
  var isNothing: Bool {
    if case .cut(let actions) = action { actions.allSatisfy { $0 == nil } } else { false }
  }
}
