package import MessagesAPI

/// What `clear_thinking_20251015` takes out of a conversation.
///
/// A turn of the assistant reaches from one question to the next, with all calls in it: so the API's documentation reads
/// the word elsewhere. Whether it counts each answer of a loop of calls here is not recorded, and is the lower bound.
package struct ClearedThinking {
  /// The messages that lose their thinking, in order.
  package private(set) var messages: [Int] = []
  /// Tokens that go as well where each answer is a turn, at most.
  package private(set) var doubt = 0

  /// Of thinking: the fewest that were recorded.
  private static let fewestBytesPerToken = 1.9
  /// Tokens around a block, at most.
  private static let mostFrame = 16

  /// Keeps the thinking of the last `turns` turns that have any. O(blocks).
  package init(_ all: [Message], keeping turns: Int) {
    var (keptTurns, keptAnswers, isNewTurn) = (0, 0, true)
    // By index: walking over messages themselves would copy each.
    for index in all.indices.reversed() {
      if Turn.isQuestion(all[index]) { isNewTurn = true }
      guard case .blocks(let blocks) = all[index].content, blocks.contains(where: \.isThinking) else { continue }
      if isNewTurn { (keptTurns, isNewTurn) = (keptTurns + 1, false) }
      keptAnswers += 1
      if keptTurns > turns {
        messages.append(index)
      } else if keptAnswers > turns {
        doubt += blocks.reduce(0) { $0 + Self.most(of: $1) }
      }
    }
    messages.reverse()
  }

  /// The most tokens that a block of thinking has; 0 for another block.
  private static func most(of block: ContentBlock) -> Int {
    let bytes: Int
    if case .thinking(let thinking) = block {
      let evidence = ThinkingEvidence(thinking)
      bytes = max(evidence.shownBytes, evidence.bytes ?? 0)
    } else if case .redactedThinking(let thinking) = block {
      bytes = thinking.data.withUTF8 { $0.count }
    } else {
      return 0
    }
    return Int(Double(bytes) / fewestBytesPerToken) + mostFrame
  }
}

extension PromptPricing {
  /// What the request's edits take out of its thinking.
  static func clearedThinking(of request: MessagesRequest, _ rules: ModelRules) -> ClearedThinking? {
    let turns = (request.contextManagement?.edits ?? []).compactMap { edit -> Int? in
      switch edit.thinkingKept {
      case .turns(let turns)?: turns
      case .modelDefault?: rules.law == .recent || rules.keepsThinking ? nil : 1
      case .all?, nil: nil
      }
    }
    return turns.min().map { ClearedThinking(request.messages, keeping: $0) }
  }
}
