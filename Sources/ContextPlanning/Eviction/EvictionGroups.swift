import MessagesAPI

/// What of a conversation can go or be cut without hurting the rest.
///
/// Exchanges (a question of the user and all that follows it) go as a whole, and in the running exchange its cycles of
/// calls and results do: calls and results stay together. What stays: pinned messages, the last question, the last cycle,
/// and from the first thinking of the running exchange on everything, since the API wants that thinking back unchanged.
/// Of messages that stay, long texts are cut, and results before the last cycle and the last question are cleared one by
/// one, and images there taken out. Pinned messages are left alone, and what is behind that thinking; where thinking is
/// bound to what stands before it, the whole running exchange is.
struct EvictionGroups {
  /// Messages that go together, and what can be cut in them.
  struct Group: Sendable {
    var messages: Range<Int>
    /// Whether the messages may go; else only what is in them is cut.
    var canGo: Bool
    var items: [EvictionItem] = []
  }

  /// In the order of the conversation.
  private(set) var groups: [Group] = []

  private let messages: [Message]
  private let pinned: Set<Int>

  /// O(messages), and O(n) in long texts.
  ///
  /// - Parameter calls: all in the messages.
  init(
    _ messages: [Message], _ calls: [ToolCycle.Call], pinned: Set<Int>, isBoundToPrefix: Bool, _ shortening: Shortening
  ) {
    self.messages = messages
    self.pinned = pinned
    // A question is a user message that is more than results; the running exchange begins at the last one.
    let questions = messages.indices.filter { messages[$0].role == .user && !ToolCycle.isAllResults(messages[$0]) }
    guard let last = questions.last else { return }
    for (start, end) in zip(questions, questions.dropFirst()) {
      // A question that also answers calls belongs to the exchange before it.
      add(start..<end)
    }
    for cycle in cycles(from: last + 1) { add(cycle) }
    keepTogether(calls)
    addItems(from: last, isBoundToPrefix: isBoundToPrefix, shortening)
  }

  private mutating func add(_ range: Range<Int>) {
    if range.contains(where: pinned.contains) { return }
    // System messages in the middle hold for what follows.
    if range.contains(where: { messages[$0].role != .user && messages[$0].role != .assistant }) { return }
    groups.append(Group(messages: range, canGo: true))
  }

  /// Cycles of the running exchange that are over and hold no thinking: an answer with calls and the results to them.
  private func cycles(from start: Int) -> [Range<Int>] {
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

  /// Takes out the groups whose calls or results lie outside: dropping one would split a pair.
  private mutating func keepTogether(_ calls: [ToolCycle.Call]) {
    var owner = [Int](repeating: -1, count: messages.count)
    for (index, group) in groups.enumerated() { for message in group.messages { owner[message] = index } }
    var split: Set<Int> = []
    for call in calls {
      let at = owner[call.place.message]
      let answered = call.result.map { owner[$0.message] }
      if answered != at {
        split.insert(at)
        if let answered { split.insert(answered) }
      }
    }
    groups = groups.enumerated().filter { !split.contains($0.offset) }.map(\.element)
  }

  // MARK: Items

  /// The first message from which on nothing is cut.
  private func firstLeftAlone(from last: Int, _ isBoundToPrefix: Bool) -> Int {
    let thinking = messages.indices[last...].first { messages[$0].blocks.contains(where: \.isThinking) }
    guard let thinking else { return messages.count }
    return isBoundToPrefix ? last : thinking
  }

  /// The first message whose results are not cleared nor images taken out: the question, or the last cycle behind it.
  private func firstKeptWhole(from last: Int) -> Int {
    let answer = messages.indices.last { messages[$0].role == .assistant } ?? 0
    return max(last, answer)
  }

  /// Gives groups what can be cut in them, and what can be cut in other messages groups of their own.
  private mutating func addItems(from last: Int, isBoundToPrefix: Bool, _ shortening: Shortening) {
    let (end, whole) = (firstLeftAlone(from: last, isBoundToPrefix), firstKeptWhole(from: last))
    var all: [Group] = []
    var next = 0
    func items(_ index: Int) -> [EvictionItem] {
      if index >= end || messages[index].role != .user || pinned.contains(index) { return [] }
      return EvictionItem.all(
        in: messages[index], at: index, canClear: index < whole, isShort: messages.count <= Eviction.mostSearched,
        shortening)
    }
    func others(until start: Int) {
      while next < start {
        let own = items(next)
        if !own.isEmpty { all.append(Group(messages: next..<next + 1, canGo: false, items: own)) }
        next += 1
      }
    }
    for var group in groups {
      others(until: group.messages.lowerBound)
      for index in group.messages { group.items += items(index) }
      all.append(group)
      next = group.messages.upperBound
    }
    others(until: messages.count)
    groups = all
  }
}
