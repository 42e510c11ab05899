import JSONText
import MessagesAPI
import ModelCatalog

// Tools: their names, schemas, types and servers.

extension RequestCheck {
  /// Where the body has the form of the answer.
  var outputFormatName: String { request.outputConfig?.format == nil ? "output_format" : "output_config.format" }

  /// A schema is an object of type object.
  mutating func checkToolSchemas() {
    // Other shapes have other words for it.
    guard isOwnShape else { return }
    for index in request.tools.indices where request.tools[index].isCustom {
      guard let schema = request.tools[index].inputSchema else { continue }
      if let variant = checkTop(of: schema, index) {
        refuse(
          .toolSchema, variant, at: Self.schemaPath(index), ["place": Self.schemaPlace(index)],
          remedy: "Begin the schema with \"type\": \"object\".")
        continue
      }
      if let fault = SchemaDraft.fault(of: schema) {
        refuse(
          .toolSchema, 3, at: Self.schemaPath(index), ["place": Self.schemaPlace(index)],
          remedy: "The draft has no such value for \"\(fault.prefix(64))\".")
      }
    }
  }

  private static func schemaPath(_ index: Int) -> RequestPath { .tool(index).field("input_schema") }
  private static func schemaPlace(_ index: Int) -> String { "tools.\(index).custom.input_schema" }

  /// What the API asks of any schema: an object of type object, no alternatives at the top, and names for parameters.
  ///
  /// - Returns: which words refuse the schema for what it is; nil for an object of type object.
  private mutating func checkTop(of schema: JSONValue, _ index: Int) -> Int? {
    guard schema.isObject else { return 0 }
    // Which words refuse it where it has no type.
    var variant: Int? = 1
    let before = refusals.count
    for member in schema.members {
      switch member.name.needsDecoding ? member.key.utf8.count : member.keyLength {
      case 4 where "type" ~= member: variant = member.value.isText("object") ? nil : 2
      case 10 where "properties" ~= member: checkNames(of: member.value, index)
      case 5 where "anyOf" ~= member || "oneOf" ~= member || "allOf" ~= member:
        refuse(
          .schemaAtTop, at: Self.schemaPath(index).field(member.key), ["place": Self.schemaPlace(index)],
          remedy: "Describe all parameters as optional properties, and the alternatives in words.")
      default: continue
      }
    }
    // What is no schema of a tool at all is refused for that alone.
    if variant != nil { refusals.removeSubrange(before...) }
    return variant
  }

  private mutating func checkNames(of properties: JSONValue, _ index: Int) {
    guard properties.isObject, let bad = properties.members.first(where: { !Self.isPropertyName($0) }) else { return }
    refuse(
      .propertyNames, at: Self.schemaPath(index).field("properties").field(bad.key),
      ["place": Self.schemaPlace(index)], remedy: "Name the parameter with at most 64 letters, digits, _, . and -.")
  }

  private static func isPropertyName(_ member: JSONValue.Member) -> Bool {
    member.name.withUTF8 { bytes in
      guard (1...64).contains(bytes.count) else { return false }
      for index in bytes.indices where !bytes[index].isNameByte && bytes[index] != UInt8(ascii: ".") { return false }
      return true
    } ?? false
  }

  mutating func checkTools() {
    var deferred = 0
    var strict: [(index: Int, schema: JSONValue)] = []
    var names: [UInt64] = []
    for index in request.tools.indices {
      let tool = request.tools[index]
      if tool.deferLoading == true { deferred += 1 }
      if !tool.name.isEmpty {
        let digest = TextDigest(of: tool.name)
        if tool.isCustom { checkName(tool.name, digest, index) }
        names.append(digest.value)
      }
      if tool.strict == true, let schema = tool.inputSchema, schema.isObject { strict.append((index, schema)) }
      if tool.deferLoading == true, tool.cacheControl != nil {
        refuse(
          .deferredTools, 1, at: .tool(index).field("cache_control"), ["name": tool.name],
          remedy: "Put the breakpoint on a tool that is not deferred.")
      }
    }
    if TextDigest.hasTwins(names) { checkTwins() }
    if deferred > 0, delivery.platform == .bedrock { checkDeferred() }
    if deferred > 0, let most = limit("deferred_tools"), deferred > most {
      refuse(
        .deferredToolCount, at: .tools, ["most": "\(most)", "count": "\(deferred)"],
        remedy: "Leave out \(deferred - most) of them.")
    }
    if deferred > 0, deferred == request.tools.count {
      refuse(.deferredTools, at: .tools, remedy: "Do not defer the tool that searches for the others.")
    }
    checkTypes()
    if !strict.isEmpty { checkStrict(strict) }
    checkServers()
  }

  /// On Bedrock a header opens the field, which the API has without one.
  private mutating func checkDeferred() {
    guard isOwnShape, sends("tool-search-tool-") != true,
      let index = request.tools.firstIndex(where: { $0.deferLoading == true })
    else { return }
    refuse(
      .betaFields, at: .tool(index).field("defer_loading"), doubt: headerDoubt,
      ["place": "tools.\(index).custom.defer_loading"],
      remedy: "Send the header anthropic-beta: tool-search-tool-…, or leave the field out.")
  }

  /// Whoever refers to a tool sends its definition.
  mutating func checkReferences(_ references: [(name: String, path: RequestPath)]) {
    guard !references.isEmpty, isOwnShape, request.mcpServers.isEmpty, !request.tools.isEmpty,
      !request.tools.contains(where: { Self.isToolset($0) })
    else { return }
    let names = Set(request.tools.map(\.name))
    for (name, path) in references where !names.contains(name) {
      refuse(
        .deferredTools, 2, at: path, ["name": name], remedy: "Send the tool's definition, with defer_loading.")
    }
  }

  private mutating func checkTwins() {
    var names: Set<String> = []
    for (index, tool) in request.tools.enumerated() where !tool.name.isEmpty && !names.insert(tool.name).inserted {
      refuse(.uniqueToolNames, at: .tool(index).field("name"), remedy: "Give each tool a name of its own.")
    }
  }

  // MARK: Servers

  /// Each server of the MCP connector goes with one toolset. The connector's first header knew no toolsets.
  private mutating func checkServers() {
    let toolsets = request.tools.indices.filter { request.tools[$0].type == "mcp_toolset" }
    if toolsets.isEmpty, request.mcpServers.isEmpty { return }
    let names = request.mcpServers.map { $0.name ?? "" }
    for index in toolsets {
      guard let name = request.tools[index].mcpServerName, !names.contains(name) else { continue }
      refuse(
        .mcpServers, 1, at: .tool(index).field("mcp_server_name"), ["place": "tools.\(index)", "name": name],
        remedy: "Give the server's address in mcp_servers.")
    }
    let isSent = catalog.beta(neededBy: "mcp_toolset").map { Self.isSent($0, among: sentBetas) } ?? false
    let hasToolsets = !toolsets.isEmpty || isSent
    for (index, server) in request.mcpServers.enumerated() {
      let path = RequestPath([.field("mcp_servers"), .index(index)])
      let name = names[index]
      if hasToolsets, !toolsets.contains(where: { request.tools[$0].mcpServerName == name }) {
        refuse(
          .mcpServers, at: path, ["name": name],
          remedy: "Add a tool {\"type\": \"mcp_toolset\", \"mcp_server_name\": \"\(name.prefix(64))\"}.")
      }
      if names[..<index].contains(name) {
        refuse(
          .mcpServers, 2, at: path.field("name"), ["place": "mcp_servers.\(index).name", "name": name],
          remedy: "Give each server a name of its own.")
      }
      if let url = server.url, !url.hasPrefix("https://") {
        refuse(
          .mcpServers, 3, at: path.field("url"), ["place": "mcp_servers.\(index).url"],
          remedy: "Give an address that begins with https://.")
      }
    }
  }

  // MARK: Names

  private mutating func checkName(_ name: String, _ digest: TextDigest, _ index: Int) {
    guard isOwnShape else { return }
    // On Bedrock names of more than 64 were refused in August 2025 and April 2026, by its gateway or by the API itself.
    let isShort = lastDay < Self.longerNames
    let isBedrock = !isShort && delivery.platform == .bedrock && (65...128).contains(name.utf8.count) && digest.isName
    let most = isShort || isBedrock ? 64 : 128
    let isLong = name.utf8.count > most
    let isSpelt = digest.isName
    if !isLong, isSpelt { return }
    // Names that are too long were answered by the pattern before they had words of their own.
    let variant = isSpelt && day >= Self.lengthWords ? 1 : 0
    refuse(
      .toolName, variant, at: .tool(index).field("name"), doubt: isBedrock ? .evidence : nil,
      ["place": "tools.\(index).custom.name", "most": "\(most)"],
      remedy: "Name it with at most \(most) letters, digits, _ and -.")
  }

  private static let longerNames = CalendarDay(year: 2025, month: 7, day: 1)
  private static let lengthWords = CalendarDay(year: 2026, month: 1, day: 1)

  // MARK: Anthropic's tools

  private static let onPlatform: [String: [String]] = [
    Platform.bedrock.rawValue: ["web_search_", "web_fetch_", "code_execution_", "mcp_toolset", "advisor_"],
    Platform.google.rawValue: ["web_fetch_", "code_execution_", "mcp_toolset", "advisor_"],
  ]
  private static let notCounted = ["web_search_", "web_fetch_", "code_execution_", "tool_search_tool_", "mcp_toolset"]

  private mutating func checkTypes() {
    var refused: [(type: String, index: Int, doubt: Refusal.Doubt?)] = []
    var programmatic: [(name: String, index: Int)] = []
    for index in request.tools.indices {
      let tool = request.tools[index]
      if tool.type == nil, tool.allowedCallers == nil { continue }
      if Self.needsCode(tool) { programmatic.append((tool.name, index)) }
      guard let type = tool.type, type != "custom" else { continue }
      checkDomains(of: tool, type, index)
      if let beta = missingBeta(of: type) {
        let tags = ObjectType.anthropicTools.keys.filter { missingBeta(of: $0) == nil } + ["custom"]
        refuse(
          .toolNeedsBeta, at: .tool(index).field("type"),
          [
            "place": "tools.\(index)", "tag": type,
            "tags": tags.sorted().map { "'\($0)'" }.joined(separator: ", "),
          ], remedy: "Send the header anthropic-beta: \(beta).")
      }
      let missing = Self.onPlatform[delivery.platform.rawValue] ?? []
      if missing.contains(where: { type.hasPrefix($0) }) {
        let tags = ObjectType.anthropicTools.keys.filter { tag in !missing.contains { tag.hasPrefix($0) } } + ["custom"]
        refuse(
          .toolTypeOfPlatform, at: .tool(index).field("type"),
          [
            "place": "tools.\(index)", "tag": type,
            "tags": tags.sorted().map { "'\($0)'" }.joined(separator: ", "),
          ], remedy: "Leave the tool out, or send the request to the Claude API.")
        continue
      }
      if delivery.endpoint == .countTokens, Self.notCounted.contains(where: { type.hasPrefix($0) }) {
        refuse(
          .toolsCounted, at: .tool(index), ["place": "tools.\(index)", "type": type],
          remedy: "Count without the tool, and add what it costs.")
      }
      guard let model, let row = catalog.shared("tool_types")?[type] else { continue }
      // Bedrock takes the earlier computer tool where the API takes the toolset alone.
      if delivery.platform == .bedrock, row.strings("taken_on")?.contains("bedrock") == true { continue }
      if row.strings("refused_by")?.contains(model.id) == true {
        refused.append((type, index, nil))
      } else if row.strings("doubtful_for")?.contains(model.id) == true {
        refused.append((type, index, .evidence))
      }
    }
    for tool in refused {
      refuse(
        .toolTypeOfModel, at: .tool(tool.index).field("type"), doubt: tool.doubt,
        ["model": modelName, "types": tool.type], remedy: "Use the version of the tool that the model takes.")
    }
    if !programmatic.isEmpty, let model, model.acceptsProgrammaticCalls == false {
      refuse(
        .programmaticCalling, at: .tool(programmatic[0].index).field("allowed_callers"),
        ["model": model.id, "names": programmatic.map(\.name).sorted().joined(separator: ", ")],
        remedy: "Set allowed_callers to [\"direct\"].")
    }
  }

  /// The header that a type of tool needs, where the headers are known and it is not among them.
  private func missingBeta(of type: String) -> String? {
    guard isOwnShape, let betas = delivery.betas, ObjectType.betaTools.contains(type),
      let beta = catalog.beta(neededBy: type)
    else { return nil }
    return Self.isSent(beta, among: betas) ? nil : beta
  }

  private mutating func checkDomains(of tool: Tool, _ type: String, _ index: Int) {
    guard isOwnShape, type.hasPrefix("web_"), let json = tool.json else { return }
    let names = ["allowed_domains", "blocked_domains"]
    let lists = names.map { json[$0] }
    for (name, list) in zip(names, lists) {
      guard let list, list.isArray, list.count == 0 else { continue }
      refuse(
        .searchDomains, at: .tool(index).field(name), ["place": "tools.\(index).\(type).\(name)"],
        remedy: "Leave the list out, or name a domain.")
    }
    if lists.allSatisfy({ $0?.isArray == true }) {
      refuse(
        .searchDomains, 1, at: .tool(index), ["place": "tools.\(index).\(type)"], remedy: "Leave one of them out.")
    }
  }

  /// Whether code may call the tool: search and fetching from 2026 on unless they are for the model alone.
  private static func needsCode(_ tool: Tool) -> Bool {
    if let callers = tool.allowedCallers { return callers.elements.contains { !$0.isText("direct") } }
    guard let type = tool.type else { return false }
    return type.hasPrefix("web_search_2026") || type.hasPrefix("web_fetch_2026")
  }
}
