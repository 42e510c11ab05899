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
    let own: Set = [
      "toolConfig", "inferenceConfig", "additionalModelRequestFields", "modelId", "guardrailConfig", "outputConfig",
      "additionalModelResponseFieldPaths", "performanceConfig", "promptVariables", "requestMetadata",
    ]
    for member in body.members where own.contains(member.key) { return true }
    // A block without a type whose only key names its kind.
    let kinds: Set = [
      "text", "image", "document", "video", "audio", "toolUse", "toolResult", "reasoningContent", "cachePoint",
      "citationsContent", "guardContent", "searchResult",
    ]
    let first = body["messages"]?.elements.first { _ in true }
    for block in first?["content"]?.elements ?? JSONValue.null.elements {
      return block["type"] == nil && block.count == 1 && block.members.contains { kinds.contains($0.key) }
    }
    return false
  }

  private static func looksLikeChat(_ body: JSONValue) -> Bool {
    let own: Set = [
      "max_completion_tokens", "response_format", "reasoning_effort", "parallel_tool_calls", "stop", "n", "logit_bias",
      "frequency_penalty", "presence_penalty", "stream_options", "functions", "function_call", "extra_body", "logprobs",
      "reasoning", "modalities", "web_search_options",
    ]
    for member in body.members {
      if own.contains(member.key) { return true }
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
          for part in member.value.elements where Self.chatParts.contains(part["type"]?.string ?? "") { return true }
        default: break
        }
      }
    }
    return false
  }

  private static let chatParts: Set = ["image_url", "input_audio", "file", "refusal", "input_text", "output_text"]
}
