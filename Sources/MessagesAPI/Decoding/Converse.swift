import JSONText

// Bedrock's Converse shape, read into the Anthropic model. Blocks are told apart by their only key.

extension RequestDecoder {
  mutating func converseRequest(_ body: JSONValue) throws(DecodeError) -> MessagesRequest {
    var request = MessagesRequest(model: nil, messages: [])
    var hasMessages = false
    for member in body.members {
      let value = member.value
      switch member.key {
      case "messages":
        hasMessages = true
        request.messages = try at(.field("messages")) { d throws(DecodeError) in try d.converseMessages(value) }
      case "system" where value.isNull: break
      case "system":
        request.system = try at(.field("system")) { d throws(DecodeError) in
          // A lone string is no Converse, but clients that convert afterwards send it.
          if let text = RequestText(value) { return .text(text) }
          try d.array(value)
          return .blocks(try d.converseBlocks(value))
        }
      case "modelId", "model": request.model = try optionalText(value, member.key)?.string
      case "toolConfig" where !value.isNull:
        try at(.field("toolConfig")) { d throws(DecodeError) in try d.toolConfig(value, &request) }
      case "inferenceConfig": inferenceConfig(value, &request)
      case "additionalModelRequestFields":
        try at(.field(member.key)) { d throws(DecodeError) in
          for field in value.members where field.key != "messages" {
            try d.requestField(field, field.value, &request)
          }
        }
      case "outputConfig" where !value.isNull: outputConfig(converse: value, &request)
      default: keep(member, in: &request.otherFields, documented: Self.documentedConverseFields)
      }
    }
    if !hasMessages { throw missingMessages(body) }
    return request
  }

  private static let documentedConverseFields: [StaticString] = [
    "additionalModelResponseFieldPaths", "guardrailConfig", "performanceConfig", "promptVariables", "requestMetadata",
    "serviceTier", "toolConfig", "outputConfig",
  ]

  private mutating func converseMessages(_ value: JSONValue) throws(DecodeError) -> [Message] {
    try array(value)
    return try each(of: value) { decoder, element throws(DecodeError) in
      try decoder.object(element)
      var message = try decoder.messageWithoutContent(element)
      guard let content = element["content"], !content.isNull else {
        decoder.missing("content")
        return message
      }
      message.content = try decoder.at(.field("content")) { d throws(DecodeError) in
        if let text = RequestText(content) { return .text(text) }
        guard content.isArray else { throw d.wrongType(content, expected: "an array of blocks") }
        return .blocks(try d.converseBlocks(content))
      }
      return message
    }
  }

  /// A message's role and other fields.
  mutating func messageWithoutContent(
    _ value: JSONValue, documented: [StaticString] = []
  ) throws(DecodeError) -> Message {
    guard let role = value["role"] else { throw missingRole(value) }
    var message = Message(role: Role(rawValue: try string(role, "role")), .blocks([]))
    for member in value.members where !member.isOne(of: ["role", "content"]) {
      keep(member, in: &message.otherFields, documented: documented)
    }
    return message
  }

  // MARK: Blocks

  /// Cache points become breakpoints of the blocks before them, which is what they are in the API's own shape.
  private mutating func converseBlocks(_ value: JSONValue) throws(DecodeError) -> [ContentBlock] {
    var blocks: [ContentBlock] = []
    for (index, element) in value.elements.enumerated() {
      try at(.index(index)) { d throws(DecodeError) in
        try d.object(element)
        if let point = element["cachePoint"] {
          guard let last = blocks.indices.last else {
            return d.notice(.misplacedCachePoint, "a cache point has no block before it")
          }
          blocks[last].setCacheControl(CacheControl(ttl: point["ttl"]?.string))
        } else {
          d.stands(RequestPath(d.trail.dropLast() + [.index(blocks.count)]))
          blocks += try d.converseBlock(element)
        }
      }
    }
    return blocks
  }

  private mutating func converseBlock(_ value: JSONValue) throws(DecodeError) -> [ContentBlock] {
    guard trail.count < 64 else { throw tooDeep(value) }
    // Bodies that mix both shapes exist: a block with a type is read as what it says it is.
    if value["type"]?.isString == true { return [try block(value)] }
    guard let member = value.members.first(where: { Self.converseKinds.contains($0.key) }) else {
      notice(.unknownBlock, "the block is of no kind known here")
      return [.unknown(UnknownBlock(type: value.members.first { _ in true }?.key ?? "", json: value))]
    }
    let inner = member.value
    let kind = member.key
    switch kind {
    case "text": return [.text(TextBlock(try text(inner, kind)))]
    case "toolUse": return [.toolUse(try at(.field(kind)) { d throws(DecodeError) in try d.converseToolUse(inner) })]
    case "toolResult":
      return [.toolResult(try at(.field(kind)) { d throws(DecodeError) in try d.converseToolResult(inner) })]
    case "image":
      let image = try at(.field(kind)) { d throws(DecodeError) in
        try d.object(inner)
        return ImageBlock(source: try d.converseSource(inner["source"], mediaType: d.mediaType("image/", inner)))
      }
      return [.image(image)]
    case "document":
      return [.document(try at(.field(kind)) { d throws(DecodeError) in try d.converseDocument(inner) })]
    case "reasoningContent":
      return [try at(.field(kind)) { d throws(DecodeError) in try d.reasoning(inner) }]
    case "citationsContent":
      return try at(.field(kind)) { d throws(DecodeError) in
        let citations = inner["citations"]
        return try d.each(of: inner["content"] ?? .null) { d, part throws(DecodeError) in
          .text(TextBlock(try d.text(part["text"] ?? .null, "text"), citations: citations))
        }
      }
    default:
      notice(.notConverted, "the block \"\(kind)\" has no counterpart in the Messages API")
      return [.unknown(UnknownBlock(type: kind, json: value))]
    }
  }

  private static let converseKinds: Set<String> = [
    "audio", "citationsContent", "document", "guardContent", "image", "json", "reasoningContent", "searchResult",
    "text", "toolResult", "toolUse", "video",
  ]

  private mutating func converseToolUse(_ value: JSONValue) throws(DecodeError) -> ToolUseBlock {
    try object(value)
    return ToolUseBlock(
      id: try optionalText(value["toolUseId"] ?? .null, "toolUseId")?.string ?? "",
      name: try string(value["name"] ?? .null, "name"), input: value["input"] ?? [:])
  }

  private mutating func converseToolResult(_ value: JSONValue) throws(DecodeError) -> ToolResultBlock {
    try object(value)
    var blocks: [ContentBlock] = []
    for (index, part) in (value["content"] ?? .null).elements.enumerated() {
      blocks += try at(.field("content")) { d throws(DecodeError) in
        try d.at(.index(index)) { d throws(DecodeError) in
          try d.object(part)
          // What the model reads of a JSON result is its text.
          guard let json = part["json"] else { return try d.converseBlock(part) }
          return [.text(TextBlock(RequestText(PythonJSON().string(json))))]
        }
      }
    }
    return ToolResultBlock(
      toolUseID: try optionalText(value["toolUseId"] ?? .null, "toolUseId")?.string ?? "",
      content: value["content"] == nil ? nil : .blocks(blocks),
      isError: value["status"].flatMap { $0.isText("error") ? true : nil })
  }

  private mutating func reasoning(_ value: JSONValue) throws(DecodeError) -> ContentBlock {
    try object(value)
    if let data = value["redactedContent"] {
      return .redactedThinking(RedactedThinkingBlock(data: try text(data, "redactedContent")))
    }
    let reasoning = value["reasoningText"] ?? .null
    return .thinking(
      ThinkingBlock(
        thinking: try optionalText(reasoning["text"] ?? .null, "text") ?? "",
        signature: try optionalText(reasoning["signature"] ?? .null, "signature")))
  }

  // MARK: Media

  private mutating func converseDocument(_ value: JSONValue) throws(DecodeError) -> DocumentBlock {
    try object(value)
    var block = DocumentBlock(source: try converseSource(value["source"], mediaType: mediaType("", value)))
    block.title = try optionalText(value["name"] ?? .null, "name")
    block.context = try optionalText(value["context"] ?? .null, "context")
    block.citations = value["citations"].flatMap(optional)
    return block
  }

  private func mediaType(_ prefix: String, _ value: JSONValue) -> String {
    let format = value["format"]?.string ?? ""
    if !prefix.isEmpty { return format.isEmpty ? "" : prefix + (format == "jpg" ? "jpeg" : format) }
    return Self.documentTypes[format] ?? (format.isEmpty ? "" : "application/" + format)
  }

  private static let documentTypes = [
    "csv": "text/csv", "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "html": "text/html",
    "md": "text/markdown", "pdf": "application/pdf", "txt": "text/plain", "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ]

  private mutating func converseSource(_ value: JSONValue?, mediaType: String) throws(DecodeError) -> MediaSource {
    guard let value, value.isObject else {
      missing("source")
      return MediaSource(.unknown(type: "", json: .null))
    }
    return try at(.field("source")) { d throws(DecodeError) in
      if let bytes = value["bytes"] {
        return MediaSource(.base64(mediaType: mediaType, data: try d.text(bytes, "bytes")))
      }
      if let text = value["text"] {
        return MediaSource(.text(mediaType: "text/plain", data: try d.text(text, "text")))
      }
      if let content = value["content"] {
        try d.array(content)
        return MediaSource(.content(.blocks(try d.converseBlocks(content))))
      }
      let type = value.members.first { _ in true }?.key ?? ""
      d.notice(.notConverted, "the source \"\(type)\" has no counterpart in the Messages API")
      return MediaSource(.unknown(type: type, json: value))
    }
  }

  // MARK: Tools and settings

  private mutating func toolConfig(_ value: JSONValue, _ request: inout MessagesRequest) throws(DecodeError) {
    try object(value)
    for (index, element) in (value["tools"] ?? .null).elements.enumerated() {
      try at(.field("tools")) { d throws(DecodeError) in
        try d.at(.index(index)) { d throws(DecodeError) in try d.converseTool(element, &request.tools) }
      }
    }
    guard let choice = value["toolChoice"]?.members.first(where: { _ in true }) else { return }
    request.toolChoice = ToolChoice(ToolChoice.Kind(rawValue: choice.key), name: choice.value["name"]?.string)
  }

  private mutating func converseTool(_ value: JSONValue, _ tools: inout [Tool]) throws(DecodeError) {
    try object(value)
    if let point = value["cachePoint"] {
      guard let last = tools.indices.last else {
        return notice(.misplacedCachePoint, "a cache point has no tool before it")
      }
      tools[last].cacheControl = CacheControl(ttl: point["ttl"]?.string)
    } else if let spec = value["toolSpec"] {
      stands(.tool(tools.count))
      try at(.field("toolSpec")) { d throws(DecodeError) in
        var tool = Tool(name: try d.string(spec["name"] ?? .null, "name"))
        tool.description = try d.optionalText(spec["description"] ?? .null, "description")
        tool.inputSchema = spec["inputSchema"]?["json"]
        tool.strict = spec["strict"]?.bool
        if tool.inputSchema == nil { d.missing("inputSchema") }
        tools.append(tool)
      }
    } else {
      notice(.notConverted, "the tool has no \"toolSpec\"")
      var tool = Tool(type: value.members.first { _ in true }?.key ?? "unknown", name: "")
      tool.otherFields = value.members.map { Field($0.key, $0.value) }
      tools.append(tool)
    }
  }

  private mutating func inferenceConfig(_ value: JSONValue, _ request: inout MessagesRequest) {
    for member in value.members {
      switch member.key {
      case "maxTokens": request.maxTokens = int(member.value, "inferenceConfig.maxTokens")
      case "stopSequences": request.stopSequences = strings(member.value, "inferenceConfig.stopSequences")
      case "temperature": request.otherFields.append(Field("temperature", member.value))
      case "topP": request.otherFields.append(Field("top_p", member.value))
      default: keep(member, in: &request.otherFields)
      }
    }
  }

  /// Converse sends the schema as text; what is in it is a schema like any other.
  private mutating func outputConfig(converse value: JSONValue, _ request: inout MessagesRequest) {
    let spelling = value["textFormat"]?["structure"]?["jsonSchema"]?["schema"]?.string
    guard let spelling, let schema = try? JSONValue(parsing: spelling) else {
      notice(.notConverted, at: path.field("outputConfig"), "the output format holds no JSON schema")
      return request.otherFields.append(Field("outputConfig", value))
    }
    var config = request.outputConfig ?? OutputConfig()
    config.format = OutputFormat(schema: schema)
    request.outputConfig = config
  }
}
