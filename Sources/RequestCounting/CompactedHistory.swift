import JSONText
import MessagesAPI

// Compaction blocks: what stands before one is dropped by the API, and its summary is read in place of it.

extension MessagesRequest {
  /// The request as the model sees it, and how many messages went; nil where there is no compaction with a summary.
  ///
  /// A block whose content is null has failed and stands for nothing.
  var compacted: (request: MessagesRequest, dropped: Int)? {
    for index in messages.indices.reversed() {
      guard case .blocks(let blocks) = messages[index].content else { continue }
      for place in blocks.indices.reversed() {
        guard case .compaction(let block) = blocks[place], let summary = block.content else { continue }
        var request = self
        request.messages.removeSubrange(..<index)
        let changes = block.otherFields["tool_changes"]?.elements.compactMap(Self.change) ?? []
        // The summary is read as the user's, whoever sent the block.
        let rest = Array(blocks[(place + 1)...])
        request.messages[0] = Message(role: .user, [.text(TextBlock(summary))] + changes)
        if !rest.isEmpty { request.messages.insert(Message(role: messages[index].role, rest), at: 1) }
        return (request, index)
      }
    }
    return nil
  }

  private static func change(_ json: JSONValue) -> ContentBlock? {
    guard let tool = json["tool"] else { return nil }
    if json["type"]?.isText("tool_addition") == true { return .toolAddition(ToolChangeBlock(tool: tool)) }
    if json["type"]?.isText("tool_removal") == true { return .toolRemoval(ToolChangeBlock(tool: tool)) }
    return nil
  }
}

extension PromptPricing {
  /// The frame of the summary, which nobody has recorded, and the places of parts in the body as it was sent.
  mutating func addCompaction(droppingMessages dropped: Int) {
    add(.compactionFrame, at: .message(0), role: .user, above: 30, basis: .modelled)
    if dropped == 0 { return }
    for index in parts.indices {
      guard let message = parts[index].path.messageIndex else { continue }
      let old = parts[index]
      let rest = old.path.steps.dropFirst(RequestPath.message(message).steps.count)
      let path = RequestPath(RequestPath.message(message + dropped).steps + rest)
      parts[index] = Part(path: path, role: old.role, count: old.count, rule: old.rule)
    }
  }
}
