import MessagesAPI
import ModelCatalog
import RequestCounting
import Tokenization

/// Drops, clears or shortens what costs least to lose, until a request fits.
///
/// Each group of ``EvictionGroups`` has ways to free tokens: it goes, or its items are cut, each by itself: a long text
/// keeps 16,384 tokens, or 8,192, and so on down to 128; a result is cleared; images are taken out. ``EvictionProblem``
/// chooses a way for each group so that the sum of what is lost is least, ``VerifiedSearch`` proves it for short
/// conversations by counting; what is free beyond the need goes back to the texts that are cut.
struct Eviction {
  let groups: [EvictionGroups.Group]
  /// What can be done to each group, the way that frees least first.
  private(set) var ways: [[EvictionWays.Way]] = []
  /// Whether ``ways`` has every way that could be best.
  private(set) var hasAllWays = true
  private let request: MessagesRequest
  private let costs: MessageTokens
  private let blocks: BlockTokens
  private let priorities: Priorities
  private let shortening: Shortening
  /// Tokens of the block that a cleared result leaves, and of the text in it.
  private let clearedTokens: Int
  private let clearedText: Int
  /// Names of tools by where their results are; empty where they have no weights.
  private let toolNames: [BlockIndex: String]

  /// Conversations of at most so many messages are searched to the end.
  static let mostSearched = 32
  private static let (waysOfShort, waysOfLong) = (2000, 10)

  /// - Parameters:
  ///   - calls: all in the request.
  ///   - cleared: a count of ``EvictionEdit/clearedExample``.
  init(
    _ request: MessagesRequest, _ calls: [ToolCycle.Call], _ count: RequestCount, _ costs: MessageTokens,
    _ priorities: Priorities,
    cleared: RequestCount, isBoundToPrefix: Bool, _ shortening: Shortening
  ) {
    self.request = request
    self.costs = costs
    self.priorities = priorities
    self.shortening = shortening
    blocks = BlockTokens(count)
    let example = EvictionItem(message: 2, block: 0, isResult: true, canClear: true)
    clearedTokens = BlockTokens(cleared).all(of: example).upper
    clearedText = EvictionEdit.cleared.withUTF8 { shortening.tokenizer.count(utf8: $0) }
    toolNames = priorities.toolWeights.isEmpty ? [:] : Self.toolNames(calls)
    groups =
      EvictionGroups(request.messages, calls, pinned: priorities.pinned, isBoundToPrefix: isBoundToPrefix, shortening)
      .groups
    let most = request.messages.count <= Self.mostSearched ? Self.waysOfShort : Self.waysOfLong
    for group in groups {
      let own = ways(of: group).all(most: most)
      ways.append(own.ways)
      hasAllWays = hasAllWays && own.isComplete
    }
  }

  // MARK: The problem

  func problem(need: Int, cached: CachedPrefix) -> EvictionProblem {
    EvictionProblem(
      groups: ways.map { $0.map(\.option) },
      rewriting: groups.map { rewriting($0.messages.lowerBound, cached) }, need: need)
  }

  /// The worth of writing again what is cached from a message on.
  func rewriting(_ message: Int, _ cached: CachedPrefix) -> Int {
    cached.rewritten(from: message) * Priorities.clamped(priorities.rewriteWeight)
  }

  /// The actions that a solution stands for, by group; nil leaves it alone.
  func actions(of choice: [Int]) -> [EvictionWays.Action?] {
    zip(choice, ways).map { chosen, ways in chosen > 0 ? ways[chosen - 1].action : nil }
  }

  /// The same actions with tokens beyond the need given back to the texts that are cut, those worth most first.
  func actions(of choice: [Int], spare: Int) -> [EvictionWays.Action?] {
    var actions = actions(of: choice)
    var spare = spare
    var cut: [(group: Int, item: Int, kept: Int)] = []
    for (index, action) in actions.enumerated() {
      guard case .cut(let items)? = action else { continue }
      for (place, item) in items.enumerated() {
        if case .shorten(let kept)? = item { cut.append((index, place, kept)) }
      }
    }
    func worth(_ place: (group: Int, item: Int, kept: Int)) -> Int { weight(of: groups[place.group].items[place.item]) }
    for place in cut.sorted(by: { (worth($0), $1.group, $1.item) > (worth($1), $0.group, $0.item) }) where spare > 0 {
      let texts = groups[place.group].items[place.item].texts.filter {
        shortening.frees($0.tokens, keeping: place.kept) > 0
      }
      let more = spare / max(texts.count, 1)
      guard more > 0, case .cut(var items)? = actions[place.group] else { continue }
      items[place.item] = .shorten(place.kept + more)
      actions[place.group] = .cut(items)
      spare -= texts.reduce(0) {
        $0 + shortening.frees($1.tokens, keeping: place.kept) - shortening.frees($1.tokens, keeping: place.kept + more)
      }
    }
    return actions
  }

  /// What the actions lose, by ``Priorities``.
  func loss(of actions: [EvictionWays.Action?]) -> Int {
    var loss = 0
    for (group, action) in zip(groups, actions) {
      switch action {
      case .cut(let items)?:
        for (item, action) in zip(group.items, items) { if let action { loss += option(item, action).loss } }
      case .drop?: loss += whole(group).loss
      case nil: break
      }
    }
    return loss
  }

  /// The request with the actions carried out.
  func applied(_ actions: [EvictionWays.Action?]) -> EvictionEdit {
    EvictionEdit(of: request, groups, actions, shortening)
  }

  // MARK: Ways

  private func ways(of group: EvictionGroups.Group) -> EvictionWays {
    // What may free something when it is counted is a choice where all choices are; else what does so by its parts.
    let isShort = request.messages.count <= Self.mostSearched
    let items = group.items.map { item in
      var ways: [EvictionWays.ItemWay] = []
      func consider(_ action: EvictionItem.Action) {
        let option = option(item, action)
        if option.freed > 0 || isShort && option.most > 0 { ways.append((action, option)) }
      }
      if !item.texts.isEmpty { for kept in Shortening.levels { consider(.shorten(kept)) } }
      if item.canClear, item.isResult { consider(.clear) }
      if item.canClear, item.images > 0 { consider(.dropImages) }
      return ways
    }
    return EvictionWays(items: items, whole: group.canGo ? whole(group) : nil)
  }

  /// How far the tokens of a part may be from what it frees: where messages meet, a few come or go; a text that stays one
  /// text has only its two ends.
  private static let (slackOfText, slackOfItem, slackOfGroup) = (6, 16, 40)

  private func whole(_ group: EvictionGroups.Group) -> EvictionProblem.Option {
    var option = EvictionProblem.Option(slack: Self.slackOfGroup, first: group.messages.lowerBound)
    for message in group.messages {
      option.freed += costs.uppers[message]
      option.loss += max(costs.tokens[message], 1) * weight(of: message)
    }
    return option
  }

  private func option(_ item: EvictionItem, _ action: EvictionItem.Action) -> EvictionProblem.Option {
    var option = EvictionProblem.Option(slack: Self.slackOfItem, first: item.message)
    switch action {
    case .shorten(let kept):
      for text in item.texts {
        let freed = shortening.frees(text.tokens, keeping: kept)
        if freed == 0 { continue }
        option.freed += freed
        option.loss += shortening.loss(text.tokens, keeping: kept, weight: weight(of: item))
      }
    case .clear:
      // Clearing a result loses half of what dropping it does: the model still sees that it called.
      if let text = item.textTokens {
        option.freed = text - clearedText
        option.slack = Self.slackOfText
        option.loss = (max(option.freed, 0) * weight(of: item) + 1) / 2
      } else {
        let own = blocks.all(of: item)
        option.freed = max(own.upper - clearedTokens, 0)
        option.loss = (max(own.tokens - clearedTokens, 0) * weight(of: item) + 1) / 2
      }
    case .dropImages:
      let own = blocks.images(of: item)
      option.freed = max(own.upper - item.images * EvictionEdit.imageNoteTokens, 0)
      option.loss = (own.tokens * weight(of: item) + 1) / 2
    }
    return option
  }

  // MARK: Weights

  private func weight(of message: Int) -> Int { priorities.weight(of: message, outOf: request.messages.count) }

  private func weight(of item: EvictionItem) -> Int {
    let place = item.block.map { BlockIndex(message: item.message, block: $0) }
    let own = place.flatMap { toolNames[$0] }.flatMap { priorities.toolWeights[$0] }
    return own.map(Priorities.clamped) ?? weight(of: item.message)
  }

  private static func toolNames(_ calls: [ToolCycle.Call]) -> [BlockIndex: String] {
    var names: [BlockIndex: String] = [:]
    for call in calls { if let place = call.result { names[place] = call.name } }
    return names
  }
}
