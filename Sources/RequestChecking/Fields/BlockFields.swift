// Content blocks and their members: the types of Anthropic's Python SDK 2.14.0 (2026-11), where a member is required
// there. Whoever adds a kind to `ContentBlock` is asked for a row by `ContentBlock.fields`.

import MessagesAPI

extension ObjectType {
  static let text = ObjectType(
    "text", [.required("text", .text()), .cacheControl, .optional("citations", .list(.tagged(citations)))])
  static let image = ObjectType(
    "image",
    [
      .required("source", .tagged([.base64Image, .url, .file])), .cacheControl,
      .optional("transformations", .object(transformations)),
    ])
  private static let transformations = ObjectType("", [.optional("oversized_image", .word(["downsize", "error"]))])
  static let document = ObjectType(
    "document",
    [
      .required("source", .tagged([.base64PDF, .content, .plainText, .url, .file])), .cacheControl,
      .optional("citations", .object(citing)), .optional("context", .text(least: 1)),
      .optional("title", .text(least: 1, most: 500)),
    ])
  static let searchResult = ObjectType(
    "search_result",
    [
      .required("content", .list(.tagged([text]))), .required("source", .text()), .required("title", .text()),
      .cacheControl, .optional("citations", .object(citing)),
    ])
  static let thinking = ObjectType(
    "thinking", [.required("signature", .text()), .required("thinking", .text())])
  static let redactedThinking = ObjectType("redacted_thinking", [.required("data", .text())])
  static let toolUse = ObjectType(
    "tool_use",
    [
      .required("id", .text(least: 1)), .required("input", .map), .required("name", .text(least: 1, most: 200)),
      .cacheControl, .caller, .optional("toolset_name", .text()),
    ])
  static let toolResult = ObjectType(
    "tool_result",
    [
      .required("tool_use_id", .text(least: 1)), .cacheControl,
      .optional("content", .textOrList(.anything)), .optional("is_error", .flag), .optional("toolset_name", .text()),
    ])
  static let serverToolUse = ObjectType(
    "server_tool_use",
    [
      .required("id", .text(least: 1)), .required("input", .map), .required("name", .word(serverTools)), .cacheControl,
      .caller,
    ])
  static let mcpToolUse = ObjectType(
    "mcp_tool_use",
    [
      .required("id", .text(least: 1)), .required("input", .map), .required("name", .text()),
      .required("server_name", .text()), .cacheControl,
    ])
  static let mcpToolResult = ObjectType(
    "mcp_tool_result",
    [
      .required("tool_use_id", .text(least: 1)), .cacheControl,
      .optional("content", .textOrList(.tagged([text]))), .optional("is_error", .flag),
    ])
  static let toolReference = ObjectType("tool_reference", [.required("tool_name", .text(least: 1)), .cacheControl])
  static let toolAddition = ObjectType(
    "tool_addition",
    [
      .required("tool", .tagged(toolChanges + [ObjectType("tool_definition", [.required("definition", .map)])])),
      .cacheControl,
    ])
  static let toolRemoval = ObjectType("tool_removal", [.required("tool", .tagged(toolChanges)), .cacheControl])
  /// A tool that comes or goes, by its name.
  private static let toolChanges = [
    ObjectType("tool_reference", [.required("name", .text(least: 1))]),
    ObjectType("mcp_tool_reference", [.required("name", .text(least: 1)), .required("server_name", .text(least: 1))]),
    ObjectType("mcp_toolset_reference", [.required("server_name", .text(least: 1))]),
  ]
  static let containerUpload = ObjectType("container_upload", [.required("file_id", .text()), .cacheControl])
  static let compaction = ObjectType(
    "compaction",
    [
      .cacheControl, .optional("content", .text(least: 1)), .optional("encrypted_content", .text()),
      .optional("signature", .text()), .optional("tool_changes", .list(.anything)),
    ])

  // MARK: Sources of media

  static let base64Image = ObjectType(
    "base64",
    [
      .required("data", .text()),
      .required("media_type", .word(["image/jpeg", "image/png", "image/gif", "image/webp"])),
    ])
  static let base64PDF = ObjectType(
    "base64", [.required("data", .text()), .required("media_type", .word(["application/pdf"]))])
  static let plainText = ObjectType(
    "text", [.required("data", .text()), .required("media_type", .word(["text/plain"]))])
  static let content = ObjectType("content", [.required("content", .textOrList(.tagged([text, image])))])
  static let url = ObjectType("url", [.required("url", .text())])
  static let file = ObjectType("file", [.required("file_id", .text())])

  // MARK: Parts of blocks

  private static let citing = ObjectType("", [.optional("enabled", .flag)])

  /// Who called a tool: the model, or code that it wrote.
  static let toolCallers = [
    ObjectType("direct", []), ObjectType("code_execution_20250825", [.required("tool_id", .text())]),
    ObjectType("code_execution_20260120", [.required("tool_id", .text())]),
  ]

  private static let serverTools = [
    "web_search", "web_fetch", "code_execution", "bash_code_execution", "text_editor_code_execution",
    "tool_search_tool_regex", "tool_search_tool_bm25", "advisor",
  ]

  /// Where a text was taken from.
  private static let citations = [
    ObjectType(
      "char_location", cited + [.required("start_char_index", .integer()), .required("end_char_index", .integer())]),
    ObjectType(
      "page_location", cited + [.required("start_page_number", .integer()), .required("end_page_number", .integer())]),
    ObjectType(
      "content_block_location",
      cited + [.required("start_block_index", .integer()), .required("end_block_index", .integer())]),
    ObjectType(
      "search_result_location",
      [
        .required("cited_text", .text()), .required("search_result_index", .integer()), .required("source", .text()),
        .required("start_block_index", .integer()), .required("end_block_index", .integer()),
        .nullable("title", .text()),
      ]),
    ObjectType(
      "web_search_result_location",
      [
        .required("cited_text", .text()), .required("encrypted_index", .text()), .required("url", .text()),
        .nullable("title", .text()),
      ]),
  ]

  private static let cited: [FieldRow] = [
    .required("cited_text", .text()), .required("document_index", .integer()), .nullable("document_title", .text()),
  ]
  /// Blocks that the SDK has and this package has no type for.
  static let otherBlocks = ["browser_state": browserState, "fallback": fallback, "mcp_tool_listing": mcpToolListing]
}

extension ContentBlock {
  /// The members that the API knows of this block; nil for a block of which nothing is known.
  var fields: ObjectType? {
    switch self {
    case .text: .text
    case .image: .image
    case .document: .document
    case .searchResult: .searchResult
    case .toolUse: .toolUse
    case .serverToolUse: .serverToolUse
    case .mcpToolUse: .mcpToolUse
    case .toolResult: .toolResult
    case .mcpToolResult: .mcpToolResult
    case .serverToolResult(let block): .serverToolResult(block.type)
    case .thinking: .thinking
    case .redactedThinking: .redactedThinking
    case .toolReference: .toolReference
    case .toolAddition: .toolAddition
    case .toolRemoval: .toolRemoval
    case .containerUpload: .containerUpload
    case .compaction: .compaction
    case .unknown(let block): ObjectType.otherBlocks[block.type]
    // What a client puts beside its messages is never sent as a block.
    case .clientNote: nil
    }
  }

  /// Whose message the block stands in; nil where either may say it, or nothing is known.
  var speaker: ConversationCheck.Speaker? {
    switch self {
    case .toolUse, .serverToolUse, .mcpToolUse, .thinking, .redactedThinking: .assistant
    case .toolResult: .user
    case .toolAddition, .toolRemoval: .system
    case .text, .image, .document, .searchResult, .mcpToolResult, .serverToolResult, .toolReference, .containerUpload,
      .compaction, .clientNote, .unknown:
      nil
    }
  }

  /// Whether the block may stand in the result of a tool.
  var mayStandInResult: Bool {
    switch self {
    case .text, .image, .document, .searchResult, .toolReference: true
    case .unknown(let block): block.type == ObjectType.browserState.tag
    case .toolUse, .serverToolUse, .mcpToolUse, .toolResult, .mcpToolResult, .serverToolResult, .thinking,
      .redactedThinking, .toolAddition, .toolRemoval, .containerUpload, .compaction, .clientNote:
      false
    }
  }
}

// Whether decoding found each member in its place: then there is no need to look at the members again. Media and rare
// blocks are always looked at.

extension TextBlock {
  var isPlain: Bool { cacheControl == nil && citations == nil && otherFields.isEmpty }
}

extension ToolUseBlock {
  var isPlain: Bool {
    cacheControl == nil && otherFields.isEmpty && !id.isEmpty && (1...200).contains(name.utf8.count)
  }
}

extension ToolResultBlock {
  var isPlain: Bool { cacheControl == nil && otherFields.isEmpty && !toolUseID.isEmpty }
}

extension ThinkingBlock {
  var isPlain: Bool { otherFields.isEmpty && signature != nil && !thinking.isEmpty }
}
