import JSONText

extension RequestShape {
  /// Tells a body's shape from its fields. What fits several shapes alike is the Messages API's. O(body's top levels).
  init(of body: JSONValue) {
    if Self.looksLikeConverse(body) {
      self = .bedrockConverse
    } else if Self.looksLikeChat(body) {
      self = .chatCompletions
    } else if let version = body["anthropic_version"]?.string {
      self = version.hasPrefix("vertex") ? .vertex : .bedrockInvoke
    } else {
      self = .messages
    }
  }

  private static func looksLikeConverse(_ body: JSONValue) -> Bool {
    for member in body.members where converseFields.contains(member.key) { return true }
    // A block without a type whose only key names its kind.
    let first = body["messages"]?.elements.first { _ in true }
    for block in first?["content"]?.elements ?? JSONValue.null.elements {
      return block["type"] == nil && block.count == 1 && block.members.contains { converseBlocks.contains($0.key) }
    }
    return false
  }

  private static func looksLikeChat(_ body: JSONValue) -> Bool {
    for member in body.members {
      if chatFields.contains(member.key) { return true }
      if member.key == "tools", member.value[0]?["function"]?.isObject == true { return true }
      if member.key == "tool_choice", member.value["function"] != nil || member.value.string == "required" {
        return true
      }
    }
    if body["anthropic_version"] != nil { return false }
    for (index, message) in (body["messages"]?.elements ?? JSONValue.null.elements).enumerated() {
      for member in message.members {
        switch member.key {
        case "role"
        where member.value.isText("tool") || member.value.isText("developer") || member.value.isText("function"):
          return true
        // The Messages API has system messages too, but never as the first.
        case "role" where index == 0 && member.value.isText("system") && body["system"] == nil: return true
        case "tool_calls", "tool_call_id", "function_call": return true
        case "content" where member.value.isArray:
          for part in member.value.elements where chatParts.contains(part["type"]?.string ?? "") { return true }
        default: break
        }
      }
    }
    return false
  }

  private static let converseFields: Set = [
    "additionalModelRequestFields", "additionalModelResponseFieldPaths", "guardrailConfig", "inferenceConfig",
    "modelId", "outputConfig", "performanceConfig", "promptVariables", "requestMetadata", "toolConfig",
  ]

  private static let converseBlocks: Set = [
    "audio", "cachePoint", "citationsContent", "document", "guardContent", "image", "reasoningContent",
    "searchResult", "text", "toolResult", "toolUse", "video",
  ]

  private static let chatFields: Set = [
    "extra_body", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_completion_tokens",
    "modalities", "n", "parallel_tool_calls", "presence_penalty", "reasoning", "reasoning_effort", "response_format",
    "stop", "stream_options", "web_search_options",
  ]

  private static let chatParts: Set = ["image_url", "input_audio", "file", "refusal", "input_text", "output_text"]
}
