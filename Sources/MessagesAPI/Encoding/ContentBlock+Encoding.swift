public import JSONText

extension ContentBlock: WireObject {
  var wireOrigin: JSONValue? { json }

  static func reread(_ value: JSONValue) -> ContentBlock? {
    var decoder = RequestDecoder()
    return try? decoder.block(value)
  }

  var wireMembers: [WireMember] {
    var wire = WireMembers()
    if case .unknown(let block) = self {
      for member in block.json.members { wire.add(member.key, member.value) }
      return wire.members
    }
    wire.add("type", type)
    switch self {
    case .text(let block): block.write(to: &wire)
    case .image(let block): block.write(to: &wire)
    case .document(let block): block.write(to: &wire)
    case .searchResult(let block): block.write(to: &wire)
    case .toolUse(let block), .serverToolUse(let block), .mcpToolUse(let block): block.write(to: &wire)
    case .toolResult(let block), .mcpToolResult(let block): block.write(to: &wire)
    case .serverToolResult(let block): block.write(to: &wire)
    case .thinking(let block): block.write(to: &wire)
    case .redactedThinking(let block): block.write(to: &wire)
    case .toolReference(let block): block.write(to: &wire)
    case .toolAddition(let block), .toolRemoval(let block): block.write(to: &wire)
    case .containerUpload(let block): block.write(to: &wire)
    case .compaction(let block): block.write(to: &wire)
    case .clientNote(let note): wire.add("note", note.json)
    case .unknown: break
    }
    return wire.members
  }

  /// The JSON the block was read from; nil for a block made in code or converted from another platform's shape.
  public var json: JSONValue? {
    switch self {
    case .text(let block): block.origin.value
    case .image(let block): block.origin.value
    case .document(let block): block.origin.value
    case .searchResult(let block): block.origin.value
    case .toolUse(let block), .serverToolUse(let block), .mcpToolUse(let block): block.origin.value
    case .toolResult(let block), .mcpToolResult(let block): block.origin.value
    case .serverToolResult(let block): block.origin.value
    case .thinking(let block): block.origin.value
    case .redactedThinking(let block): block.origin.value
    case .toolReference(let block): block.origin.value
    case .toolAddition(let block), .toolRemoval(let block): block.origin.value
    case .containerUpload(let block): block.origin.value
    case .compaction(let block): block.origin.value
    case .clientNote: nil
    case .unknown(let block): block.json
    }
  }
}

extension TextBlock {
  func write(to wire: inout WireMembers) {
    wire.add("text", text)
    wire.add("citations", citations)
    wire.add("cache_control", cacheControl?.json)
    wire.add(otherFields)
  }
}

extension ImageBlock {
  func write(to wire: inout WireMembers) {
    wire.add("source", source)
    wire.add("cache_control", cacheControl?.json)
    wire.add(otherFields)
  }
}

extension DocumentBlock {
  func write(to wire: inout WireMembers) {
    wire.add("source", source)
    wire.add("title", title)
    wire.add("context", context)
    wire.add("citations", citations)
    wire.add("cache_control", cacheControl?.json)
    wire.add(otherFields)
  }
}

extension SearchResultBlock {
  func write(to wire: inout WireMembers) {
    wire.add("source", source)
    wire.add("title", title)
    wire.add("content", content)
    wire.add("citations", citations)
    wire.add("cache_control", cacheControl?.json)
    wire.add(otherFields)
  }
}

extension ToolUseBlock {
  func write(to wire: inout WireMembers) {
    wire.add("id", id)
    wire.add("name", name)
    wire.add("input", input)
    wire.add("server_name", serverName)
    wire.add("cache_control", cacheControl?.json)
    wire.add(otherFields)
  }
}

extension ToolResultBlock {
  func write(to wire: inout WireMembers) {
    wire.add("tool_use_id", toolUseID)
    wire.add("content", content)
    wire.add("is_error", isError)
    wire.add("cache_control", cacheControl?.json)
    wire.add(otherFields)
  }
}

extension ServerToolResultBlock {
  func write(to wire: inout WireMembers) {
    wire.add("tool_use_id", toolUseID)
    wire.add("content", content)
    wire.add(otherFields)
  }
}

extension ThinkingBlock {
  func write(to wire: inout WireMembers) {
    wire.add("thinking", thinking)
    wire.add("signature", signature)
    wire.add(otherFields)
  }
}

extension RedactedThinkingBlock {
  func write(to wire: inout WireMembers) {
    wire.add("data", data)
    wire.add(otherFields)
  }
}

extension ToolReferenceBlock {
  func write(to wire: inout WireMembers) {
    wire.add("tool_name", toolName)
    wire.add(otherFields)
  }
}

extension ToolChangeBlock {
  func write(to wire: inout WireMembers) {
    wire.add("tool", tool)
    wire.add(otherFields)
  }
}

extension ContainerUploadBlock {
  func write(to wire: inout WireMembers) {
    wire.add("file_id", fileID)
    wire.add(otherFields)
  }
}

extension CompactionBlock {
  func write(to wire: inout WireMembers) {
    wire.add("content", content)
    wire.add(otherFields)
  }
}

extension MediaSource: WireObject {
  var wireOrigin: JSONValue? { origin.value }

  static func reread(_ value: JSONValue) -> MediaSource? {
    var decoder = RequestDecoder()
    return try? decoder.mediaSource(value)
  }

  var wireMembers: [WireMember] {
    var wire = WireMembers()
    if case .unknown(_, let json) = kind {
      for member in json.members { wire.add(member.key, member.value) }
      return wire.members
    }
    wire.add("type", type)
    wire.add("media_type", mediaType)
    switch kind {
    case .base64(_, let data), .text(_, let data): wire.add("data", data)
    case .url(let url): wire.add("url", url)
    case .file(let id): wire.add("file_id", id)
    case .content(let content): wire.add("content", content)
    case .unknown: break
    }
    wire.add(otherFields)
    return wire.members
  }
}
