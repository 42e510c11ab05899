import MessagesAPI

/// Fields that nobody knows, of rows: each is told at the place that its block has in the conversation.
struct UnknownInRows {
  /// A field of a block, or of a message as a whole.
  private struct Pending {
    let block: ContentBlock?
    /// Where it stood. Another block with the same content has another source, and another place.
    let source: Source
    /// The way from the block, or from the message.
    let rest: [RequestPath.Step]
    let member: UnknownMember
  }

  private struct Source: Hashable {
    let row, message: Int
    var block = 0
  }

  private var pending: [Pending] = []
  private var rows = 0
  private(set) var members: [UnknownMember] = []

  /// Takes what was found in one row. O(fields that nobody knows).
  mutating func add(_ row: MessagesRequest) {
    for member in row.unknownMembers {
      let steps = member.path.steps
      guard steps.count > 2, steps[0] == .field("messages"), case .index(let message) = steps[1],
        row.messages.indices.contains(message)
      else { continue }
      let blocks = row.messages[message].blocks
      var source = Source(row: rows, message: message)
      if steps.count > 4, steps[2] == .field("content"), case .index(let block) = steps[3],
        blocks.indices.contains(block)
      {
        source.block = block
        pending.append(Pending(block: blocks[block], source: source, rest: Array(steps[4...]), member: member))
      } else {
        pending.append(Pending(block: nil, source: source, rest: Array(steps[2...]), member: member))
      }
    }
    rows += 1
  }

  /// Places what belongs to a message that becomes the conversation's at an index. O(pending × blocks).
  mutating func settle(in message: Message, at index: Int) {
    if pending.isEmpty { return }
    let blocks = message.blocks
    // The block of each source, and the blocks that have one.
    var places: [Source: Int] = [:]
    var taken: Set<Int> = []
    pending.removeAll { field in
      var steps: [RequestPath.Step] = [.field("messages"), .index(index)]
      if let block = field.block {
        let free = places[field.source] ?? blocks.indices.first { !taken.contains($0) && blocks[$0] == block }
        guard let place = free else { return false }
        places[field.source] = place
        taken.insert(place)
        steps += [.field("content"), .index(place)]
      }
      members.append(UnknownMember(path: RequestPath(steps + field.rest), value: field.member.value))
      return true
    }
  }
}
