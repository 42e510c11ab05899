import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting

/// Drops or shortens what costs least to lose, until a request fits.
///
/// Each group of ``EvictionGroups`` has ways to free tokens: its long texts keep 16,384 tokens each, or 8,192, and so on
/// down to 128; its results are cleared; it goes. ``EvictionProblem`` chooses a way for each group so that the sum of what
/// is lost is least; what is free beyond the need goes back to the texts that are cut.
struct Eviction {
  /// What is done to a group.
  enum Action: Sendable, Hashable {
    /// Long texts keep at most so many tokens each.
    case shorten(Int)
    /// Results are cleared.
    case clear
    /// The messages go.
    case drop
  }

  let groups: [EvictionGroups.Group]
  private let request: MessagesRequest
  private let costs: MessageTokens
  private let priorities: Priorities
  private let shortening: Shortening
  /// What a cleared result still takes.
  private let clearedTokens: Int
  /// Names of tools by where their results are; empty where they have no weights.
  private let toolNames: [BlockIndex: String]
  /// What can be done to each group, the way that frees least first.
  private var ways: [[(action: Action, option: EvictionProblem.Option)]] = []

  /// - Parameter clearedTokens: what a message with one cleared result takes; see ``clearedExample``.
  init(
    _ request: MessagesRequest, _ costs: MessageTokens, _ priorities: Priorities, clearedTokens: Int,
    isBoundToPrefix: Bool, _ shortening: Shortening
  ) {
    self.clearedTokens = clearedTokens
    self.request = request
    self.costs = costs
    self.priorities = priorities
    self.shortening = shortening
    toolNames = priorities.toolWeights.isEmpty ? [:] : Self.toolNames(request.messages)
    groups =
      EvictionGroups(request.messages, pinned: priorities.pinned, isBoundToPrefix: isBoundToPrefix, shortening).groups
    ways = groups.map { ways(of: $0) }
  }

  // MARK: The problem

  func problem(need: Int, cached: CachedPrefix) -> EvictionProblem {
    EvictionProblem(
      groups: ways.map { $0.map(\.option) },
      rewriting: groups.map {
        cached.rewritten(from: $0.messages.lowerBound) * Priorities.clamped(priorities.rewriteWeight)
      },
      need: need)
  }

  /// The actions that a solution stands for, by group; nil leaves it alone. Tokens beyond the need go back to the texts
  /// that are cut, those worth most first.
  func actions(of choice: [Int], spare: Int) -> [Action?] {
    var actions = zip(choice, ways).map { chosen, ways in chosen > 0 ? ways[chosen - 1].action : nil }
    var spare = spare
    let cut = groups.indices.filter { if case .shorten = actions[$0] { true } else { false } }
    for index in cut.sorted(by: { (worth(of: groups[$0]), $1) > (worth(of: groups[$1]), $0) }) where spare > 0 {
      guard case .shorten(let kept) = actions[index] else { continue }
      let texts = groups[index].texts.filter { shortening.frees($0.tokens, keeping: kept) > 0 }
      let more = spare / max(texts.count, 1)
      if more == 0 { continue }
      actions[index] = .shorten(kept + more)
      spare -= texts.reduce(0) {
        $0 + shortening.frees($1.tokens, keeping: kept) - shortening.frees($1.tokens, keeping: kept + more)
      }
    }
    return actions
  }

  /// What the actions lose, by ``Priorities``.
  func loss(of actions: [Action?]) -> Int {
    var loss = 0
    for (index, action) in actions.enumerated() {
      switch action {
      case .shorten(let kept)?: loss += shortened(groups[index], keeping: kept).loss
      case let action?: loss += ways[index].first { $0.action == action }?.option.loss ?? 0
      case nil: break
      }
    }
    return loss
  }

  // MARK: Ways

  private func ways(of group: EvictionGroups.Group) -> [(action: Action, option: EvictionProblem.Option)] {
    var all: [(action: Action, option: EvictionProblem.Option)] = []
    if !group.texts.isEmpty {
      for kept in Shortening.levels { all.append((.shorten(kept), shortened(group, keeping: kept))) }
    }
    if group.canGo {
      if !group.results.isEmpty { all.append((.clear, cleared(group))) }
      var whole = EvictionProblem.Option(freed: 0, loss: 0)
      for message in group.messages {
        whole.freed += costs.uppers[message]
        whole.loss += max(costs.tokens[message], 1) * weight(of: message)
      }
      all.removeAll { $0.option.freed >= whole.freed }
      all.append((.drop, whole))
    }
    return Self.undominated(all)
  }

  /// Ways that free something and lose less than every way that frees more, the least first.
  private static func undominated(
    _ ways: [(action: Action, option: EvictionProblem.Option)]
  ) -> [(action: Action, option: EvictionProblem.Option)] {
    if ways.count == 1 { return ways.filter { $0.option.freed > 0 } }
    var kept: [(action: Action, option: EvictionProblem.Option)] = []
    for way in ways.sorted(by: { ($1.option.freed, $0.option.loss) < ($0.option.freed, $1.option.loss) })
    where way.option.freed > 0 {
      guard let last = kept.last else {
        kept.append(way)
        continue
      }
      if way.option.freed < last.option.freed, way.option.loss < last.option.loss { kept.append(way) }
    }
    return kept.reversed()
  }

  private func shortened(_ group: EvictionGroups.Group, keeping kept: Int) -> EvictionProblem.Option {
    var option = EvictionProblem.Option(freed: 0, loss: 0)
    for text in group.texts {
      let freed = shortening.frees(text.tokens, keeping: kept)
      if freed == 0 { continue }
      option.freed += freed
      option.loss += shortening.loss(text.tokens, keeping: kept, weight: weight(of: text))
    }
    return option
  }

  /// Clearing results loses half of what dropping them does: the model still sees that it called.
  private func cleared(_ group: EvictionGroups.Group) -> EvictionProblem.Option {
    var option = EvictionProblem.Option(freed: 0, loss: 0)
    // Results of one message stand together, in the order of the conversation.
    var start = 0
    while start < group.results.count {
      let first = group.results[start]
      var end = start + 1
      while end < group.results.count, group.results[end].message == first.message { end += 1 }
      let left = (end - start) * clearedTokens
      option.freed += max(costs.uppers[first.message] - left, 0)
      option.loss += (max(costs.tokens[first.message] - left, 0) * weight(ofResult: first, in: first.message) + 1) / 2
      start = end
    }
    return option
  }

  // MARK: Weights

  private func weight(of message: Int) -> Int { priorities.weight(of: message, outOf: request.messages.count) }

  private func weight(ofResult place: BlockIndex?, in message: Int) -> Int {
    let own = place.flatMap { toolNames[$0] }.flatMap { priorities.toolWeights[$0] }
    return own.map(Priorities.clamped) ?? weight(of: message)
  }

  private func weight(of text: CuttableText) -> Int {
    weight(ofResult: text.block.map { BlockIndex(message: text.message, block: $0) }, in: text.message)
  }

  /// The weight of what is dearest in a group.
  private func worth(of group: EvictionGroups.Group) -> Int { group.texts.map { weight(of: $0) }.max() ?? 0 }

  private static func toolNames(_ messages: [Message]) -> [BlockIndex: String] {
    var names: [BlockIndex: String] = [:]
    for call in ToolCycle.calls(in: messages) { if let place = call.result { names[place] = call.name } }
    return names
  }

  // MARK: The edit

  private static let cleared: RequestText = "[Result cleared to save context]"

  /// A conversation whose last message is a cleared result, for finding out what one takes.
  static let clearedExample = [
    Message(role: .user, "?"), Message(role: .assistant, [.toolUse(id: "a", name: "a", input: [:])]),
    Message(role: .user, [.toolResult(toolUseID: "a", .text(cleared))]),
  ]

  /// What actions made of a request.
  struct Edit {
    var request: MessagesRequest
    var lost = Remedy.Loss()
    /// The earliest message that is not as it was.
    var firstChange: Int?
  }

  /// The request with the actions carried out.
  func applied(_ actions: [Action?]) -> Edit {
    var edit = Edit(request: request)
    var (stays, dropped) = ([Bool](repeating: true, count: request.messages.count), 0)
    for (group, action) in zip(groups, actions) {
      switch action {
      case .shorten(let kept)?: shorten(group, keeping: kept, &edit)
      case .clear?:
        edit.lost.results += group.results.count
        edit.changed(group.results.first?.message)
        for place in group.results { Self.clear(place, in: &edit.request) }
      case .drop?:
        edit.lost.messages += group.messages.count
        edit.changed(group.messages.lowerBound)
        dropped += group.messages.count
        for message in group.messages { stays[message] = false }
      case nil: break
      }
    }
    if dropped > 0 {
      var left: [Message] = []
      left.reserveCapacity(stays.count - dropped)
      for index in stays.indices where stays[index] { left.append(edit.request.messages[index]) }
      edit.request.messages = left
    }
    return edit
  }

  private func shorten(_ group: EvictionGroups.Group, keeping kept: Int, _ edit: inout Edit) {
    for text in group.texts where shortening.frees(text.tokens, keeping: kept) > 0 {
      text.replace(in: &edit.request.messages) { whole in
        guard let short = shortening.shortened(whole.string, of: text.tokens, keeping: kept) else { return whole }
        edit.lost.shortened += 1
        return RequestText(short)
      }
      edit.changed(text.message)
    }
  }

  private static func clear(_ place: BlockIndex, in request: inout MessagesRequest) {
    request.messages[place.message].changeBlock(at: place.block) { block in
      guard case .toolResult(var result) = block else { return }
      result.content = .text(cleared)
      block = .toolResult(result)
    }
  }
}

extension Eviction.Edit {
  mutating func changed(_ message: Int?) {
    if let message { firstChange = min(firstChange ?? message, message) }
  }
}
