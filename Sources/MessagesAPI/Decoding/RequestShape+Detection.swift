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
    return hasChatMessages(body)
  }

  /// Whether a message has what only chat completions have. There may be thousands: they are looked at where they lie.
  private static func hasChatMessages(_ body: JSONValue) -> Bool {
    guard let messages = body["messages"] else { return false }
    let document = body.document
    let mayBeginWithSystem = body["system"] == nil
    var isFirst = true
    return document.anyElement(of: messages.place) { message in
      // The Messages API has system messages too, but never as the first.
      let isOpening = isFirst && mayBeginWithSystem
      isFirst = false
      return document.anyMember(of: message) { key, value in
        if document.text(at: key, is: "role") {
          return chatRoles.contains { document.text(at: value, is: $0) }
            || isOpening && document.text(at: value, is: "system")
        }
        if document.text(at: key, is: "content") {
          return document.anyElement(of: value) { part in
            guard let type = document.member("type", of: part) else { return false }
            return chatParts.contains { document.text(at: type, is: $0) }
          }
        }
        return chatMessageFields.contains { document.text(at: key, is: $0) }
      }
    }
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

  private static let chatRoles: [StaticString] = ["tool", "developer", "function"]

  private static let chatMessageFields: [StaticString] = ["tool_calls", "tool_call_id", "function_call"]

  private static let chatParts: [StaticString] = [
    "image_url", "input_audio", "file", "refusal", "input_text", "output_text",
  ]
}
