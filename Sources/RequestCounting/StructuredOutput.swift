import JSONText
import MessagesAPI
import ModelCatalog

// Settings that write something into the prompt: thinking, a schema for the answer, effort, budgets.

extension RequestCounting {
  mutating func addSettings() {
    switch rules.law {
    case .classic: addClassicSettings()
    case .recent: addRecentSettings()
    }
    if !request.mcpServers.isEmpty { add(.mcpServers, at: RequestPath([.field("mcp_servers")])) }
    if let container = request.container, !container.isNull { add(.container, at: RequestPath([.field("container")])) }
  }

  private static let thinkingPath = RequestPath([.field("thinking")])
  private static let schemaPath = RequestPath([.field("output_config"), .field("format")])

  // MARK: Claude 3 to 4.6

  private mutating func addClassicSettings() {
    var hasNeighbour = rules.thinking.joinsAlways || !request.tools.isEmpty || systemEnd != nil || hasCitations
    let isEnabled = request.thinking?.type == "enabled"
    if isEnabled {
      addEnabledThinking()
      if hasNeighbour { add(.thinkingJoin, at: Self.thinkingPath) }
      hasNeighbour = true
      addInterleavedThinking()
    } else if request.thinking?.type == "adaptive" {
      // With a forced call there is no thinking; on Sonnet 4.6 only the upper bound has any.
      let isForced = !request.tools.isEmpty && [.any, .tool].contains(request.toolChoice?.type)
      if rules[.adaptiveThinking].tokens == 0 || !isForced { addIfPriced(.adaptiveThinking, at: Self.thinkingPath) }
    }
    addSchema(ensureASCII: true, joins: hasNeighbour && (systemEnd != 0x0A || isEnabled))
    if let effort = request.outputConfig?.effort, let most = rules.effort.values.max() {
      let tokens = rules.effort[effort] ?? 0
      add(
        .effort, at: RequestPath([.field("output_config"), .field("effort")]), text: tokens, below: tokens,
        above: most - tokens)
    }
  }

  private mutating func addEnabledThinking() {
    let thinking = rules.thinking
    var (tokens, below, above) = (thinking.enabled, 0, 0)
    if let since = thinking.since, let from = thinking.doubtfulFrom, let until = thinking.doubtfulUntil {
      let (day, isDoubtful) =
        switch asOf {
        case .day(let day): (day, from <= day && day < until)
        case .between(let first, let last): (first.middle(to: last), last > from && first < until)
        }
      tokens = day < since ? thinking.enabledBefore : thinking.enabled
      if case .between(let first, let last) = asOf {
        // Outside the weeks of the change both ends say the same.
        if last <= from { tokens = thinking.enabledBefore }
        if first >= until { tokens = thinking.enabled }
      }
      if isDoubtful {
        below = tokens - thinking.enabledBefore
        above = thinking.enabled - tokens
      }
    }
    // Before the change a block of the running loop cost one more, and the setting one less.
    if partialThinking > 0, tokens == thinking.enabledBefore, tokens != thinking.enabled {
      tokens += rules[.thinkingBeforeSwitch].tokens
      (below, above) = (0, 0)
    }
    let rule: CountingRule = below != 0 || above != 0 ? .thinkingDate : .thinkingEnabled
    add(rule, at: Self.thinkingPath, text: tokens, below: below, above: above)
  }

  private mutating func addInterleavedThinking() {
    let tokens = rules[.interleavedThinking].tokens
    guard tokens > 0, !request.tools.isEmpty else { return }
    if isInterleaved == true {
      add(.interleavedThinking, at: Self.thinkingPath)
    } else if guessesInterleaved {
      add(.interleavedGuessed, at: Self.thinkingPath, text: tokens, times: loopThinking, below: tokens)
    } else if betas == nil {
      add(.interleavedUnknown, at: Self.thinkingPath, times: loopThinking, above: tokens)
    }
  }

  // MARK: Later models

  private mutating func addRecentSettings() {
    addSchema(ensureASCII: false, joins: false)
    if request.messages.last?.role != .assistant { add(.replyPrompt, at: .messages, text: rules.assistantTurn) }
    if let budget = request.outputConfig?.taskBudget, let number = budget.remaining ?? budget.total {
      add(
        .taskBudget, at: RequestPath([.field("output_config"), .field("task_budget")]),
        text: count(String(number), .inside))
    }
  }

  // MARK: Schemas

  /// The schema of the answer, in the order it was sent, on lines of its own.
  private mutating func addSchema(ensureASCII: Bool, joins: Bool) {
    guard let schema = request.outputSchema, schema.isObject || rules.law == .recent else { return }
    let tokens = count(.inside) { PythonJSON(ensureASCII: ensureASCII, indent: 2).append(schema, to: &$0) }
    add(.structuredOutput, at: Self.schemaPath, text: tokens + (joins ? 1 : 0))
    if context.hasLostKeyOrder || Recording.isSorted(request) { add(.keyOrder, at: Self.schemaPath) }
  }

  // MARK: Doubts about the whole

  mutating func addDoubts() {
    let tokens = tokens
    addIfPriced(.unmeasuredModel, at: RequestPath([.field("model")]))
    if rules.isSubstitute {
      add(.substituteModel, at: RequestPath([.field("model")]), below: tokens / 3, above: tokens / 2)
    }
    let edits = request.contextManagement?.edits ?? []
    let path = RequestPath([.field("context_management")])
    if edits.contains(where: { $0.type.hasPrefix("compact") }) {
      // A summary may stand for all that comes before it; the offer to write one cost 71 to 90 tokens in 3 records.
      add(.contextEdits, at: path, below: tokens, above: 100)
    } else if edits.contains(where: { $0.type.hasPrefix("clear_tool_uses") }) {
      add(.contextEdits, at: path, below: tokens - tokens / 20)
    }
    let messages = request.messages
    // By index: walking over messages themselves would copy each.
    if rules.law == .classic, let index = messages.indices.first(where: { !Self.isClassic(messages[$0].role) }) {
      add(.systemTurnUnsupported, at: .message(index), role: messages[index].role)
    }
    for path in request.unknownFields {
      notices.append(Notice(code: .unknownField, path: path, message: "the field is not known; it is taken to be free"))
    }
  }

  /// Lets the bounds hold for the same body with em dashes, which counts so much.
  mutating func addDashes(ifRestored restored: Int) {
    let more = restored - tokens
    if more != 0 { add(.recordedDashes, at: .root, below: max(0, -more), above: max(0, more), basis: .modelled) }
  }

  private static func isClassic(_ role: Role) -> Bool { role == .user || role == .assistant }
}
