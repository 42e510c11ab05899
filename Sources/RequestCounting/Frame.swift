import MessagesAPI

// What stands around messages: the start of the prompt, the marks of roles, and the place for the reply.

/// Messages of one role that follow each other: the API reads them as one turn.
struct Turn {
  /// A block of a turn, or the border between two of its messages.
  enum Item {
    case block(ContentBlock, RequestPath)
    case border
  }

  var role: Role
  var path: RequestPath
  var items: [Item]

  /// Whether it is the user's and more than answers to calls: then earlier thinking is past.
  var isQuestion: Bool {
    role == .user
      && items.contains { item in
        switch item {
        case .block(.toolResult, _), .border: false
        case .block: true
        }
      }
  }

  /// The names of the tools it calls, by the calls' ids.
  var calls: [String: String] {
    var names: [String: String] = [:]
    for case .block(.toolUse(let call), _) in items { names[call.id] = call.name }
    return names
  }

  /// The turns of a conversation. O(blocks).
  static func all(of messages: [Message]) -> [Turn] {
    var turns: [Turn] = []
    turns.reserveCapacity(messages.count)
    for (index, message) in messages.enumerated() {
      let path = RequestPath.message(index)
      let content = path.content
      var items: [Item] = []
      switch message.content {
      case .text(let text): items = [.block(.text(TextBlock(text)), content)]
      case .blocks(let blocks):
        items.reserveCapacity(blocks.count)
        for (place, block) in blocks.enumerated() { items.append(.block(block, content[place])) }
      }
      if let last = turns.indices.last, turns[last].role == message.role {
        turns[last].items.append(.border)
        turns[last].items += items
      } else {
        turns.append(Turn(role: message.role, path: path, items: items))
      }
    }
    return turns
  }
}

extension RequestCounting {
  mutating func addFrame() { add(.frame, at: .root) }

  /// The mark of a turn's role.
  mutating func addMark(of turn: Turn) {
    let tokens =
      switch turn.role {
      case .assistant: rules.assistantTurn
      case .system: rules.systemTurn
      default: rules.userTurn
      }
    add(.turn, at: turn.path, role: turn.role, text: tokens)
  }
}
