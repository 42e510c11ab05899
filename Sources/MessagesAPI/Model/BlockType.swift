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
}
