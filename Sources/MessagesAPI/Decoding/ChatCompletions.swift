import JSONText

// OpenAI's chat completions shape, as gateways take it for Claude models, read into the Anthropic model:
// system and developer messages make the system prompt, tool messages become tool results of a user turn, and messages
// of the user that follow each other are one.

extension RequestDecoder {
  mutating func chatRequest(_ body: JSONValue) throws(DecodeError) -> MessagesRequest {
    var request = MessagesRequest(model: nil, messages: [])
    var hasMessages = false
    var allowsParallelCalls: Bool?
    for member in body.members {
      let value = member.value
      switch member.key {
      case "messages":
        hasMessages = true
        try at(.field("messages")) { d throws(DecodeError) in try d.chatMessages(value, &request) }
      case "max_completion_tokens": request.maxTokens = int(value, member.key)
      case "tools", "functions":
        guard !value.isNull else { continue }
        request.tools = try at(.field(member.key)) { d throws(DecodeError) in
          try d.array(value)
          return try d.each(of: value) { d, tool throws(DecodeError) in try d.chatTool(tool) }
        }
      case "tool_choice": request.toolChoice = try chatToolChoice(value)
      case "parallel_tool_calls": allowsParallelCalls = bool(value, member.key)
      case "response_format": responseFormat(member, &request)
      case "stop" where value.isString: request.stopSequences = [value.string ?? ""]
      case "stop": request.stopSequences = strings(value, member.key)
      case "reasoning_effort": reasoningEffort(value, &request)
      case "reasoning" where value.isObject:
        if let effort = value["effort"] { reasoningEffort(effort, &request) }
        if let budget = value["max_tokens"]?.int { request.thinking = Thinking(type: "enabled", budgetTokens: budget) }
      case "extra_body" where value.isObject:
        for field in value.members where field.key != "messages" { try requestField(field, field.value, &request) }
      default:
        if member.isOne(of: Self.freeChatFields) {
          keep(member, in: &request.otherFields, documented: Self.freeChatFields)
        } else {
          try requestField(member, value, &request)
        }
      }
    }
    if !hasMessages { throw missingMessages(body) }
    if allowsParallelCalls == false, !request.tools.isEmpty {
      var choice = request.toolChoice ?? ToolChoice(.auto)
      choice.disableParallelToolUse = true
      request.toolChoice = choice
    }
    return request
  }

  /// Fields of the shape that cost no input.
  private static let freeChatFields: [StaticString] = [
    "frequency_penalty", "logit_bias", "logprobs", "modalities", "n", "presence_penalty", "prediction", "provider",
    "seed", "store", "stream_options", "temperature", "top_logprobs", "top_p", "transforms", "usage", "user",
    "verbosity",
  ]

  // MARK: Messages

  private mutating func chatMessages(_ value: JSONValue, _ request: inout MessagesRequest) throws(DecodeError) {
    try array(value)
    var system: [ContentBlock] = []
    for (index, element) in value.elements.enumerated() {
      try at(.index(index)) { d throws(DecodeError) in
        try d.object(element)
        guard let roleValue = element["role"] else { throw d.missingRole(element) }
        let role = try d.string(roleValue, "role")
        let content = element["content"]
        switch role {
        case "system", "developer":
          for block in try d.chatContent(content) {
            d.stands(RequestPath.system[system.count])
            system.append(block)
          }
        case "tool", "function":
          let id = element["tool_call_id"]?.string ?? element["name"]?.string ?? ""
          let result = ToolResultBlock(
            toolUseID: id, content: Self.content(of: try d.chatContent(content), as: content))
          d.appendToUserTurn([.toolResult(result)], as: nil, &request.messages)
        case "user":
          d.appendToUserTurn(try d.chatContent(content), as: content, &request.messages)
        default:
          d.stands(.message(request.messages.count))
          let blocks = try d.reasoningBlocks(element) + d.chatContent(content) + d.toolCalls(element)
          request.messages.append(Message(role: Role(rawValue: role), Self.content(of: blocks, as: content)))
        }
        for member in element.members where !Self.chatMessageFields.contains(member.key) { d.unknown(member) }
      }
    }
    if !system.isEmpty { request.system = Self.content(of: system, as: nil) }
  }

  /// Adds blocks to the user's turn, or begins one.
  mutating func appendToUserTurn(
    _ blocks: [ContentBlock], as source: JSONValue?, _ messages: inout [Message]
  ) {
    guard let last = messages.indices.last, messages[last].role == .user else {
      stands(.message(messages.count))
      return messages.append(Message(role: .user, Self.content(of: blocks, as: source)))
    }
    var content = messages[last].content.blocks
    // Taken out while it grows, so that a long turn is not copied for each of its blocks.
    messages[last].content = .blocks([])
    for block in blocks {
      stands(.block(content.count, ofMessage: last))
      content.append(block)
    }
    messages[last].content = .blocks(content)
  }

  /// Thinking as gateways hand it back: with the API's own blocks, or with details of their own.
  private mutating func reasoningBlocks(_ message: JSONValue) throws(DecodeError) -> [ContentBlock] {
    var blocks: [ContentBlock] = []
    if let thinking = message["thinking_blocks"], thinking.isArray {
      blocks = try at(.field("thinking_blocks")) { d throws(DecodeError) in try d.blocks(thinking) }
    }
    for detail in (message["reasoning_details"] ?? .null).elements {
      guard detail["type"]?.isText("reasoning.text") == true else { continue }
      let text = detail["text"].flatMap(RequestText.init) ?? ""
      blocks.append(.thinking(ThinkingBlock(thinking: text, signature: detail["signature"].flatMap(RequestText.init))))
    }
    return blocks
  }

  private static let chatMessageFields: Set<String> = [
    "annotations", "audio", "cache_control", "content", "function_call", "name", "reasoning_content",
    "reasoning_details", "refusal", "role", "thinking_blocks", "tool_call_id", "tool_calls",
  ]

  /// A lone text that was a string stays one.
  private static func content(of blocks: [ContentBlock], as source: JSONValue?) -> Content {
    if blocks.count == 1, case .text(let block) = blocks[0], source?.isArray != true, block.cacheControl == nil {
      return .text(block.text)
    }
    return .blocks(blocks)
  }

  mutating func chatContent(_ value: JSONValue?) throws(DecodeError) -> [ContentBlock] {
    guard let value, !value.isNull else { return [] }
    return try at(.field("content")) { d throws(DecodeError) in
      if let text = RequestText(value) { return text.isEmpty ? [] : [.text(TextBlock(text))] }
      guard value.isArray else { throw d.wrongType(value, expected: "a string or an array of parts") }
      return try d.each(of: value) { d, part throws(DecodeError) in try d.chatPart(part) }
    }
  }

  private mutating func chatPart(_ value: JSONValue) throws(DecodeError) -> ContentBlock {
    try object(value)
    switch value["type"]?.string {
    case "text", "input_text", "output_text":
      var block = TextBlock(try text(value["text"] ?? .null, "text"))
      block.cacheControl = value["cache_control"].flatMap(CacheControl.init)
      return .text(block)
    case "image_url", "input_image":
      let place = value["image_url"] ?? .null
      let url = try string(place["url"] ?? place, "image_url")
      return .image(
        ImageBlock(source: Self.source(of: url), cacheControl: value["cache_control"].flatMap(CacheControl.init)))
    case "file":
      let file = value["file"] ?? .null
      if let data = file["file_data"]?.string {
        var block = DocumentBlock(source: Self.source(of: data))
        block.title = file["filename"].flatMap(RequestText.init)
        return .document(block)
      }
      return .document(DocumentBlock(source: MediaSource(.file(id: file["file_id"]?.string ?? ""))))
    case "input_audio":
      notice(.notConverted, "audio has no counterpart in the Messages API")
      return .unknown(UnknownBlock(type: "input_audio", json: value))
    case "refusal": return .text(TextBlock(try text(value["refusal"] ?? .null, "refusal")))
    default: return try block(value)
    }
  }

  /// A `data:` URL carries the bytes; any other is fetched by the API.
  private static func source(of url: String) -> MediaSource {
    guard url.hasPrefix("data:"), let comma = url.firstIndex(of: ",") else { return MediaSource(.url(url)) }
    let header = url[url.index(url.startIndex, offsetBy: 5)..<comma]
    let mediaType = header.split(separator: ";", omittingEmptySubsequences: false).first.map(String.init) ?? ""
    let data = RequestText(String(url[url.index(after: comma)...]))
    guard header.hasSuffix(";base64") else { return MediaSource(.text(mediaType: mediaType, data: data)) }
    return MediaSource(.base64(mediaType: mediaType, data: data))
  }

  // MARK: Tool calls

  private mutating func toolCalls(_ message: JSONValue) throws(DecodeError) -> [ContentBlock] {
    var blocks: [ContentBlock] = []
    for (index, call) in (message["tool_calls"] ?? .null).elements.enumerated() {
      try at(.field("tool_calls")) { d throws(DecodeError) in
        try d.at(.index(index)) { d throws(DecodeError) in
          let function = call["function"] ?? call["custom"] ?? .null
          blocks.append(.toolUse(try d.toolCall(function, id: call["id"]?.string ?? "")))
        }
      }
    }
    if let function = message["function_call"], function.isObject {
      blocks.append(.toolUse(try toolCall(function, id: function["name"]?.string ?? "")))
    }
    if let text = message["refusal"].flatMap(RequestText.init) { blocks.append(.text(TextBlock(text))) }
    return blocks
  }

  /// Arguments are JSON in a string; an empty one is no arguments.
  mutating func toolCall(_ function: JSONValue, id: String) throws(DecodeError) -> ToolUseBlock {
    let name = try string(function["name"] ?? .null, "function.name")
    let arguments = function["arguments"] ?? .null
    guard let spelling = arguments.string else {
      return ToolUseBlock(id: id, name: name, input: arguments.isObject ? arguments : [:])
    }
    if spelling.allSatisfy(\.isWhitespace) { return ToolUseBlock(id: id, name: name, input: [:]) }
    if let input = try? JSONValue(parsing: spelling) { return ToolUseBlock(id: id, name: name, input: input) }
    notice(.notConverted, at: path.field("function").field("arguments"), "the arguments are not JSON")
    return ToolUseBlock(id: id, name: name, input: arguments)
  }

  // MARK: Tools and settings

  mutating func chatTool(_ value: JSONValue) throws(DecodeError) -> Tool {
    try object(value)
    guard value["input_schema"] == nil else { return try tool(value) }
    guard let function = value["function"] ?? (value["parameters"] == nil ? nil : value) else {
      return try tool(value)
    }
    return try at(.field("function")) { d throws(DecodeError) in
      var tool = Tool(name: try d.string(function["name"] ?? .null, "name"))
      tool.description = try d.optionalText(function["description"] ?? .null, "description")
      tool.inputSchema = function["parameters"].flatMap(d.optional) ?? ["type": "object", "properties": [:]]
      tool.strict = function["strict"]?.bool
      tool.cacheControl = (value["cache_control"] ?? function["cache_control"]).flatMap(CacheControl.init)
      return tool
    }
  }

  mutating func chatToolChoice(_ value: JSONValue) throws(DecodeError) -> ToolChoice? {
    switch value.string {
    case "required": return ToolChoice(.any)
    case "auto", "any", "none": return ToolChoice(ToolChoice.Kind(rawValue: value.string ?? ""))
    default: break
    }
    if let name = value["function"]?["name"]?.string { return ToolChoice(.tool, name: name) }
    return try toolChoice(value)
  }

  private mutating func responseFormat(_ member: JSONValue.Member, _ request: inout MessagesRequest) {
    guard let schema = member.value["json_schema"]?["schema"] else {
      return keep(member, in: &request.otherFields, documented: ["response_format"])
    }
    var config = request.outputConfig ?? OutputConfig()
    config.format = OutputFormat(schema: schema)
    request.outputConfig = config
  }

  mutating func reasoningEffort(_ value: JSONValue, _ request: inout MessagesRequest) {
    guard let effort = optionalString(value, "reasoning_effort") else { return }
    var config = request.outputConfig ?? OutputConfig()
    config.effort = effort
    request.outputConfig = config
  }
}
