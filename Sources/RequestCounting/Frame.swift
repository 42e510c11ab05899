import MessagesAPI

// What stands around messages: the start of the prompt, the marks of roles, and the place for the reply.

/// Messages of one role that follow each other: the API reads them as one turn.
struct Turn {
  /// A text of a turn, another block, or the border between two of its messages.
  enum Item {
    case text(RequestText, isCited: Bool, RequestPath)
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
        case .block, .text: true
        }
      }
  }

  /// How many answers to calls there are.
  var results: Int { items.count { if case .block(.toolResult, _) = $0 { true } else { false } } }

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
    // By index: walking over messages themselves would copy each.
    for index in messages.indices {
      let path = RequestPath.message(index)
      let role = messages[index].role
      let items = items(of: messages[index].content, at: path.content)
      if let last = turns.indices.last, turns[last].role == role {
        turns[last].items.append(.border)
        turns[last].items += items
      } else {
        turns.append(Turn(role: role, path: path, items: items))
      }
    }
    return turns
  }

  private static func items(of content: Content, at path: RequestPath) -> [Item] {
    switch content {
    case .text(let text): return [.text(text, isCited: false, path)]
    case .blocks(let blocks):
      var items: [Item] = []
      items.reserveCapacity(blocks.count)
      for place in blocks.indices {
        if case .text(let block) = blocks[place] {
          items.append(.text(block.text, isCited: block.isCited, path[place]))
        } else {
          items.append(.block(blocks[place], path[place]))
        }
      }
      return items
    }
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
