import JSONText
import MessagesAPI

/// The turns of a request that was counted, with their parts: what is made of the request has most of them unchanged.
///
/// A turn of texts, calls and results of text depends on itself, on whether results stand before it, and with several
/// results on the calls before it. Only such turns of one message are kept; the last turn is always priced anew. A
/// message is the same where its text or list of blocks lies in the same memory, so that no byte is compared.
struct KnownTurns: Sendable {
  /// A turn of one message, as it was priced.
  struct Turn: Sendable {
    /// Of the request that was counted.
    let message: Int
    /// Of ``KnownTurns/parts``.
    let parts: Range<Int>
    let followsResult: Bool
    let endsInResult: Bool
    /// Whether the calls before it matter.
    let hasSeveralResults: Bool
  }

  private let messages: [Message]
  private let parts: [Part]
  private let kept: [Turn]
  /// By message; nil where its turn is not kept.
  private var turns: [Turn?] = []
  private var places: [ContentIdentity: Int] = [:]

  /// Keeps them, to be looked up after ``index()``. O(1).
  init(_ turns: [Turn], of messages: [Message], parts: [Part]) {
    self.messages = messages
    self.parts = parts
    kept = turns
  }

  /// Makes the turns ready to be looked up: most requests are counted once, and none is. O(messages) the first time.
  mutating func index() {
    guard turns.isEmpty else { return }
    turns = Array(repeating: nil, count: messages.count)
    places.reserveCapacity(kept.count)
    for turn in kept {
      guard let identity = messages[turn.message].content.identity else { continue }
      turns[turn.message] = turn
      places[identity] = turn.message
    }
  }

  /// The turn that a message of another request is, where it is one of these and costs the same.
  ///
  /// - Parameter before: the turn right before it, where that is one of these. O(1).
  func turn(at index: Int, of others: [Message], followsResult: Bool, before: Int?) -> Turn? {
    // The last one may end otherwise, and two messages of one role are one turn.
    guard index + 1 < others.count, others[index + 1].role != others[index].role,
      let identity = others[index].content.identity
    else { return nil }
    var message = before.map { $0 + 1 } ?? index
    if !messages.indices.contains(message) || messages[message].content.identity != identity {
      guard let found = places[identity] else { return nil }
      message = found
    }
    guard let turn = turns[message], turn.followsResult == followsResult, messages[message].role == others[index].role,
      !turn.hasSeveralResults || before == message - 1
    else { return nil }
    return turn
  }

  /// Appends a turn's parts as those of the message at `index`. O(parts).
  func append(_ turn: Turn, at index: Int, to others: inout [Part]) {
    // Edits that drop no message move none.
    if turn.message == index { return others.append(contentsOf: parts[turn.parts]) }
    for part in turn.parts {
      others.append(parts[part].moved(toMessage: index))
    }
  }
}

extension Turn {
  /// Whether it is made of nothing but texts, calls and results of text.
  var isPlain: Bool {
    items.allSatisfy { item in
      switch item {
      case .text(_, let citations, _): return citations == .none
      case .border: return true
      case .block(.toolUse(let call), _): return call.input.isObject
      case .block(.toolResult(let result), _):
        switch result.content {
        case nil, .text?: return true
        case .blocks(let blocks)?:
          return blocks.allSatisfy { if case .text = $0 { true } else { false } }
        }
      case .block: return false
      }
    }
  }
}

extension PromptPricing {
  /// Adds the turn that begins with the message at `start` as it was counted before, and returns it; nil where it was not
  /// or is another now.
  mutating func addKnown(at start: Int, of messages: [Message], followsResult: Bool, before: Int?) -> KnownTurns.Turn? {
    guard let turn = knownTurns?.turn(at: start, of: messages, followsResult: followsResult, before: before) else {
      return nil
    }
    knownTurns?.append(turn, at: start, to: &parts)
    return turn
  }

  /// Keeps a turn that was priced just now, if it may be used again.
  ///
  /// - Parameters:
  ///   - messages: those of the turn.
  ///   - first: where its parts begin.
  mutating func keep(
    _ turn: Turn, _ messages: Range<Int>, parts first: Int, followsResult: Bool, endsInResult: Bool
  ) {
    guard newTurns != nil, messages.count == 1, messages.upperBound < request.messages.count, turn.isPlain else {
      return
    }
    let hasSeveralResults = turn.results > 1
    if hasSeveralResults, newTurns?.last?.message != messages.lowerBound - 1 { return }
    newTurns?.append(
      KnownTurns.Turn(
        message: messages.lowerBound, parts: first..<parts.count, followsResult: followsResult,
        endsInResult: endsInResult, hasSeveralResults: hasSeveralResults))
  }

  /// Leaves the turns to later counts of what is made of the request.
  mutating func leaveTurns() {
    // Where the task was cancelled, texts may have been left out.
    guard let turns = newTurns, !turns.isEmpty, let memory = context.texts, !Task.isCancelled else { return }
    memory.keep(KnownTurns(turns, of: request.messages, parts: parts), by: rules)
    newTurns = nil
  }
}
