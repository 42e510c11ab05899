import JSONText
import MessagesAPI
import ModelCatalog

// Settings that write something into the prompt: thinking, a schema for the answer, effort, budgets.

extension PromptPricing {
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
    let schemas = [request.outputSchema, request.otherOutputSchema].compactMap { $0 }
      .filter { $0.isObject || rules.law == .recent }
    let counts = schemas.map { schema in
      count(.inside) { PythonJSON(ensureASCII: ensureASCII, indent: 2).append(schema, to: &$0) }
    }
    guard let least = counts.min(), let most = counts.max() else { return }
    // Of two the dearer one: which of them holds is not recorded.
    add(.structuredOutput, at: Self.schemaPath, text: most + (joins ? 1 : 0), below: most - least)
    if counts.count > 1, least != most {
      notices.append(
        Notice(
          code: .twoOutputFormats, path: RequestPath([.field("output_format")]),
          message: "output_config.format is given besides: the dearer schema is counted, \(most) tokens, not \(least)"))
    }
    if context.hasLostKeyOrder || Recording.isSorted(request) { add(.keyOrder, at: Self.schemaPath) }
  }
}
