import JSONText

extension MessagesRequest {
  /// The body in the shape of the Messages API, whatever shape the request was read from.
  ///
  /// What was read from that shape and not touched is copied byte by byte: an unchanged request gives its body back, and
  /// a change to one block leaves the rest as it was spelt. ``betas`` are headers and are written only where the body
  /// had them. O(n).
  public func encoded() -> [UInt8] { wireJSON }
}

extension MessagesRequest: WireObject {
  var wireOrigin: JSONValue? { origin.value }

  static func reread(_ value: JSONValue) -> MessagesRequest? {
    var decoder = RequestDecoder()
    return try? decoder.messagesRequest(value)
  }

  var wireMembers: [WireMember] {
    var wire = WireMembers()
    wire.add("model", model)
    wire.add("max_tokens", maxTokens)
    wire.add("system", system)
    wire.add("messages", messages)
    if !tools.isEmpty { wire.add("tools", tools) }
    wire.add("tool_choice", toolChoice)
    wire.add("thinking", thinking)
    wire.add("output_config", outputConfig)
    wire.add("output_format", outputFormat?.json)
    wire.add("context_management", contextManagement?.json)
    if !mcpServers.isEmpty { wire.add("mcp_servers", JSONValue(elements: mcpServers.map(\.json))) }
    wire.add("container", container)
    wire.add("cache_control", cacheControl?.json)
    wire.add("stream", stream)
    wire.add(stopSequences, as: "stop_sequences")
    wire.add("service_tier", serviceTier)
    wire.add(otherFields)
    return wire.members
  }
}

extension Message: WireObject {
  var wireOrigin: JSONValue? { origin.value }

  static func reread(_ value: JSONValue) -> Message? {
    var decoder = RequestDecoder()
    return try? decoder.message(value)
  }

  var wireMembers: [WireMember] {
    var wire = WireMembers()
    wire.add("role", role.rawValue)
    wire.add("content", content)
    wire.add(otherFields)
    return wire.members
  }
}

extension Tool: WireObject {
  var wireOrigin: JSONValue? { origin.value }

  static func reread(_ value: JSONValue) -> Tool? {
    var decoder = RequestDecoder()
    return try? decoder.tool(value)
  }

  var wireMembers: [WireMember] {
    var wire = WireMembers()
    wire.add("type", type)
    wire.add("name", name.isEmpty && !isCustom ? nil : name)
    wire.add("description", description)
    wire.add("input_schema", inputSchema)
    wire.add("strict", strict)
    wire.add("defer_loading", deferLoading)
    wire.add("eager_input_streaming", eagerInputStreaming)
    wire.add("input_examples", inputExamples)
    wire.add("allowed_callers", allowedCallers)
    wire.add("cache_control", cacheControl?.json)
    wire.add(otherFields)
    return wire.members
  }
}

extension ToolChoice: WireObject {
  var wireOrigin: JSONValue? { origin.value }

  static func reread(_ value: JSONValue) -> ToolChoice? {
    var decoder = RequestDecoder()
    return (try? decoder.toolChoice(value)) ?? nil
  }

  var wireMembers: [WireMember] {
    var wire = WireMembers()
    wire.add("type", type.rawValue)
    wire.add("name", name)
    wire.add("disable_parallel_tool_use", disableParallelToolUse)
    wire.add(otherFields)
    return wire.members
  }
}

extension Thinking: WireObject {
  var wireOrigin: JSONValue? { origin.value }

  static func reread(_ value: JSONValue) -> Thinking? {
    var decoder = RequestDecoder()
    return decoder.thinking(value)
  }

  var wireMembers: [WireMember] {
    var wire = WireMembers()
    wire.add("type", type)
    wire.add("budget_tokens", budgetTokens)
    wire.add("display", display)
    wire.add(otherFields)
    return wire.members
  }
}

extension OutputConfig: WireObject {
  var wireOrigin: JSONValue? { origin.value }

  static func reread(_ value: JSONValue) -> OutputConfig? {
    var decoder = RequestDecoder()
    return decoder.outputConfig(value)
  }

  var wireMembers: [WireMember] {
    var wire = WireMembers()
    wire.add("format", format?.json)
    wire.add("effort", effort)
    wire.add("task_budget", taskBudget?.json)
    wire.add(otherFields)
    return wire.members
  }
}
