import MessagesAPI

/// Fields that nobody knows, of rows: each is told at the place that its block has in the conversation.
struct UnknownInRows {
  /// A field of a block, or of a message as a whole.
  private struct Pending {
    let block: ContentBlock?
    /// How many blocks were taken before it. Another with the same content has another number, and another place.
    let number: Int
    /// The way from the block, or from the message.
    let rest: [RequestPath.Step]
    let member: UnknownMember
  }

  private var pending: [Pending] = []
  private var blocksTaken = 0
  private(set) var members: [UnknownMember] = []

  /// Takes what was found in one row. O(fields that nobody knows).
  mutating func add(_ row: MessagesRequest) {
    for member in row.unknownMembers {
      let steps = member.path.steps
      guard steps.count > 2, steps[0] == .field("messages"), case .index(let message) = steps[1],
        row.messages.indices.contains(message)
      else { continue }
      let blocks = row.messages[message].blocks
      let before = row.messages[..<message].reduce(blocksTaken) { $0 + $1.blocks.count }
      if steps.count > 4, steps[2] == .field("content"), case .index(let block) = steps[3],
        blocks.indices.contains(block)
      {
        pending.append(
          Pending(block: blocks[block], number: before + block, rest: Array(steps[4...]), member: member))
      } else {
        pending.append(Pending(block: nil, number: before, rest: Array(steps[2...]), member: member))
      }
    }
    blocksTaken += row.messages.reduce(0) { $0 + $1.blocks.count }
  }

  /// Places what belongs to a message that becomes the conversation's at an index. O(pending × blocks).
  mutating func settle(in message: Message, at index: Int) {
    if pending.isEmpty { return }
    let blocks = message.blocks
    // The block of each number, and the blocks that have a number.
    var places: [Int: Int] = [:]
    var taken: Set<Int> = []
    pending.removeAll { field in
      var steps: [RequestPath.Step] = [.field("messages"), .index(index)]
      if let block = field.block {
        let free = places[field.number] ?? blocks.indices.first { !taken.contains($0) && blocks[$0] == block }
        guard let place = free else { return false }
        places[field.number] = place
        taken.insert(place)
        steps += [.field("content"), .index(place)]
      }
      members.append(UnknownMember(path: RequestPath(steps + field.rest), value: field.member.value))
      return true
    }
  }
}
