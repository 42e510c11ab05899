import JSONText
import MessagesAPI

// A turn: messages of one role that follow each other, and the mark that stands before them.

/// Messages of one role that follow each other: the API reads them as one turn.
struct Turn {
  /// A text of a turn, another block, or the border between two of its messages.
  enum Item {
    case text(RequestText, citations: Citations, RequestPath)
    case block(ContentBlock, RequestPath)
    case border
  }

  /// What the API attached to a text of an answer.
  enum Citations: Equatable {
    case none
    /// Of the kinds that are recorded: places in a document's text and blocks.
    case known
    /// So many, others among them.
    case others(Int)

    private static let knownKinds = ["char_location", "content_block_location"]

    init(_ block: TextBlock) {
      guard let list = block.citations, list.count > 0 else {
        self = .none
        return
      }
      let isKnown = list.elements.allSatisfy { citation in
        Self.knownKinds.contains { citation["type"]?.isText($0) == true }
      }
      self = isKnown ? .known : .others(list.count)
    }
  }

  var role: Role
  var path: RequestPath
  var items: [Item]

  /// How many answers to calls there are.
  var results: Int { items.count { if case .block(.toolResult, _) = $0 { true } else { false } } }

  /// Where the last answer to a call stands; nil where there is none.
  var lastResult: RequestPath? {
    for case .block(.toolResult, let path) in items.reversed() { return path }
    return nil
  }

  /// Whether what stands before an item is text.
  func hasText(before index: Int) -> Bool {
    for item in items[..<index].reversed() {
      switch item {
      case .text: return true
      case .block: return false
      case .border: continue
      }
    }
    return false
  }

  /// How many texts stand right beside an item, and how many documents beside one that is none.
  func neighbours(of index: Int) -> Int {
    let isDocument = if case .block(.document, _) = items[index] { true } else { false }
    return [index - 1, index + 1].count { place in
      guard items.indices.contains(place) else { return false }
      return switch items[place] {
      case .text(let text, _, _): !text.isEmpty
      case .block(.document, _): !isDocument
      case .block, .border: false
      }
    }
  }

  /// The names of the tools it calls, by the calls' ids.
  var calls: [String: String] {
    var names: [String: String] = [:]
    for case .block(.toolUse(let call), _) in items { names[call.id] = call.name }
    return names
  }

  /// The names of the tools that an answer calls, by the calls' ids; none without an answer. O(its blocks).
  static func calls(ofAnswerAt start: Int?, in messages: [Message]) -> [String: String] {
    guard var start else { return [:] }
    return next(&start, in: messages)?.calls ?? [:]
  }

  /// The turn that begins with the message at `start`, which moves behind it; nil at the end. O(its blocks).
  ///
  /// - Parameter cleared: messages whose thinking is not in the prompt.
  static func next(_ start: inout Int, in messages: [Message], cleared: Set<Int> = []) -> Turn? {
    guard start < messages.count else { return nil }
    let role = messages[start].role
    let path = RequestPath.message(start)
    func own(_ index: Int) -> [Item] {
      let items = Self.items(of: messages[index].content, at: .message(index).content)
      guard cleared.contains(index) else { return items }
      return items.filter { if case .block(let block, _) = $0 { !block.isThinking } else { true } }
    }
    var items = own(start)
    start += 1
    // By index: walking over messages themselves would copy each.
    while start < messages.count, messages[start].role == role {
      items.append(.border)
      items += own(start)
      start += 1
    }
    return Turn(role: role, path: path, items: items)
  }

  /// The last message of the user that is more than answers to calls: earlier thinking is past. O(messages behind it).
  static func lastQuestion(in messages: [Message]) -> Int? { messages.indices.last { isQuestion(messages[$0]) } }

  /// Whether a message is the user's and more than answers to calls. O(its blocks).
  static func isQuestion(_ message: Message) -> Bool {
    guard message.role == .user else { return false }
    guard case .blocks(let blocks) = message.content else { return true }
    return blocks.contains { block in
      switch block {
      case .toolResult, .clientNote: false
      case .text, .image, .document, .searchResult, .toolUse, .serverToolUse, .mcpToolUse, .mcpToolResult,
        .serverToolResult, .thinking, .redactedThinking, .toolReference, .toolAddition, .toolRemoval,
        .containerUpload, .compaction, .unknown:
        true
      }
    }
  }

  private static func items(of content: Content, at path: RequestPath) -> [Item] {
    switch content {
    case .text(let text): return [.text(text, citations: .none, path)]
    case .blocks(let blocks):
      var items: [Item] = []
      items.reserveCapacity(blocks.count)
      for place in blocks.indices {
        if case .text(let block) = blocks[place] {
          items.append(.text(block.text, citations: Citations(block), path[place]))
        } else {
          items.append(.block(blocks[place], path[place]))
        }
      }
      return items
    }
  }
}

extension PromptPricing {
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
