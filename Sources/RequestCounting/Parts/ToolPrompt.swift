import JSONText
import MessagesAPI

// Tools: instructions, and the definitions as lines of JSON in a block of their own.

extension PromptPricing {
  mutating func addTools() {
    let tools = request.tools
    guard !tools.isEmpty else { return }
    let choice = request.toolChoice
    let form =
      switch choice?.type {
      case .any?: "any"
      case .tool?: "tool"
      default: "auto"
      }
    let isSerial = choice?.disableParallelToolUse == true && choice?.type != ToolChoice.Kind.none
    if rules.law == .recent, tools.contains(where: { $0.deferLoading == true }) { add(.deferredTools, at: .tools) }
    addAnthropicTools()
    addInstructions(form, isSerial)
    addDefinitions()
    if form == "tool" { addForcedName(choice?.name ?? "") }
    if request.hasMoreTools { addMissingTools() }
  }

  /// Adds what tools may cost that are on further pages of a server's list.
  private mutating func addMissingTools() {
    let lines = request.tools.reduce(0) { $0 + (definitionCount($1.name) ?? 0) }
    let above = max(min(lines * Self.mostMissing, unreadLimit - unread), 0)
    unread += above
    parts.append(
      Part(path: .tools, role: nil, count: TokenCount(0, above: above, basis: .assumed), rule: .toolDefinitions))
    notices.append(
      Notice(
        code: .missingTools, path: .tools,
        message: "the list of tools goes on (nextCursor): those on its other pages are not counted"))
  }

  /// How many pages more there are, of the size of this one, at most.
  private static let mostMissing = 10

  /// Whether a tool is rendered as a definition of one's own.
  private static func isPlain(_ tool: Tool) -> Bool { tool.isCustom && tool.inputSchema != nil }

  private mutating func addAnthropicTools() {
    let isUsed =
      rules.law == .classic
      && request.messages.contains { $0.blocks.contains { if case .toolResult = $0 { true } else { false } } }
    for (index, tool) in request.tools.enumerated() where !Self.isPlain(tool) {
      if rules.law == .recent, tool.deferLoading == true { continue }
      let path = RequestPath.tool(index)
      if tool.runsOnServer {
        notices.append(
          Notice(
            code: .serverToolResults, path: path,
            message:
              "the API runs \"\(tool.name.prefix(64))\" itself: its results are added to the input while the answer is "
              + "made, and billed; they are not in this count"))
      }
      if let tokens = rules.serverTools.tokens(of: tool, among: request.tools) {
        add(isUsed ? .anthropicToolUsed : .anthropicTool, at: path, text: tokens)
      } else {
        // The rule's own bounds are those of a tool of which nothing is known.
        let type = tool.type ?? "custom"
        let unknown = rules[.unknownTool].above
        let guess = rules.serverTools.guess(type, most: unknown)
        add(
          .unknownTool, at: path, text: guess.lowerBound, below: guess.lowerBound,
          above: guess.upperBound - guess.lowerBound - unknown)
        notices.append(
          Notice(
            code: .unknownTool, path: path,
            message: "what the tool type \"\(type.prefix(64))\" adds to the prompt is not known"))
      }
    }
  }

  private mutating func addInstructions(_ form: String, _ isSerial: Bool) {
    let table = rules.toolPrompt
    let tokens = table.tokens(form, isSerial: isSerial)
    if rules.law == .recent {
      let isGuessed = table.isGuessed(form, isSerial: false)
      add(isSerial ? .serialTools : isGuessed ? .toolPromptGuessed : .toolPrompt, at: .tools, text: tokens)
    } else if form == "auto", !isSerial, let early = table.early, case .day(let day) = asOf, day < early.until {
      add(.toolPromptEarly, at: .tools, text: early.tokens, above: tokens - early.tokens)
    } else if !table.isGuessed(form, isSerial: isSerial) {
      add(.toolPrompt, at: .tools, text: tokens)
    } else if isSerial {
      let parallel = table.tokens(form, isSerial: false)
      add(
        .toolPromptSerialGuessed, at: .tools, text: tokens, below: max(0, tokens - table.serialFloor),
        above: max(0, parallel - tokens))
    } else {
      add(.toolPromptGuessed, at: .tools, text: tokens)
    }
  }

  private mutating func addDefinitions() {
    let plain = request.tools.enumerated().filter { Self.isPlain($0.element) && $0.element.deferLoading != true }
    addExamples(of: plain.map(\.element))
    if plain.isEmpty, rules.law == .classic { return add(.noToolDefinitions, at: .tools) }
    var run = TextRun(.inside)
    run.append(markup: "<functions>\n", at: .tools)
    for (index, tool) in plain {
      var line: [UInt8] = []
      appendDefinition(of: tool, to: &line)
      run.append(line, at: .tool(index))
    }
    if rules.law == .recent {
      run.append(markup: "</functions>\n", at: .tools)
    } else {
      run.append(markup: "</functions>", at: .tools)
    }
    add(&run, as: .toolDefinitions, at: .tools)
    for (index, tool) in plain {
      if !tool.otherFields.isEmpty { add(.undocumentedToolFields, at: .tool(index)) }
      addFieldDoubts(of: tool, at: .tool(index))
    }
  }

  /// Adds how far fields of a tool may change its price that were never recorded with the model.
  private mutating func addFieldDoubts(of tool: Tool, at path: RequestPath) {
    if let callers = tool.allowedCallers, callers.elements.contains(where: { !$0.isText("direct") }) {
      // The definition may stand elsewhere, or in two places, with instructions for code that calls it: those of web
      // searches that code makes are 426 dearer than of the model's own (recorded on Claude 4.6).
      let line = definitionCount(tool.name) ?? 0
      let doubt = TokenCount(0, below: line, above: line + Self.mostForCallers, basis: .assumed)
      parts.append(Part(path: path.field("allowed_callers"), role: nil, count: doubt, rule: .undocumentedToolFields))
    }
    guard rules.law == .recent, tool.strict == true || tool.eagerInputStreaming == true else { return }
    // Free in all records, which are of models up to Claude 4.6: written down, each would take so much.
    let doubt = TokenCount(0, above: Self.mostForFlag, basis: .modelled)
    parts.append(Part(path: path, role: nil, count: doubt, rule: .undocumentedToolFields))
  }

  private static let mostForCallers = 450
  private static let mostForFlag = 16

  private mutating func addExamples(of tools: [Tool]) {
    let count = tools.reduce(0) { $0 + ($1.inputExamples?.count ?? 0) }
    if count > 0 { add(.inputExamples, at: .tools, times: count) }
  }

  private mutating func addForcedName(_ name: String) {
    let tokens: Int
    switch rules.law {
    case .classic:
      // A forced tool is a call that the reply begins with; the price of the instructions holds a call of "add".
      tokens = count("<invoke name=\"\(name)\">", .inside) - count("<invoke name=\"add\">", .inside)
    case .recent: tokens = count(name, .inside)
    }
    add(.forcedToolName, at: RequestPath([.field("tool_choice")]), text: tokens)
    if rules.law == .recent { addIfPriced(.forcedToolGuessed, at: RequestPath([.field("tool_choice")])) }
  }

  // MARK: Rendering

  /// Appends a tool's line: `<function>{"description": …, "name": …, "parameters": …}</function>`.
  ///
  /// Keys are sorted at every level, so a client's order and spacing do not matter.
  func appendDefinition(of tool: Tool, to bytes: inout [UInt8]) {
    let json = PythonJSON(sortKeys: true, ensureASCII: rules.law == .classic && rules.escapesToolJSON)
    bytes.append("<function>{")
    if let description = tool.description, !description.isEmpty {
      bytes.append("\"description\": ")
      json.append(description.json ?? JSONValue(description.string), to: &bytes)
      bytes.append(", ")
    }
    bytes.append("\"name\": ")
    if tool.name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      bytes.append(UInt8(ascii: "\""))
      bytes.append(contentsOf: tool.name.utf8)
      bytes.append(UInt8(ascii: "\""))
    } else {
      json.append(JSONValue(tool.name), to: &bytes)
    }
    bytes.append(", \"parameters\": ")
    json.append(tool.inputSchema ?? .null, to: &bytes)
    bytes.append("}</function>\n")
  }

  /// Tokens of the line of a tool that is referred to; nil where the request does not define it.
  mutating func definitionCount(_ name: String) -> Int? {
    guard let tool = definitions[name] else { return nil }
    var line: [UInt8] = []
    appendDefinition(of: tool, to: &line)
    return count(line.span, .inside)
  }
}

extension Tool {
  /// Whether the API runs the tool itself and reads its results in further passes.
  fileprivate var runsOnServer: Bool {
    let kinds = ["web_search_", "web_fetch_", "code_execution_", "tool_search_tool_", "advisor_"]
    return type.map { type in kinds.contains { type.hasPrefix($0) } } ?? false
  }
}
