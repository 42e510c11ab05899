import JSONText

// OpenAI's Responses shape, as gateways take it for Claude models, read into the Anthropic model: instructions and
// messages of the system make the system prompt, calls and their outputs become blocks of the turns they belong to.

extension RequestDecoder {
  mutating func responsesRequest(_ body: JSONValue) throws(DecodeError) -> MessagesRequest {
    var request = MessagesRequest(model: nil, messages: [])
    var system: [ContentBlock] = []
    for member in body.members {
      let value = member.value
      switch member.key {
      case "instructions":
        if let text = RequestText(value), !text.isEmpty { system.insert(.text(TextBlock(text)), at: 0) }
      case "input":
        if let text = RequestText(value) {
          request.messages.append(Message(role: .user, .text(text)))
        } else {
          try at(.field("input")) { d throws(DecodeError) in try d.responsesItems(value, &request, &system) }
        }
      case "max_output_tokens": request.maxTokens = int(value, member.key)
      case "tools":
        guard !value.isNull else { continue }
        request.tools = try at(.field(member.key)) { d throws(DecodeError) in
          try d.array(value)
          return try d.each(of: value) { d, tool throws(DecodeError) in try d.chatTool(tool) }
        }
      case "tool_choice":
        let name = value["type"]?.isText("function") == true ? value["name"]?.string : nil
        if let name {
          request.toolChoice = ToolChoice(.tool, name: name)
        } else {
          request.toolChoice = try chatToolChoice(value)
        }
      case "reasoning":
        if let effort = value["effort"], !effort.isNull { reasoningEffort(effort, &request) }
      case "text":
        if let schema = value["format"]?["schema"] {
          var config = request.outputConfig ?? OutputConfig()
          config.format = OutputFormat(schema: schema)
          request.outputConfig = config
        }
      case "model", "temperature", "top_p", "metadata", "stream": try requestField(member, value, &request)
      default: keep(member, in: &request.otherFields, documented: Self.freeResponsesFields)
      }
    }
    if !system.isEmpty { request.system = .blocks(system) }
    return request
  }

  private static let freeResponsesFields: [StaticString] = [
    "background", "conversation", "include", "max_tool_calls", "parallel_tool_calls", "previous_response_id", "prompt",
    "prompt_cache_key", "prompt_cache_retention", "safety_identifier", "service_tier", "store", "stream_options",
    "top_logprobs", "truncation", "user",
  ]

  private mutating func responsesItems(
    _ value: JSONValue, _ request: inout MessagesRequest, _ system: inout [ContentBlock]
  ) throws(DecodeError) {
    try array(value)
    for (index, item) in value.elements.enumerated() {
      try at(.index(index)) { d throws(DecodeError) in
        try d.object(item)
        try d.responsesItem(item, &request, &system)
      }
    }
  }

  private mutating func responsesItem(
    _ item: JSONValue, _ request: inout MessagesRequest, _ system: inout [ContentBlock]
  ) throws(DecodeError) {
    switch item["type"]?.string ?? "message" {
    case "message":
      guard let role = item["role"] else { throw missingRole(item) }
      let content = item["content"]
      switch try string(role, "role") {
      case "system", "developer": system += try chatContent(content)
      case "assistant": append(try chatContent(content), toAnswerOf: &request.messages)
      default: appendToUserTurn(try chatContent(content), as: content, &request.messages)
      }
    case "function_call", "custom_tool_call":
      let call = try toolCall(item, id: item["call_id"]?.string ?? item["id"]?.string ?? "")
      append([.toolUse(call)], toAnswerOf: &request.messages)
    case "function_call_output", "custom_tool_call_output":
      let output = item["output"] ?? .null
      let text = RequestText(output) ?? RequestText(PythonJSON().string(output))
      let result = ToolResultBlock(toolUseID: item["call_id"]?.string ?? "", content: .text(text))
      appendToUserTurn([.toolResult(result)], as: nil, &request.messages)
    case let type: notice(.notConverted, "the item \"\(type.prefix(64))\" has no counterpart in the Messages API")
    }
  }

  private mutating func append(_ blocks: [ContentBlock], toAnswerOf messages: inout [Message]) {
    if let last = messages.indices.last, messages[last].role == .assistant {
      messages[last].content = .blocks(messages[last].content.blocks + blocks)
    } else {
      stands(.message(messages.count))
      messages.append(Message(role: .assistant, .blocks(blocks)))
    }
  }
}
