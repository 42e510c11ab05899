public import JSONText

extension MessagesRequest {
  /// Reads a body.
  ///
  /// - Parameters:
  ///   - body: UTF-8 JSON; an item of a batch (`custom_id` and `params`), a logged call (`request`, `body`, HAR),
  ///     Bedrock's request to count, a body in a string, the text of a curl command and a fenced block of Markdown will do.
  ///   - shape: the body's shape; found out from the body unless given.
  ///   - limits: how large and how deep the body may be.
  /// - Throws: where nothing sensible can be read: no JSON, no object, no `messages`, or another type where one decides
  ///   everything below (`content: 42`). What the API would refuse for other reasons is a ``Notice``.
  ///
  /// O(n); the body's text is not copied.
  public init(
    decoding body: [UInt8], shape: RequestShape? = nil, limits: JSONLimits = JSONLimits()
  ) throws(DecodeError) {
    try self.init(decoding: body[...], shape: shape, limits: limits)
  }

  /// The same from part of an array, for example a line of a batch.
  public init(
    decoding body: ArraySlice<UInt8>, shape: RequestShape? = nil, limits: JSONLimits = JSONLimits()
  ) throws(DecodeError) {
    let document: JSONDocument
    do { document = try JSONDocument(parsing: body, limits: limits) } catch {
      // What begins as JSON does is JSON with a mistake in it.
      let first = body.first { $0 > 0x20 }
      guard first != UInt8(ascii: "{"), first != UInt8(ascii: "["), let text = try BodyText(body) else {
        throw DecodeError(error, in: body)
      }
      self = try text.request(shape: shape, limits: limits)
      return
    }
    try self.init(decoding: document.root, shape: shape)
  }

  /// The same from a value that has been read before, for example a member of a larger document.
  public init(decoding body: JSONValue, shape: RequestShape? = nil) throws(DecodeError) {
    var decoder = RequestDecoder()
    let envelope = try BodyEnvelope(body)
    if !envelope.body.isObject {
      throw body[0]?["role"] == nil ? decoder.notAnObject(body) : DecodeError(without: .messages, body)
    }
    decoder.enter(envelope.steps)
    try decoder.object(envelope.body)
    self = try MessagesRequest(envelope.body, shape: shape, &decoder)
    customID = envelope.customID
    model = model ?? envelope.model
    betas += envelope.betas
    for place in envelope.places {
      decoder.notice(.foundBody, at: .root, "the body is read from \(place)")
    }
    for notice in envelope.body.document.notices {
      decoder.notice(Notice.Code(rawValue: notice.code.rawValue), at: .root, notice.message)
    }
    reading = decoder.reading
  }

  /// The body that bytes hold, whatever it stands in, where it is one of the Messages API; nil for all else.
  ///
  /// For what cannot be decoded: whoever knows the API's fields says what is wrong in it.
  package static func ownBody(in bytes: ArraySlice<UInt8>) -> JSONValue? {
    if let document = try? JSONDocument(parsing: bytes) { return ownBody(in: document.root) }
    guard let text = try? BodyText(bytes), let document = try? JSONDocument(parsing: text.bytes) else { return nil }
    return ownBody(in: document.root)
  }

  /// The same from a value.
  package static func ownBody(in value: JSONValue) -> JSONValue? {
    guard let body = (try? BodyEnvelope(value))?.body, body.isObject else { return nil }
    return ShapeGuess(of: body).shape.hasOwnNames ? body : nil
  }

  private init(_ body: JSONValue, shape given: RequestShape?, _ decoder: inout RequestDecoder) throws(DecodeError) {
    let guess = given.map { ShapeGuess($0) } ?? ShapeGuess(of: body)
    switch guess.shape {
    case .bedrockConverse: self = try decoder.converseRequest(ConverseSpelling.usual(body))
    case .chatCompletions: self = try decoder.chatRequest(body)
    case .responses: self = try decoder.responsesRequest(body)
    default: self = try decoder.messagesRequest(body)
    }
    decoder.reading.shape = guess.shape
    if let reason = guess.reason {
      decoder.reading.guess = guess
      decoder.notice(
        .guessedShape, at: .root, "the body is read as \(guess.shape.title), for \(reason)")
    }
  }
}

extension RequestDecoder {
  /// Reads the Anthropic shape.
  mutating func messagesRequest(_ body: JSONValue) throws(DecodeError) -> MessagesRequest {
    try object(body)
    var request = MessagesRequest(model: nil, messages: [])
    request.origin = Origin(body)
    var hasMessages = false
    for member in body.members {
      let value = member.value
      if "messages" ~= member {
        hasMessages = true
        request.messages = try messages(value)
      } else {
        try requestField(member, value, &request)
      }
    }
    if !hasMessages { throw missingMessages(body) }
    return request
  }

  func missingMessages(_ body: JSONValue) -> DecodeError {
    DecodeError(without: path.field("messages"), body)
  }

  /// Reads any field of the top level but `messages`.
  mutating func requestField(
    _ member: JSONValue.Member, _ value: JSONValue, _ request: inout MessagesRequest
  ) throws(DecodeError) {
    // Names are compared where they lie: each other field would make a string of its own for it.
    switch member {
    case "model": request.model = try optionalText(value, "model")?.string
    case "max_tokens": request.maxTokens = int(value, "max_tokens")
    case "system":
      request.system = value.isNull ? nil : try at(.field("system")) { d throws(DecodeError) in try d.content(value) }
    case "tools":
      request.tools = value.isNull ? [] : try at(.field("tools")) { d throws(DecodeError) in try d.tools(value) }
    case "tool_choice": request.toolChoice = try toolChoice(value)
    case "thinking": request.thinking = thinking(value)
    case "output_config": request.outputConfig = outputConfig(value)
    case "output_format": request.outputFormat = lenient(value, "output_format", "an object", OutputFormat(value))
    case "context_management":
      request.contextManagement = lenient(value, "context_management", "an object", ContextManagement(value))
    case "mcp_servers":
      request.mcpServers =
        lenient(value, "mcp_servers", "an array", value.isArray ? value.elements.map(MCPServer.init) : nil) ?? []
    case "container": request.container = optional(value)
    case "cache_control": request.cacheControl = cacheControl(value)
    case "stream": request.stream = bool(value, "stream")
    case "stop_sequences": request.stopSequences = strings(value, "stop_sequences")
    case "service_tier": request.serviceTier = optionalString(value, "service_tier")
    case "betas", "anthropic_beta":
      request.betas += strings(value, member.key) ?? []
      keep(member, in: &request.otherFields, documented: Self.documentedFields)
    case "extra_headers":
      request.betas += betas(inHeaders: value)
      keep(member, in: &request.otherFields, documented: Self.documentedFields)
    default: keep(member, in: &request.otherFields, documented: Self.documentedFields)
    }
  }

  /// The values of an `anthropic-beta` header among others.
  func betas(inHeaders headers: JSONValue) -> [String] {
    headers.members.filter { $0.key.lowercased() == "anthropic-beta" }.flatMap { Self.betas(in: $0.value.string ?? "") }
  }

  /// The values that a header `anthropic-beta` has, which commas part.
  static func betas(in header: String) -> [String] {
    header.split(separator: ",").map { value in String(value.filter { $0 != " " }) }
  }

  /// Fields of the top level that cost nothing by themselves, or whose cost is the counter's business.
  static let documentedFields: [StaticString] = [
    "anthropic_beta", "anthropic_version", "betas", "compaction", "extra_headers", "inference_geo", "metadata",
    "speed", "temperature", "top_k", "top_p", "billing_policy", "user_profile_id", "diagnostics", "fallbacks", "thread",
  ]

  // MARK: Messages

  private mutating func messages(_ value: JSONValue) throws(DecodeError) -> [Message] {
    try at(.field("messages")) { decoder throws(DecodeError) in
      try decoder.array(value)
      return try decoder.each(of: value) { decoder, element throws(DecodeError) in try decoder.message(element) }
    }
  }

  mutating func message(_ value: JSONValue) throws(DecodeError) -> Message {
    try object(value)
    var role: Role?
    var content = Content.blocks([])
    var hasContent = false
    var otherFields: [Field] = []
    for member in value.members {
      switch member {
      case "role": role = try self.role(member.value)
      case "content":
        let body = member.value
        hasContent = !body.isNull
        if let text = RequestText(body) {
          content = .text(text)
        } else if hasContent {
          content = try at(.field("content")) { d throws(DecodeError) in try d.content(body) }
        }
      default: keep(member, in: &otherFields, documented: ["clear_at", "id"])
      }
    }
    guard let role else { throw missingRole(value) }
    if !hasContent { missing("content") }
    return Message(role: role, content, otherFields: otherFields, origin: Origin(value))
  }

  private mutating func role(_ value: JSONValue) throws(DecodeError) -> Role {
    // Nearly all messages have one of these.
    if value.isText("user") { return .user }
    return value.isText("assistant") ? .assistant : Role(rawValue: try string(value, "role"))
  }

  func missingRole(_ value: JSONValue) -> DecodeError {
    DecodeError(
      .missingField, at: path.field("role"), value, message: "a message has a role",
      remedy: "Add \"role\": \"user\" or \"assistant\".")
  }

  /// A string or an array of blocks.
  mutating func content(_ value: JSONValue) throws(DecodeError) -> Content {
    if let text = RequestText(value) { return .text(text) }
    guard value.isArray else { throw wrongType(value, expected: "a string or an array of blocks") }
    return .blocks(try blocks(value))
  }

  mutating func blocks(_ value: JSONValue) throws(DecodeError) -> [ContentBlock] {
    try each(of: value) { decoder, element throws(DecodeError) in try decoder.block(element) }
  }
}
