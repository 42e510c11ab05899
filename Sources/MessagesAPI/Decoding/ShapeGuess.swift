import JSONText

/// A body's shape, told from its fields, and what told it where that is not sure.
///
/// What fits several shapes alike is the Messages API's.
package struct ShapeGuess: Sendable, Equatable {
  /// The shape.
  package var shape: RequestShape
  /// What the shape was taken for, where another would fit as well.
  package var reason: String?
  /// A role in a message that the Messages API does not have, and where it stands.
  package var role: (name: String, message: Int)?
  /// A field at the top that the Messages API does not have.
  package var field: String?

  init(_ shape: RequestShape) { self.shape = shape }

  /// O(body's top levels).
  init(of body: JSONValue) {
    self.init(.messages)
    if Self.looksLikeConverse(body) {
      shape = .bedrockConverse
    } else if body["messages"] == nil, Self.looksLikeResponses(body) {
      shape = .responses
      reason = "its field \"\(body["input"] == nil ? "instructions" : "input")\""
    } else if let version = body["anthropic_version"]?.string {
      shape = version.hasPrefix("vertex") ? .vertex : .bedrockInvoke
    } else {
      guessChat(body)
    }
  }

  package static func == (left: ShapeGuess, right: ShapeGuess) -> Bool {
    left.shape == right.shape && left.reason == right.reason && left.field == right.field
      && left.role?.name == right.role?.name && left.role?.message == right.role?.message
  }

  // MARK: Chat completions

  private mutating func guessChat(_ body: JSONValue) {
    // What only chat completions have: then it is no guess.
    // A system prompt of its own beside them is the Messages API's: then the tools are written wrongly.
    if Self.hasChatTools(body), body["system"] == nil {
      shape = .chatCompletions
      return
    }
    // What only the Messages API has: then other fields are one too many.
    if Self.hasOwnParts(body) { return }
    if let found = Self.chatPart(in: body) {
      shape = .chatCompletions
      role = found.role
      if !found.isSure {
        reason = found.role.map { "the role \"\($0.name)\" of message \($0.message)" } ?? "a part of a message"
      }
      return
    }
    for member in body.members {
      if Self.surelyChat.contains(member) {
        shape = .chatCompletions
        return
      }
      if field == nil, Self.chatFields.contains(member) { field = member.key }
    }
    guard let name = field else { return }
    // A body with the API's own model and its required field is the API's, with a field too many.
    if body["max_tokens"] != nil, let model = body["model"]?.string, model.hasPrefix("claude-"),
      !model.contains(where: { "./:".contains($0) })
    {
      field = nil
      return
    }
    shape = .chatCompletions
    reason = "its field \"\(name)\""
  }

  private static func hasChatTools(_ body: JSONValue) -> Bool {
    for member in body.members {
      switch member {
      case "tools": if member.value[0]?["function"]?.isObject == true { return true }
      case "tool_choice":
        if member.value["function"] != nil || member.value.isText("required") { return true }
      default: break
      }
    }
    return false
  }

  /// Members that only a body of the Messages API has.
  private static func hasOwnParts(_ body: JSONValue) -> Bool {
    for member in body.members {
      switch member {
      case "system", "thinking", "stop_sequences", "context_management", "mcp_servers", "output_config": return true
      case "tools":
        if member.value[0]?["input_schema"] != nil { return true }
      case "tool_choice":
        if member.value["type"]?.isText("any") == true || member.value["type"]?.isText("tool") == true { return true }
      default: break
      }
    }
    return false
  }

  private typealias ChatPart = (role: (name: String, message: Int)?, isSure: Bool)

  /// What a message has that only chat completions have. There may be thousands: they are looked at where they lie.
  private static func chatPart(in body: JSONValue) -> ChatPart? {
    guard let messages = body["messages"] else { return nil }
    let document = body.document
    let mayBeginWithSystem = body["system"] == nil
    var index = -1
    var found: ChatPart?
    _ = document.anyElement(of: messages.place) { message in
      index += 1
      // The Messages API has system messages too, but never as the first.
      let isOpening = index == 0 && mayBeginWithSystem
      return document.anyMember(of: message) { key, value in
        if document.text(at: key, is: "role") {
          if isOpening, document.text(at: value, is: "system") {
            found = (nil, true)
          } else if let role = chatRoles.first(where: { document.text(at: value, is: $0) }) {
            found = (("\(role)", index), false)
          }
        } else if document.text(at: key, is: "content") {
          let hasPart = document.anyElement(of: value) { part in
            guard let type = document.member("type", of: part) else { return false }
            return chatParts.contains { document.text(at: type, is: $0) }
          }
          if hasPart { found = (nil, true) }
        } else if chatMessageFields.contains(where: { document.text(at: key, is: $0) }) {
          found = (nil, true)
        }
        return found != nil
      }
    }
    return found
  }

  private static let chatRoles: [StaticString] = ["tool", "developer", "function"]

  private static let chatMessageFields: [StaticString] = ["tool_calls", "tool_call_id", "function_call"]

  private static let chatParts: [StaticString] = [
    "image_url", "input_audio", "file", "refusal", "input_text", "output_text",
  ]

  /// Fields that nobody writes for the Messages API.
  private static let surelyChat = NameTable([
    "extra_body", "function_call", "functions", "max_completion_tokens", "web_search_options",
  ])

  private static let chatFields = NameTable([
    "frequency_penalty", "logit_bias", "logprobs", "modalities", "n", "parallel_tool_calls", "presence_penalty",
    "reasoning", "reasoning_effort", "response_format", "seed", "stop", "stream_options",
  ])

  // MARK: Responses

  private static func looksLikeResponses(_ body: JSONValue) -> Bool {
    guard let input = body["input"] else { return body["instructions"]?.isString == true }
    return input.isString || input.isArray
  }

  // MARK: Converse

  private static func looksLikeConverse(_ body: JSONValue) -> Bool {
    if body.members.contains(where: { isUsual($0, among: converseFields) }) { return true }
    // Where the answer's length has the Messages API's name, a block without a type lacks it.
    if body["max_tokens"] != nil { return false }
    // A block without a type whose only key names its kind.
    let messages = body["messages"] ?? body["Messages"]
    let first = messages?.elements.first { _ in true }
    for block in (first?["content"] ?? first?["Content"])?.elements ?? JSONValue.null.elements {
      let members = block.members.filter { !$0.value.isNull }
      return block["type"] == nil && members.count == 1 && isUsual(members[0], among: converseBlocks)
    }
    return false
  }

  /// Whether a key is one of the names in any SDK's spelling. Most keys have the names' own letters: they are compared
  /// where they lie.
  private static func isUsual(_ member: JSONValue.Member, among names: NameTable) -> Bool {
    if names.contains(member) { return true }
    let isOther = member.name.withUTF8 { ConverseSpelling.isOther($0) }
    return isOther == true && names.contains(ConverseSpelling.usual(member.key))
  }

  private static let converseFields = NameTable([
    "additionalModelRequestFields", "additionalModelResponseFieldPaths", "guardrailConfig", "inferenceConfig",
    "modelId", "outputConfig", "performanceConfig", "promptVariables", "requestMetadata", "toolConfig",
  ])

  private static let converseBlocks = NameTable([
    "audio", "cachePoint", "citationsContent", "document", "guardContent", "image", "reasoningContent",
    "searchResult", "text", "toolResult", "toolUse", "video",
  ])
}
