import JSONText

/// The `type` of a block that bodies name and that is known here. Results of the API's own tools have many types and none
/// of these: see `ContentBlock.serverToolResult`.
///
/// A new kind of block gets a case here, and the compiler then asks the decoder for it.
enum BlockType: String, CaseIterable {
  case text
  case image
  case document
  case searchResult = "search_result"
  case toolUse = "tool_use"
  case serverToolUse = "server_tool_use"
  case mcpToolUse = "mcp_tool_use"
  case toolResult = "tool_result"
  case mcpToolResult = "mcp_tool_result"
  case thinking
  case redactedThinking = "redacted_thinking"
  case toolReference = "tool_reference"
  case toolAddition = "tool_addition"
  case toolRemoval = "tool_removal"
  case containerUpload = "container_upload"
  case compaction

  /// The type that a string names; nil for one that is not known here. Nearly all blocks have one of the first three,
  /// which are compared where they stand.
  init?(_ name: JSONValue) {
    if name.isText("text") {
      self = .text
    } else if name.isText("tool_use") {
      self = .toolUse
    } else if name.isText("tool_result") {
      self = .toolResult
    } else {
      guard let name = name.string else { return nil }
      self.init(rawValue: name)
    }
  }
}
