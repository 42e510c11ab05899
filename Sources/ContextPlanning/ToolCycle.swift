import MessagesAPI

/// Calls of tools and their results, as pairs that no edit may split.
enum ToolCycle {
  /// A call, and its result where there is one.
  struct Call: Sendable {
    var id: String
    var name: String
    var place: BlockIndex
    var result: BlockIndex?
  }

  /// All calls in order. O(blocks). Of results with one id the first after the call counts.
  static func calls(in messages: [Message]) -> [Call] {
    var calls: [Call] = []
    var open: [String: Int] = [:]
    // By index: walking over messages and blocks themselves would copy each.
    for number in messages.indices {
      guard case .blocks(let blocks) = messages[number].content else { continue }
      for index in blocks.indices {
        switch blocks[index] {
        case .toolUse(let use):
          open[use.id] = calls.count
          calls.append(Call(id: use.id, name: use.name, place: BlockIndex(message: number, block: index)))
        case .toolResult(let result):
          guard let call = open.removeValue(forKey: result.toolUseID) else { continue }
          calls[call].result = BlockIndex(message: number, block: index)
        default: continue
        }
      }
    }
    return calls
  }

  static func hasCall(_ message: Message) -> Bool {
    guard case .blocks(let blocks) = message.content else { return false }
    return blocks.contains { if case .toolUse = $0 { true } else { false } }
  }

  static func hasResult(_ message: Message) -> Bool {
    guard case .blocks(let blocks) = message.content else { return false }
    return blocks.contains { if case .toolResult = $0 { true } else { false } }
  }

  /// Whether a user message only continues the turn: it has results and nothing else.
  static func isAllResults(_ message: Message) -> Bool {
    guard message.role == .user, case .blocks(let blocks) = message.content, !blocks.isEmpty else { return false }
    return blocks.allSatisfy { if case .toolResult = $0 { true } else { false } }
  }
}
