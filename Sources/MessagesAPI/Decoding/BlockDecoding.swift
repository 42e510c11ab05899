import JSONText

// Content blocks in the Anthropic shape.

extension RequestDecoder {
  mutating func block(_ value: JSONValue) throws(DecodeError) -> ContentBlock {
    try object(value)
    // Blocks in blocks are read one within the other, which takes stack.
    guard trail.count < 64 else { throw tooDeep(value) }
    guard let named = value["type"], named.isString else {
      missing("type")
      return .unknown(UnknownBlock(type: "", json: value))
    }
    switch BlockType(named) {
    case .text: return .text(try textBlock(value))
    case .toolUse: return .toolUse(try toolUse(value))
    case .toolResult: return .toolResult(try toolResult(value))
    case .image: return .image(try image(value))
    case .document: return .document(try document(value))
    case .thinking: return .thinking(try thinkingBlock(value))
    case .redactedThinking: return .redactedThinking(try redactedThinking(value))
    case .serverToolUse: return .serverToolUse(try toolUse(value))
    case .mcpToolUse: return .mcpToolUse(try toolUse(value))
    case .mcpToolResult: return .mcpToolResult(try toolResult(value))
    case .searchResult: return .searchResult(try searchResult(value))
    case .toolReference: return .toolReference(try toolReference(value))
    case .toolAddition: return .toolAddition(try toolChange(value))
    case .toolRemoval: return .toolRemoval(try toolChange(value))
    case .containerUpload: return .containerUpload(try containerUpload(value))
    case .compaction: return .compaction(try compaction(value))
    case nil:
      let name = named.string ?? ""
      if name.hasSuffix("_tool_result") { return .serverToolResult(try serverToolResult(value, name)) }
      notice(.unknownBlock, "the block type \"\(name.prefix(64))\" is not known here")
      return .unknown(UnknownBlock(type: name, json: value))
    }
  }

  func tooDeep(_ value: JSONValue) -> DecodeError {
    DecodeError(
      .tooDeep, at: path, value, message: "content blocks are nested too deep",
      remedy: "Nest them no deeper than the API does: blocks in a result in a message.")
  }

  private mutating func textBlock(_ value: JSONValue) throws(DecodeError) -> TextBlock {
    var block = TextBlock("")
    block.origin = Origin(value)
    var hasText = false
    for member in value.members {
      switch member {
      case "type": break
      case "text":
        hasText = true
        block.text = try text(member.value, "text")
      case "citations": block.citations = optional(member.value)
      case "cache_control": block.cacheControl = cacheControl(member.value)
      default: keep(member, in: &block.otherFields)
      }
    }
    if !hasText { missing("text") }
    return block
  }

  private mutating func thinkingBlock(_ value: JSONValue) throws(DecodeError) -> ThinkingBlock {
    var block = ThinkingBlock(thinking: "", signature: nil)
    block.origin = Origin(value)
    for member in value.members {
      switch member {
      case "type": break
      case "thinking": block.thinking = try optionalText(member.value, "thinking") ?? ""
      case "signature": block.signature = try optionalText(member.value, "signature")
      default: keep(member, in: &block.otherFields, documented: ["cache_control"])
      }
    }
    return block
  }

  private mutating func redactedThinking(_ value: JSONValue) throws(DecodeError) -> RedactedThinkingBlock {
    var block = RedactedThinkingBlock(data: "")
    block.origin = Origin(value)
    for member in value.members {
      switch member {
      case "type": break
      case "data": block.data = try text(member.value, "data")
      default: keep(member, in: &block.otherFields, documented: ["cache_control"])
      }
    }
    return block
  }

  private mutating func compaction(_ value: JSONValue) throws(DecodeError) -> CompactionBlock {
    var block = CompactionBlock(content: nil)
    block.origin = Origin(value)
    for member in value.members {
      switch member {
      case "type": break
      case "content": block.content = try optionalText(member.value, "content")
      default:
        keep(
          member, in: &block.otherFields,
          documented: ["cache_control", "signature", "encrypted_content", "tool_changes"])
      }
    }
    return block
  }

  private mutating func containerUpload(_ value: JSONValue) throws(DecodeError) -> ContainerUploadBlock {
    var block = ContainerUploadBlock(fileID: "")
    block.origin = Origin(value)
    for member in value.members {
      switch member {
      case "type": break
      case "file_id": block.fileID = try string(member.value, "file_id")
      default: keep(member, in: &block.otherFields, documented: ["cache_control"])
      }
    }
    return block
  }

  // MARK: Tools

  private mutating func toolUse(_ value: JSONValue) throws(DecodeError) -> ToolUseBlock {
    var block = ToolUseBlock(id: "", name: "", input: .null)
    block.origin = Origin(value)
    for member in value.members {
      switch member {
      case "type": break
      case "id": block.id = try optionalText(member.value, "id")?.string ?? ""
      case "name": block.name = try string(member.value, "name")
      case "input": block.input = member.value
      case "server_name": block.serverName = optionalString(member.value, "server_name")
      case "cache_control": block.cacheControl = cacheControl(member.value)
      default: keep(member, in: &block.otherFields, documented: ["caller"])
      }
    }
    if block.name.isEmpty { missing("name") }
    if !block.input.isObject {
      notice(.wrongType, at: path.field("input"), "an object is expected, not \(block.input.kindName)")
    }
    return block
  }

  private mutating func toolResult(_ value: JSONValue) throws(DecodeError) -> ToolResultBlock {
    var block = ToolResultBlock(toolUseID: "", content: nil)
    block.origin = Origin(value)
    for member in value.members {
      switch member {
      case "type": break
      case "tool_use_id": block.toolUseID = try optionalText(member.value, "tool_use_id")?.string ?? ""
      case "content" where !member.value.isNull:
        block.content = try at(.field("content")) { d throws(DecodeError) in try d.content(member.value) }
      case "content": break
      case "is_error": block.isError = bool(member.value, "is_error")
      case "cache_control": block.cacheControl = cacheControl(member.value)
      default: keep(member, in: &block.otherFields, documented: ["caller"])
      }
    }
    return block
  }

  private mutating func serverToolResult(
    _ value: JSONValue, _ type: String
  ) throws(DecodeError) -> ServerToolResultBlock {
    var block = ServerToolResultBlock(type: type, toolUseID: "", content: nil)
    block.origin = Origin(value)
    for member in value.members {
      switch member {
      case "type": break
      case "tool_use_id": block.toolUseID = try optionalText(member.value, "tool_use_id")?.string ?? ""
      case "content": block.content = optional(member.value)
      default: keep(member, in: &block.otherFields, documented: ["caller", "cache_control"])
      }
    }
    return block
  }

  private mutating func toolReference(_ value: JSONValue) throws(DecodeError) -> ToolReferenceBlock {
    var block = ToolReferenceBlock(toolName: "")
    block.origin = Origin(value)
    for member in value.members {
      switch member {
      case "type": break
      case "tool_name": block.toolName = try string(member.value, "tool_name")
      default: keep(member, in: &block.otherFields, documented: ["cache_control"])
      }
    }
    return block
  }

  private mutating func toolChange(_ value: JSONValue) throws(DecodeError) -> ToolChangeBlock {
    var block = ToolChangeBlock(tool: .null)
    block.origin = Origin(value)
    for member in value.members {
      switch member {
      case "type": break
      case "tool": block.tool = member.value
      default: keep(member, in: &block.otherFields, documented: ["cache_control"])
      }
    }
    if block.toolName == nil { missing("tool") }
    return block
  }

  // MARK: Media

  private mutating func image(_ value: JSONValue) throws(DecodeError) -> ImageBlock {
    var block = ImageBlock(source: MediaSource(.unknown(type: "", json: .null)))
    block.origin = Origin(value)
    for member in value.members {
      switch member {
      case "type": break
      case "source":
        block.source = try at(.field("source")) { d throws(DecodeError) in try d.mediaSource(member.value) }
      case "cache_control": block.cacheControl = cacheControl(member.value)
      default: keep(member, in: &block.otherFields, documented: ["transformations"])
      }
    }
    if block.source.type.isEmpty { missing("source") }
    return block
  }

  private mutating func document(_ value: JSONValue) throws(DecodeError) -> DocumentBlock {
    var block = DocumentBlock(source: MediaSource(.unknown(type: "", json: .null)))
    block.origin = Origin(value)
    for member in value.members {
      switch member {
      case "type": break
      case "source":
        block.source = try at(.field("source")) { d throws(DecodeError) in try d.mediaSource(member.value) }
      case "title": block.title = try optionalText(member.value, "title")
      case "context": block.context = try optionalText(member.value, "context")
      case "citations": block.citations = optional(member.value)
      case "cache_control": block.cacheControl = cacheControl(member.value)
      default: keep(member, in: &block.otherFields)
      }
    }
    if block.source.type.isEmpty { missing("source") }
    return block
  }

  private mutating func searchResult(_ value: JSONValue) throws(DecodeError) -> SearchResultBlock {
    var block = SearchResultBlock(source: "", title: "", content: [])
    block.origin = Origin(value)
    for member in value.members {
      switch member {
      case "type": break
      case "source": block.source = try text(member.value, "source")
      case "title": block.title = try text(member.value, "title")
      case "content":
        block.content = try at(.field("content")) { d throws(DecodeError) in
          try d.array(member.value)
          return try d.blocks(member.value)
        }
      case "citations": block.citations = optional(member.value)
      case "cache_control": block.cacheControl = cacheControl(member.value)
      default: keep(member, in: &block.otherFields)
      }
    }
    return block
  }

  mutating func mediaSource(_ value: JSONValue) throws(DecodeError) -> MediaSource {
    try object(value)
    var source = MediaSource(.unknown(type: value["type"]?.string ?? "", json: value))
    source.origin = Origin(value)
    var mediaType = ""
    var data: RequestText?
    for member in value.members {
      switch (source.type, member.key) {
      case (_, "type"): break
      case ("base64", "media_type"), ("text", "media_type"):
        mediaType = optionalString(member.value, "media_type") ?? ""
      case ("base64", "data"), ("text", "data"):
        // Anything but text cannot be looked into, but its place in the request is known.
        data = lenient(member.value, "data", "a string", RequestText(member.value))
      case ("url", "url"): source.kind = .url(try string(member.value, "url"))
      case ("file", "file_id"): source.kind = .file(id: try string(member.value, "file_id"))
      case ("content", "content"):
        source.kind = .content(try at(.field("content")) { d throws(DecodeError) in try d.content(member.value) })
      case ("base64", _), ("text", _), ("url", _), ("file", _), ("content", _):
        keep(member, in: &source.otherFields)
      default: break
      }
    }
    if let data, source.type == "base64" { source.kind = .base64(mediaType: mediaType, data: data) }
    if let data, source.type == "text" { source.kind = .text(mediaType: mediaType, data: data) }
    return source
  }
}
