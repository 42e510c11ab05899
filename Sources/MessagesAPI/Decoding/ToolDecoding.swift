import JSONText

// Tools and settings in the Anthropic shape.

extension RequestDecoder {
  mutating func tools(_ value: JSONValue) throws(DecodeError) -> [Tool] {
    try array(value)
    return try each(of: value) { decoder, element throws(DecodeError) in try decoder.tool(element) }
  }

  mutating func tool(_ value: JSONValue) throws(DecodeError) -> Tool {
    try object(value)
    var tool = Tool(name: "")
    tool.origin = Origin(value)
    tool.type = try optionalText(value["type"] ?? .null, "type")?.string
    for member in value.members {
      switch member {
      case "type": break
      case "name": tool.name = try string(member.value, "name")
      case "description": tool.description = try optionalText(member.value, "description")
      case "input_schema": tool.inputSchema = optional(member.value)
      case "strict": tool.strict = bool(member.value, "strict")
      case "defer_loading": tool.deferLoading = bool(member.value, "defer_loading")
      case "eager_input_streaming": tool.eagerInputStreaming = bool(member.value, "eager_input_streaming")
      case "input_examples": tool.inputExamples = optional(member.value)
      case "allowed_callers": tool.allowedCallers = optional(member.value)
      case "cache_control": tool.cacheControl = cacheControl(member.value)
      default: keep(member, in: &tool.otherFields, documented: tool.isCustom ? [] : Self.documentedToolFields)
      }
    }
    if tool.isCustom, tool.inputSchema == nil { missing("input_schema") }
    if let schema = tool.inputSchema, !schema.isObject {
      notice(.wrongType, at: path.field("input_schema"), "an object is expected, not \(schema.kindName)")
    }
    return tool
  }

  /// Fields of Anthropic's own tools.
  private static let documentedToolFields: [StaticString] = [
    "allowed_domains", "blocked_domains", "caching", "citations", "configs", "default_config", "display_height_px",
    "display_number", "display_width_px", "enable_zoom", "max_characters", "max_content_tokens", "max_tokens",
    "max_uses", "mcp_server_name", "model", "response_inclusion", "use_cache", "user_location",
  ]

  /// An object, or its type alone as some clients send it.
  mutating func toolChoice(_ value: JSONValue) throws(DecodeError) -> ToolChoice? {
    if value.isNull { return nil }
    if let type = value.string {
      notice(.wrongType, at: path.field("tool_choice"), "an object is expected, not a string; it is read as its type")
      return ToolChoice(ToolChoice.Kind(rawValue: type))
    }
    guard value.isObject else { return lenient(value, "tool_choice", "an object", nil) }
    var choice = ToolChoice(.auto)
    choice.origin = Origin(value)
    for member in value.members {
      switch member {
      case "type": choice.type = ToolChoice.Kind(rawValue: try string(member.value, "tool_choice.type"))
      case "name": choice.name = optionalString(member.value, "tool_choice.name")
      case "disable_parallel_tool_use":
        choice.disableParallelToolUse = bool(member.value, "tool_choice.disable_parallel_tool_use")
      default: keep(member, in: &choice.otherFields)
      }
    }
    return choice
  }

  mutating func thinking(_ value: JSONValue) -> Thinking? {
    guard value.isObject else { return lenient(value, "thinking", "an object", nil) }
    var thinking = Thinking(type: nil)
    thinking.origin = Origin(value)
    for member in value.members {
      switch member {
      case "type": thinking.type = optionalString(member.value, "thinking.type")
      case "budget_tokens": thinking.budgetTokens = int(member.value, "thinking.budget_tokens")
      case "display": thinking.display = optionalString(member.value, "thinking.display")
      default: keep(member, in: &thinking.otherFields, documented: ["block_binding"])
      }
    }
    return thinking
  }

  mutating func outputConfig(_ value: JSONValue) -> OutputConfig? {
    guard value.isObject else { return lenient(value, "output_config", "an object", nil) }
    var config = OutputConfig()
    config.origin = Origin(value)
    for member in value.members {
      switch member {
      case "format":
        config.format = lenient(member.value, "output_config.format", "an object", OutputFormat(member.value))
      case "effort": config.effort = optionalString(member.value, "output_config.effort")
      case "task_budget":
        config.taskBudget = lenient(member.value, "output_config.task_budget", "an object", TaskBudget(member.value))
      default: keep(member, in: &config.otherFields)
      }
    }
    return config
  }
}
