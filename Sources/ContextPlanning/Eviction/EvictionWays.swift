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

  /// What can be done to an item.
  typealias ItemWay = (action: EvictionItem.Action, option: EvictionProblem.Option)

  /// The ways of each item, without leaving it alone.
  let items: [[ItemWay]]
  /// Messages together; nil where they may not go.
  let whole: EvictionProblem.Option?

  /// The ways worth a thought, the one that frees least first.
  ///
  /// Left out is what loses no less than another way that for sure frees as much and changes the conversation no earlier.
  /// Groups of many items have too many ways: then only `most` are kept, evenly over what they free.
  func all(most: Int) -> (ways: [Way], isComplete: Bool) {
    if items.isEmpty { return (whole.map { [Way(action: .drop, option: $0)] } ?? [], true) }
    var isComplete = true
    // Most groups have one item: its ways are those of the group.
    var ways = Self.first(items[0], andMore: whole == nil ? 0 : 1)
    for index in items.indices {
      if index > 0 { ways = Self.combined(ways, items[index]) }
      // What goes with the whole group is compared once more below.
      let isLast = index == items.count - 1
      if !isLast || whole == nil || ways.count > most { Self.dropDominated(from: &ways) }
      if ways.count > most {
        isComplete = false
        ways = (0..<most).map { ways[$0 * (ways.count - 1) / max(most - 1, 1)] }
      }
    }
    if let whole {
      ways.append(Way(action: .drop, option: whole))
      Self.dropDominated(from: &ways)
    }
    ways.removeAll { $0.option.freed <= 0 && ($0.option.slack <= 0 || $0.isNothing) }
    return (ways, isComplete)
  }

  /// The ways of a group whose first item this is, with room for more.
  private static func first(_ item: [ItemWay], andMore more: Int) -> [Way] {
    var ways: [Way] = []
    ways.reserveCapacity(item.count + 1 + more)
    ways.append(Way(action: .cut([nil]), option: EvictionProblem.Option()))
    for way in item { ways.append(Way(action: .cut([way.action]), option: way.option)) }
    return ways
  }

  /// Each way of the items so far with each of one more.
  private static func combined(_ ways: [Way], _ item: [ItemWay]) -> [Way] {
    var next: [Way] = []
    next.reserveCapacity(ways.count * (item.count + 1))
    for way in ways {
      guard case .cut(let actions) = way.action else { continue }
      next.append(Way(action: .cut(actions + [nil]), option: way.option))
      for (action, option) in item {
        next.append(Way(action: .cut(actions + [action]), option: way.option + option))
      }
    }
    return next
  }

  private static func dropDominated(from ways: inout [Way]) {
    if ways.count < 2 { return }
    // By what is lost; of equal losses that first which frees more for sure.
    ways.sort { a, b in
      if a.option.loss != b.option.loss { return a.option.loss < b.option.loss }
      return a.option.least != b.option.least ? a.option.least > b.option.least : a.option.first > b.option.first
    }
    // The most that is freed for sure by what changes nothing before a message; latest message last.
    var frontier: [(first: Int, least: Int)] = []
    frontier.reserveCapacity(ways.count)
    var kept = 0
    for index in ways.indices {
      let option = ways[index].option
      if frontier.contains(where: { $0.first >= option.first && $0.least >= option.most }) { continue }
      frontier.removeAll { $0.first <= option.first && $0.least <= option.least }
      frontier.append((option.first, option.least))
      if kept < index { ways.swapAt(kept, index) }
      kept += 1
    }
    ways.removeLast(ways.count - kept)
    ways.sort { a, b in
      a.option.freed != b.option.freed ? a.option.freed < b.option.freed : a.option.loss < b.option.loss
    }
  }
}

extension EvictionWays.Way {
  /// Whether it leaves the group alone.
  var isNothing: Bool {
    if case .cut(let actions) = action { actions.allSatisfy { $0 == nil } } else { false }
  }
}
