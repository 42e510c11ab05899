import MessagesAPI

/// What of a conversation can go or be cut without hurting the rest.
///
/// Exchanges (a question of the user and all that follows it) go as a whole, and in the running exchange its cycles of
/// calls and results do: calls and results stay together. What stays: pinned messages, the last question, the last cycle,
/// and from the first thinking of the running exchange on everything, since the API wants that thinking back unchanged.
/// Long texts of messages that stay are cut, those of pinned messages and behind that thinking excepted; where thinking is
/// bound to what stands before it, the whole running exchange is left alone then.
struct EvictionGroups {
  /// Messages that go together, or have texts cut or results cleared together.
  struct Group: Sendable {
    var messages: Range<Int>
    /// Whether the messages may go; else only their long texts are cut.
    var canGo: Bool
    /// The results in it.
    var results: [BlockIndex] = []
    var texts: [CuttableText] = []
  }

  /// In the order of the conversation.
  private(set) var groups: [Group] = []

  private let messages: [Message]
  private let pinned: Set<Int>

  /// O(messages), and O(n) in long texts.
  init(_ messages: [Message], pinned: Set<Int>, isBoundToPrefix: Bool, _ shortening: Shortening) {
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
    keepPairsTogether()
    addTexts(before: firstLeftAlone(from: last, isBoundToPrefix), shortening)
  }

  private mutating func add(_ range: Range<Int>) {
    if range.contains(where: pinned.contains) { return }
    // System messages in the middle hold for what follows.
    if messages[range].contains(where: { $0.role != .user && $0.role != .assistant }) { return }
    groups.append(Group(messages: range, canGo: true, results: results(in: range)))
  }

  private func results(in range: Range<Int>) -> [BlockIndex] {
    var places: [BlockIndex] = []
    for index in range {
      guard case .blocks(let blocks) = messages[index].content else { continue }
      for (block, content) in blocks.enumerated() {
        if case .toolResult = content { places.append(BlockIndex(message: index, block: block)) }
      }
    }
    return places
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
  private mutating func keepPairsTogether() {
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
    groups = groups.enumerated().filter { !split.contains($0.offset) }.map(\.element)
  }

  // MARK: Texts

  /// The first message from which on nothing is cut.
  private func firstLeftAlone(from last: Int, _ isBoundToPrefix: Bool) -> Int {
    let thinking = messages.indices[last...].first { messages[$0].blocks.contains(where: \.isThinking) }
    guard let thinking else { return messages.count }
    return isBoundToPrefix ? last : thinking
  }

  /// Gives groups their long texts, and long texts of other messages groups of their own.
  private mutating func addTexts(before end: Int, _ shortening: Shortening) {
    var all: [Group] = []
    var next = 0
    func others(until start: Int) {
      while next < start {
        if next < end, !pinned.contains(next) {
          let texts = CuttableText.all(in: messages[next], at: next, shortening)
          if !texts.isEmpty { all.append(Group(messages: next..<next + 1, canGo: false, texts: texts)) }
        }
        next += 1
      }
    }
    for var group in groups {
      others(until: group.messages.lowerBound)
      for index in group.messages where index < end {
        group.texts += CuttableText.all(in: messages[index], at: index, shortening)
      }
      all.append(group)
      next = group.messages.upperBound
    }
    others(until: messages.count)
    groups = all
  }
}
