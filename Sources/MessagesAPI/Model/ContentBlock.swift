public import JSONText

/// One block of content. Types that the model does not know are kept whole in ``unknown(_:)``.
///
/// A block is one reference: arrays of them are small, and a copy costs the same for all kinds.
///
///     ContentBlock.text("hi")
///     ContentBlock.toolUse(id: "t1", name: "get_weather", input: ["city": "Oslo"])
///     ContentBlock.toolResult(toolUseID: "t1", "12 °C")
public indirect enum ContentBlock: Sendable, Equatable {
  /// A text.
  case text(TextBlock)
  /// An image.
  case image(ImageBlock)
  /// A PDF or a text document.
  case document(DocumentBlock)
  /// A search result that the client brings along.
  case searchResult(SearchResultBlock)
  /// A call of a tool, the client's or the server's.
  case toolUse(ToolUseBlock)
  /// A call of a tool that the API runs itself; never answered by a `tool_result`.
  case serverToolUse(ToolUseBlock)
  /// A call of a tool on an MCP server.
  case mcpToolUse(ToolUseBlock)
  /// What a client's tool returned.
  case toolResult(ToolResultBlock)
  /// What a tool on an MCP server returned.
  case mcpToolResult(ToolResultBlock)
  /// `web_search_tool_result`, `code_execution_tool_result` and every other `…_tool_result`.
  case serverToolResult(ServerToolResultBlock)
  /// Thinking with its signature.
  case thinking(ThinkingBlock)
  /// Thinking that is encrypted.
  case redactedThinking(RedactedThinkingBlock)
  /// A tool that a search found.
  case toolReference(ToolReferenceBlock)
  /// A tool that is there from here on.
  case toolAddition(ToolChangeBlock)
  /// A tool that is gone from here on.
  case toolRemoval(ToolChangeBlock)
  /// A file for the container.
  case containerUpload(ContainerUploadBlock)
  /// The summary of what stood before.
  case compaction(CompactionBlock)
  /// A client's note beside the messages, from a session on disk; never in a body.
  case clientNote(ClientNoteBlock)
  /// A block of a type that is not known here.
  case unknown(UnknownBlock)

  /// A text block.
  public static func text(_ text: String) -> ContentBlock { .text(TextBlock(RequestText(text))) }

  /// The model's call of one of the request's tools.
  public static func toolUse(id: String, name: String, input: JSONValue) -> ContentBlock {
    .toolUse(ToolUseBlock(id: id, name: name, input: input))
  }

  /// The answer to a call.
  public static func toolResult(toolUseID: String, _ content: Content?, isError: Bool? = nil) -> ContentBlock {
    .toolResult(ToolResultBlock(toolUseID: toolUseID, content: content, isError: isError))
  }

  /// A thinking block as the API returned it; what it costs is in its signature.
  public static func thinking(_ thinking: String, signature: String) -> ContentBlock {
    .thinking(ThinkingBlock(thinking: RequestText(thinking), signature: RequestText(signature)))
  }

  /// An image, base64-encoded.
  public static func image(mediaType: String, base64 data: String) -> ContentBlock {
    .image(ImageBlock(source: MediaSource(.base64(mediaType: mediaType, data: RequestText(data)))))
  }

  /// The block's `type`, for example `tool_use`.
  public var type: String {
    switch self {
    case .text: BlockType.text.rawValue
    case .image: BlockType.image.rawValue
    case .document: BlockType.document.rawValue
    case .searchResult: BlockType.searchResult.rawValue
    case .toolUse: BlockType.toolUse.rawValue
    case .serverToolUse: BlockType.serverToolUse.rawValue
    case .mcpToolUse: BlockType.mcpToolUse.rawValue
    case .toolResult: BlockType.toolResult.rawValue
    case .mcpToolResult: BlockType.mcpToolResult.rawValue
    case .thinking: BlockType.thinking.rawValue
    case .redactedThinking: BlockType.redactedThinking.rawValue
    case .toolReference: BlockType.toolReference.rawValue
    case .toolAddition: BlockType.toolAddition.rawValue
    case .toolRemoval: BlockType.toolRemoval.rawValue
    case .containerUpload: BlockType.containerUpload.rawValue
    case .compaction: BlockType.compaction.rawValue
    case .serverToolResult(let block): block.type
    case .clientNote: "client_note"
    case .unknown(let block): block.type
    }
  }

  /// Whether the block is the model's thinking, shown or not.
  package var isThinking: Bool {
    switch self {
    case .thinking, .redactedThinking: true
    case .text, .image, .document, .searchResult, .toolUse, .serverToolUse, .mcpToolUse, .toolResult, .mcpToolResult,
      .serverToolResult, .toolReference, .toolAddition, .toolRemoval, .containerUpload, .compaction, .clientNote,
      .unknown:
      false
    }
  }
}

/// A cache breakpoint.
public struct CacheControl: Sendable, Equatable {
  /// As it stands in the body, for example `{"type": "ephemeral", "ttl": "1h"}`.
  public let json: JSONValue

  /// Nil if the value is no object.
  public init?(_ json: JSONValue) {
    guard json.isObject else { return nil }
    self.json = json
  }

  /// - Parameter ttl: `5m` or `1h`; without it the API takes `5m`.
  public init(ttl: String? = nil) {
    json = ttl.map { ["type": "ephemeral", "ttl": JSONValue($0)] } ?? ["type": "ephemeral"]
  }

  /// `ephemeral`
  public var type: String? { json["type"]?.string }
  /// `5m` or `1h`; nil is five minutes.
  public var ttl: String? { json["ttl"]?.string }
}
