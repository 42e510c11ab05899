import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting

/// Drops or shortens what costs least to lose, until a request fits.
///
/// A conversation is cut into groups that can go without hurting the rest: exchanges (a question of the user and all that
/// follows it), and in the running exchange its cycles of calls and results. Calls and results stay together. What stays:
/// pinned messages, the last question, the last cycle, and from the first thinking of the running exchange on
/// everything, since the API wants that thinking back unchanged.
struct Eviction {
  /// Messages that go together or have their results shortened together.
  struct Group: Sendable, Equatable {
    var messages: Range<Int>
    /// The results in it, by message.
    var results: [ToolCycle.Place]
  }

  let groups: [Group]
  private let request: MessagesRequest
  private let costs: MessageTokens
  private let priorities: Priorities
  /// What a cleared result still takes.
  private let clearedTokens: Int

  /// - Parameter clearedTokens: what a message with one cleared result takes; see ``clearedExample``.
  init(_ request: MessagesRequest, _ costs: MessageTokens, _ priorities: Priorities, clearedTokens: Int) {
    self.clearedTokens = clearedTokens
    self.request = request
    self.costs = costs
    self.priorities = priorities
    groups = Self.groups(of: request, pinned: priorities.pinned)
  }

  // MARK: Groups

  private static func groups(of request: MessagesRequest, pinned: Set<Int>) -> [Group] {
    let messages = request.messages
    // A question is a user message that is more than results; the running exchange begins at the last one.
    let questions = messages.indices.filter { messages[$0].role == .user && !ToolCycle.isAllResults(messages[$0]) }
    guard let last = questions.last else { return [] }
    var groups: [Group] = []
    for (start, end) in zip(questions, questions.dropFirst()) {
      // A question that also answers calls belongs to the exchange before it.
      append(start..<end, messages, pinned, to: &groups)
    }
    for cycle in cycles(in: messages, from: last + 1) { append(cycle, messages, pinned, to: &groups) }
    return joined(groups, messages)
  }

  private static func append(
    _ range: Range<Int>, _ messages: [Message], _ pinned: Set<Int>, to groups: inout [Group]
  ) {
    if range.contains(where: pinned.contains) { return }
    // System messages in the middle hold for what follows.
    if messages[range].contains(where: { $0.role != .user && $0.role != .assistant }) { return }
    groups.append(Group(messages: range, results: results(in: range, messages)))
  }

  private static func results(in range: Range<Int>, _ messages: [Message]) -> [ToolCycle.Place] {
    var places: [ToolCycle.Place] = []
    for index in range {
      guard case .blocks(let blocks) = messages[index].content else { continue }
      for (block, content) in blocks.enumerated() {
        if case .toolResult = content { places.append(ToolCycle.Place(message: index, block: block)) }
      }
    }
    return places
  }

  /// Cycles of the running exchange that are over and hold no thinking: an answer with calls and the results to them.
  private static func cycles(in messages: [Message], from start: Int) -> [Range<Int>] {
    var cycles: [Range<Int>] = []
    var index = start
    while index < messages.count {
      guard messages[index].role == .assistant else {
        index += 1
        continue
      }
      if messages[index].blocks.contains(where: \.isThinking) { break }
      var end = index + 1
      while end < messages.count, messages[end].role != .assistant { end += 1 }
      if ToolCycle.hasCall(messages[index]), end < messages.count { cycles.append(index..<end) }
      index = end
    }
    return cycles
  }

  /// Without the groups whose calls or results lie outside: dropping one would split a pair.
  private static func joined(_ groups: [Group], _ messages: [Message]) -> [Group] {
    var owner = [Int](repeating: -1, count: messages.count)
    for (index, group) in groups.enumerated() { for message in group.messages { owner[message] = index } }
    var split: Set<Int> = []
    for call in ToolCycle.calls(in: messages) {
      let at = owner[call.place.message]
      let answered = call.result.map { owner[$0.message] }
      if answered != at {
        split.insert(at)
        if let answered { split.insert(answered) }
      }
    }
    return groups.enumerated().filter { !split.contains($0.offset) }.map(\.element)
  }

  // MARK: The problem

  func problem(need: Int, cached: CachedPrefix) -> EvictionProblem {
    let names = priorities.toolWeights.isEmpty ? [:] : Self.toolNames(request.messages)
    var suffix = 0
    var rewritten = [Int](repeating: 0, count: request.messages.count + 1)
    for index in stride(from: cached.messages - 1, through: 0, by: -1) {
      suffix += costs.tokens[index]
      rewritten[index] = suffix
    }
    return EvictionProblem(
      groups: groups.map { options(of: $0, names) },
      rewriting: groups.map { rewritten[$0.messages.lowerBound] * Priorities.clamped(priorities.rewriteWeight) },
      need: need)
  }

  private func options(of group: Group, _ names: [ToolCycle.Place: String]) -> [EvictionProblem.Option] {
    let count = request.messages.count
    var whole = EvictionProblem.Option(freed: 0, loss: 0)
    for message in group.messages {
      whole.freed += costs.uppers[message]
      whole.loss += max(costs.tokens[message], 1) * priorities.weight(of: message, outOf: count)
    }
    guard let short = shortened(group, names), short.freed > 0, short.freed < whole.freed else { return [whole] }
    return [short, whole]
  }

  /// Clearing results loses half of what dropping them does: the model still sees that it called.
  private func shortened(
    _ group: Group, _ names: [ToolCycle.Place: String]
  ) -> EvictionProblem.Option? {
    if group.results.isEmpty { return nil }
    var option = EvictionProblem.Option(freed: 0, loss: 0)
    var perMessage: [Int: Int] = [:]
    for place in group.results { perMessage[place.message, default: 0] += 1 }
    for (message, results) in perMessage {
      let tokens = max(costs.tokens[message] - results * clearedTokens, 0)
      let freed = max(costs.uppers[message] - results * clearedTokens, 0)
      let own = group.results.first { $0.message == message }.flatMap { names[$0] }.flatMap {
        priorities.toolWeights[$0]
      }
      let weight = own.map(Priorities.clamped) ?? priorities.weight(of: message, outOf: request.messages.count)
      option.freed += freed
      option.loss += (tokens * weight + 1) / 2
    }
    return option
  }

  private static func toolNames(_ messages: [Message]) -> [ToolCycle.Place: String] {
    var names: [ToolCycle.Place: String] = [:]
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

  /// The request with a choice carried out, and what that took away.
  func applied(_ choice: [Int]) -> (request: MessagesRequest, lost: Remedy.Loss) {
    var edited = request
    var lost = Remedy.Loss()
    var dropped = Set<Int>()
    for (group, choice) in zip(groups, choice) where choice > 0 {
      let isShort = choice == 1 && !group.results.isEmpty && options(of: group, [:]).count == 2
      if isShort {
        lost.results += group.results.count
        for place in group.results { Self.clear(place, in: &edited) }
      } else {
        lost.messages += group.messages.count
        dropped.formUnion(group.messages)
      }
    }
    if !dropped.isEmpty {
      edited.messages = edited.messages.enumerated().filter { !dropped.contains($0.offset) }.map(\.element)
    }
    return (edited, lost)
  }

  private static func clear(_ place: ToolCycle.Place, in request: inout MessagesRequest) {
    guard case .blocks(var blocks) = request.messages[place.message].content,
      case .toolResult(var result) = blocks[place.block]
    else { return }
    result.content = .text(cleared)
    blocks[place.block] = .toolResult(result)
    request.messages[place.message].content = .blocks(blocks)
  }
}
