import JSONText
import MessagesAPI
import ModelCatalog

// What is asked for: tokens of output, thinking, effort and sampling.

extension RequestCheck {
  /// What single values show.
  mutating func checkShape() {
    if let asked = delivery.maxTokens, asked < 0 {
      refuse(.maxTokensZero, at: Self.maxTokensPath, remedy: "Ask for at least one token.")
    }
    if request.thinking?.type == "enabled", let budget = request.thinking?.budgetTokens, budget < 1024 {
      refuse(.budgetMinimum, at: Self.budgetPath, remedy: "Give at least 1,024 tokens, or switch thinking off.")
    }
    if request.outputConfig?.taskBudget != nil, let model, model.acceptsTaskBudget == false {
      refuse(
        .taskBudgetSupported, at: RequestPath([.field("output_config"), .field("task_budget")]),
        ["model": model.id], remedy: "Leave it out, or use a model from Opus 4.7 on.")
    }
    if let total = request.outputConfig?.taskBudget?.total, let least = limit("task_budget_minimum"), total < least {
      refuse(
        .taskBudgetMinimum, at: RequestPath([.field("output_config"), .field("task_budget"), .field("total")]),
        ["least": "\(least)"], remedy: "Give at least \(least) tokens, or none.")
    }
    // -1 stands for none: eight such calls were answered.
    if let value = request.otherFields["top_k"]?.double, value < 0, value != -1 {
      refuse(.topKRange, at: RequestPath([.field("top_k")]), remedy: "Give a number from 0 on, or leave it out.")
    }
    for name in ["temperature", "top_p"] {
      guard let value = request.otherFields[name]?.double, !(0...1).contains(value) else { continue }
      if name == "top_p", value == -1 { continue }
      refuse(
        .temperatureRange, at: RequestPath([.field(name)]), ["name": name], remedy: "Give a number from 0 to 1.")
    }
    checkToolSchemas()
    if let format = request.outputConfig?.format ?? request.outputFormat, format.schema == nil {
      // Said already where the body is the API's own.
      if isOwnShape { return }
      refuse(
        .outputSchema, at: RequestPath([.field(outputFormatName), .field("schema")]),
        ["place": "\(outputFormatName).schema"], remedy: "Give the schema of the answer.")
    }
  }

  /// What settings mean together, and to the model.
  mutating func checkSettings() {
    checkMaxTokens()
    checkThinkingMode()
    checkEffort()
    checkSampling()
    checkChoice()
    checkBudget()
    checkOthers()
  }

  private static let maxTokensPath = RequestPath([.field("max_tokens")])
  private static let budgetPath = RequestPath([.field("thinking"), .field("budget_tokens")])
  private static let effortPath = RequestPath([.field("output_config"), .field("effort")])

  private var temperature: Double? { request.otherFields["temperature"]?.double }

  // MARK: max_tokens

  /// No model's maximum is lower: that of Claude 3.
  static let leastMaximum = 4096

  private mutating func checkMaxTokens() {
    let asked = delivery.maxTokens ?? 0
    let betas = sentBetas
    if asked > Self.leastMaximum, asked > model?.standardOutput ?? 0, let facts = model?.maxOutput,
      let most = facts.tokens(
        betas: betas, endpoint: delivery.endpoint.rawValue, platform: delivery.platform.rawValue, on: day),
      asked > most
    {
      let isBatch = delivery.endpoint == .batches && facts.betaEndpoint == Endpoint.batches.rawValue
      // In batches a header raises it.
      let mayBeRaised = isBatch && delivery.betas == nil && asked <= facts.betaTokens ?? 0
      refuse(
        isBatch ? .longBatchOutput : .maxTokensOverMaximum, at: Self.maxTokensPath,
        doubt: mayBeRaised ? .header : nil,
        ["asked": "\(asked)", "most": "\(most)", "model": model?.id ?? ""], remedy: "Ask for at most \(most).")
    }
    let isThinking = request.thinking.map { $0.type != "disabled" } ?? false
    if delivery.maxTokens == 0, isThinking || delivery.endpoint == .batches {
      refuse(
        .maxTokensZero, 1, at: Self.maxTokensPath, remedy: "Fill the cache without thinking and outside of batches.")
    }
  }

  // MARK: Thinking

  private mutating func checkThinkingMode() {
    guard let type = request.thinking?.type else { return }
    // Most requests ask for what their model has.
    if model?.acceptsThinking(type) == true, request.outputConfig?.effort == nil { return }
    guard let facts = model?.thinking else { return }
    let path = RequestPath([.field("thinking"), .field("type")])
    if facts.modes.isEmpty {
      // Thinking that is switched off was answered by 3.5.
      if type == "disabled" { return }
      return refuse(.thinkingSupported, at: path, ["model": modelName], remedy: "Leave thinking out.")
    }
    let variants = ["enabled", "adaptive", "disabled", "between_tools"]
    if !facts.modes.contains(type), let variant = variants.firstIndex(of: type) {
      return refuse(
        .thinkingMode, variant, at: path, remedy: "Use \(facts.modes.joined(separator: " or ")).")
    }
    guard let highest = facts.highestEffort[type], let effort = request.outputConfig?.effort,
      let levels = model?.effortLevels, let limit = levels.firstIndex(of: highest),
      let place = levels.firstIndex(of: effort), place > limit
    else { return }
    refuse(
      .thinkingAtEffort, at: path, ["type": type, "effort": effort], remedy: "Use effort \(highest) or lower.")
  }

  private mutating func checkBudget() {
    guard request.thinking?.type == "enabled", let budget = request.thinking?.budgetTokens, budget >= 1024,
      let most = delivery.maxTokens, most > 0, most <= budget, sends("interleaved-thinking") != true,
      delivery.endpoint != .countTokens
    else { return }
    // With tools and the beta of interleaved thinking the budget may be larger.
    let isCertain = delivery.betas != nil || request.tools.isEmpty
    refuse(
      .budgetWithinMaxTokens, at: Self.budgetPath, doubt: isCertain ? nil : .header,
      remedy: "Ask for more than \(budget) tokens, or lower the budget below \(most).")
  }

  // MARK: The choice of tools

  private mutating func checkChoice() {
    guard let choice = request.toolChoice else { return }
    let path = RequestPath([.field("tool_choice")])
    // Servers list tools of their own.
    let mayHaveOthers = !request.mcpServers.isEmpty || request.tools.contains { Self.isToolset($0) }
    if request.tools.isEmpty {
      guard isOwnShape, !mayHaveOthers else { return }
      switch choice.type {
      case .tool:
        refuse(
          .choiceOfUnknownTool, at: path, ["name": choice.name ?? ""],
          remedy: "Send the definitions of the tools, or leave the choice out.")
      case .any, .auto:
        let isNew = choice.type == .any && day >= Self.choiceWords
        refuse(
          .choiceWithoutTools, isNew ? 1 : 0, at: path,
          remedy: "Send the definitions of the tools, or leave the choice out.")
      default: break
      }
      return
    }
    if isOwnShape, choice.type == .tool, let name = choice.name, !name.isEmpty, !mayHaveOthers,
      !request.tools.contains(where: { $0.name == name })
    {
      refuse(
        .choiceOfUnknownTool, at: path.field("name"), ["name": name],
        remedy: "Choose one of the tools, or send this one's definition.")
    }
    guard [.any, .tool].contains(choice.type) else { return }
    if model?.acceptsForcedToolChoice == false {
      refuse(.forcedTool, at: path, remedy: "Let the model choose.")
    }
    guard let type = request.thinking?.type, type == "enabled" || type == "adaptive",
      delivery.endpoint != .countTokens
    else { return }
    // Adaptive thinking beside a forced tool: Sonnet 4.6 and Opus 4.8 refused it, Opus 4.6 answered three times, and of
    // models that think by themselves nothing is recorded.
    let isSure = type == "enabled" || model?.thinking?.defaultMode == "disabled" && model?.id != "claude-opus-4-6"
    refuse(
      .forcedToolWithThinking, at: path, doubt: isSure ? nil : .evidence,
      remedy: "Let the model choose, or switch thinking off.")
  }

  private static let choiceWords = CalendarDay(year: 2026, month: 1, day: 1)

  /// Whether a tool stands for several, whose names are not in the body.
  static func isToolset(_ tool: Tool) -> Bool { tool.type == "mcp_toolset" || tool.type?.contains("_toolset_") == true }

  // MARK: Effort and sampling

  private mutating func checkEffort() {
    guard let effort = request.outputConfig?.effort, let levels = model?.effortLevels else { return }
    if levels.isEmpty {
      return refuse(.effortSupported, at: Self.effortPath, remedy: "Leave effort out.")
    }
    if levels.contains(effort) { return }
    refuse(
      .effortLevel, at: Self.effortPath,
      ["effort": effort, "levels": levels.sorted().joined(separator: ", ")],
      remedy: "Use \(levels.joined(separator: ", ")).")
  }

  private mutating func checkSampling() {
    let names = ["temperature", "top_p", "top_k"]
    // All three begin alike: few other fields do.
    guard
      request.otherFields.contains(where: { field in
        field.name.utf8.first == UInt8(ascii: "t") && names.contains(field.name)
      })
    else { return }
    if model?.acceptsSampling == false {
      for (name, standard) in [("temperature", 1.0), ("top_p", 1.0), ("top_k", -1.0)] {
        guard let value = request.otherFields[name]?.double, value != standard else { continue }
        refuse(.samplingRejected, at: RequestPath([.field(name)]), ["name": name], remedy: "Leave it out.")
      }
    } else if isRecentVersion {
      for name in names where request.otherFields[name] != nil {
        refuse(.versionedSampling, at: RequestPath([.field(name)]), ["name": name], remedy: "Leave it out.")
      }
    }
    checkSamplingWithThinking()
    if temperature != nil, request.otherFields["top_p"]?.double != nil, model?.acceptsTemperatureWithTopP == false {
      refuse(
        .temperatureWithTopP, at: RequestPath([.field("temperature")]), remedy: "Leave one of them out.")
    }
  }

  private mutating func checkSamplingWithThinking() {
    // What is refused for itself is not said twice.
    guard let type = request.thinking?.type, type == "enabled" || type == "adaptive", model?.acceptsSampling != false
    else { return }
    let mode = type == "adaptive" ? " or in adaptive mode" : ""
    let faults: [(name: String, isBroken: Bool)] = [
      ("temperature", temperature.map { $0 != 1 } ?? false),
      ("top_p", request.otherFields["top_p"]?.double.map { $0 < 0.95 && $0 != -1 } ?? false),
      ("top_k", request.otherFields["top_k"]?.double.map { $0 != -1 } ?? false),
    ]
    for (variant, fault) in faults.enumerated() where fault.isBroken {
      refuse(
        .samplingWithThinking, variant, at: RequestPath([.field(fault.name)]), ["mode": mode],
        remedy: "Leave it out, or switch thinking off.")
    }
  }

  // MARK: Other settings

  private mutating func checkOthers() {
    guard isOwnShape || request.shape == .bedrockConverse else { return }
    if let blank = request.stopSequences?.firstIndex(where: {
      $0.utf8.allSatisfy { $0 == 0x20 || (9...13).contains($0) }
    }) {
      refuse(
        .blankStopSequence, at: RequestPath([.field("stop_sequences"), .index(blank)]),
        remedy: "Leave it out, or add what stands beside the white space.")
    }
    if request.thinking?.display == "updates", sends("thinking-display-updates-") != true {
      let path = RequestPath([.field("thinking"), .field("display")])
      refuse(
        .betaFields, 1, at: path, doubt: headerDoubt,
        ["place": "thinking.\(request.thinking?.type ?? "").display", "what": "'summarized' or 'omitted'"],
        remedy: "Send the header anthropic-beta: thinking-display-updates-…, or use \"summarized\".")
    }
    if let container = request.container, !request.tools.contains(where: Self.runsCode) {
      let hasSkills = container["skills"].map { $0.count > 0 } ?? false
      if container.isString || hasSkills {
        refuse(
          .containerWithoutTool, hasSkills ? 1 : 0, at: RequestPath([.field("container")]),
          remedy: "Send the code execution tool, or leave the container out.")
      }
    }
    checkService()
    if let user = request.otherFields["metadata"]?["user_id"]?.string, Self.looksLikeAddress(user) {
      refuse(
        .userIDIsEmail, at: RequestPath([.field("metadata"), .field("user_id")]),
        remedy: "Send an id that says nothing of the person.")
    }
  }

  private static func runsCode(_ tool: Tool) -> Bool { tool.type?.hasPrefix("code_execution_") == true }

  /// `somebody@example.com` and nothing else.
  private static func looksLikeAddress(_ text: String) -> Bool {
    guard let at = text.utf8.firstIndex(of: UInt8(ascii: "@")), at > text.startIndex else { return false }
    let (host, dot) = (text.utf8[text.utf8.index(after: at)...], UInt8(ascii: "."))
    return host.contains(dot) && host.first != dot && host.last != dot && !host.contains(UInt8(ascii: "@"))
      && !text.utf8.contains(0x20)
  }
}
