import JSONText
import MessagesAPI
import ModelCatalog

// What is asked for: tokens of output, thinking, effort, sampling, and the edits that the API itself is to make.

extension RequestCheck {
  /// What single values show.
  mutating func checkShape() {
    if let asked = sending.maxTokens, asked < 0 {
      refuse(
        .maxTokensZero, at: Self.maxTokensPath, isVerbatim: false,
        "max_tokens: Input should be greater than or equal to 0", remedy: "Ask for at least one token.")
    }
    if request.thinking?.type == "enabled", let budget = request.thinking?.budgetTokens, budget < 1024 {
      refuse(
        .budgetMinimum, at: Self.budgetPath,
        "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
        remedy: "Give at least 1,024 tokens, or switch thinking off.")
    }
    if let total = request.outputConfig?.taskBudget?.total, let least = limit("task_budget_minimum"), total < least {
      refuse(
        .taskBudgetMinimum, at: RequestPath([.field("output_config"), .field("task_budget"), .field("total")]),
        isVerbatim: false, "output_config.task_budget.total: Input should be greater than or equal to \(least)",
        remedy: "Give at least \(least) tokens, or none.")
    }
    for name in ["temperature", "top_p", "top_k"] {
      guard let value = request.otherFields[name], !value.isNull, value.double == nil else { continue }
      refuse(
        .fieldTypes, at: RequestPath([.field(name)]), isVerbatim: false,
        "\(name): a number is expected, not \(value.excerpt)",
        remedy: "Send a number, or leave the field out.")
    }
    if let temperature, !(0...1).contains(temperature) {
      refuse(
        .temperatureRange, at: Self.temperaturePath, "temperature: range: 0..1", remedy: "Give a number from 0 to 1.")
    }
    checkToolSchemas()
    if let format = request.outputConfig?.format ?? request.outputFormat, format.schema == nil {
      refuse(
        .outputSchema, at: RequestPath([.field(outputFormatName), .field("schema")]),
        "\(outputFormatName).schema: Field required", remedy: "Give the schema of the answer.")
    }
  }

  /// What settings mean together, and to the model.
  mutating func checkSettings() {
    checkMaxTokens()
    checkThinkingMode()
    checkEffort()
    checkSampling()
    checkForcedTool()
    checkBudget()
  }

  private static let maxTokensPath = RequestPath([.field("max_tokens")])
  private static let budgetPath = RequestPath([.field("thinking"), .field("budget_tokens")])
  private static let temperaturePath = RequestPath([.field("temperature")])
  private static let effortPath = RequestPath([.field("output_config"), .field("effort")])

  private var temperature: Double? { request.otherFields["temperature"]?.double }

  // MARK: max_tokens

  private mutating func checkMaxTokens() {
    let asked = sending.maxTokens ?? 0
    let betas = sending.betas ?? []
    if let facts = model?.maxOutput, let most = facts.tokens(betas: betas, endpoint: sending.endpoint.rawValue),
      asked > most
    {
      let isBatch = sending.endpoint == .batches && facts.betaEndpoint == Endpoint.batches.rawValue
      refuse(
        isBatch ? .longBatchOutput : .maxTokensOverMaximum, at: Self.maxTokensPath,
        "max_tokens: \(asked) > \(most), which is the maximum allowed number of output tokens for \(model?.id ?? "")",
        remedy: "Ask for at most \(most).")
    }
    let isThinking = request.thinking.map { $0.type != "disabled" } ?? false
    if sending.maxTokens == 0, isThinking || sending.endpoint == .batches {
      refuse(
        .maxTokensZero, at: Self.maxTokensPath, isVerbatim: false,
        "max_tokens: Input should be greater than or equal to 1",
        remedy: "Fill the cache without thinking and outside of batches.")
    }
  }

  // MARK: Thinking

  private mutating func checkThinkingMode() {
    guard let type = request.thinking?.type, let facts = model?.thinking, !facts.modes.isEmpty else { return }
    let path = RequestPath([.field("thinking"), .field("type")])
    if !facts.modes.contains(type), let message = Self.unsupported(type) {
      return refuse(
        .thinkingMode, at: path, message, remedy: "Use \(facts.modes.joined(separator: " or ")).")
    }
    guard let highest = facts.highestEffort[type], let effort = request.outputConfig?.effort,
      let levels = model?.effortLevels, let limit = levels.firstIndex(of: highest),
      let place = levels.firstIndex(of: effort), place > limit
    else { return }
    refuse(
      .thinkingAtEffort, at: path, isVerbatim: false,
      "\"thinking.type.\(type)\" is not supported at effort '\(effort)'", remedy: "Use effort \(highest) or lower.")
  }

  private static func unsupported(_ type: String) -> String? {
    switch type {
    case "enabled":
      "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and "
        + "\"output_config.effort\" to control thinking behavior."
    case "adaptive": "adaptive thinking is not supported on this model"
    case "disabled":
      "\"thinking.type.disabled\" is not supported for this model. Thinking defaults to adaptive mode when not "
        + "specified; use \"thinking.type.enabled\" with \"budget_tokens\" for extended thinking."
    default: nil
    }
  }

  private mutating func checkBudget() {
    guard request.thinking?.type == "enabled", let budget = request.thinking?.budgetTokens, budget >= 1024,
      let most = sending.maxTokens, most > 0, most <= budget, sends("interleaved-thinking") != true
    else { return }
    // With tools and the beta of interleaved thinking the budget may be larger.
    let isCertain = sending.betas != nil || request.tools.isEmpty
    refuse(
      .budgetWithinMaxTokens, at: Self.budgetPath, isCertain: isCertain,
      "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at "
        + "https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size",
      remedy: "Ask for more than \(budget) tokens, or lower the budget below \(most).")
  }

  private mutating func checkForcedTool() {
    guard !request.tools.isEmpty, [.any, .tool].contains(request.toolChoice?.type) else { return }
    let path = RequestPath([.field("tool_choice")])
    if model?.acceptsForcedToolChoice == false {
      refuse(
        .forcedTool, at: path, isVerbatim: false, "tool_choice forces tool use, which this model does not take",
        remedy: "Let the model choose.")
    }
    guard let type = request.thinking?.type, type == "enabled" || type == "adaptive" else { return }
    // Adaptive thinking beside a forced tool was refused 9 times and answered 3 times.
    refuse(
      .forcedToolWithThinking, at: path, isCertain: type == "enabled",
      "Thinking may not be enabled when tool_choice forces tool use.",
      remedy: "Let the model choose, or switch thinking off.")
  }

  // MARK: Effort and sampling

  private mutating func checkEffort() {
    guard let effort = request.outputConfig?.effort, let levels = model?.effortLevels, !levels.isEmpty,
      !levels.contains(effort)
    else { return }
    let supported = levels.sorted().joined(separator: ", ")
    refuse(
      .effortLevel, at: Self.effortPath,
      "This model does not support effort level '\(effort)'. Supported levels: \(supported).",
      remedy: "Use \(levels.joined(separator: ", ")).")
  }

  private mutating func checkSampling() {
    if model?.acceptsSampling == false {
      for (name, standard) in [("temperature", 1.0), ("top_p", 1.0), ("top_k", -1.0)] {
        guard let value = request.otherFields[name]?.double, value != standard else { continue }
        refuse(
          .samplingRejected, at: RequestPath([.field(name)]), isVerbatim: false,
          "\(name): this model takes its default only", remedy: "Leave it out.")
      }
    }
    if request.thinking?.type == "enabled", let temperature, temperature != 1 {
      refuse(
        .samplingWithThinking, at: Self.temperaturePath,
        "`temperature` may only be set to 1 when thinking is enabled. Please consult our documentation at "
          + "https://docs.claude.com/en/docs/build-with-claude/extended-thinking"
          + "#important-considerations-when-using-extended-thinking",
        remedy: "Leave it out, or switch thinking off.")
    }
    if model?.acceptsTemperatureWithTopP == false, temperature != nil, request.otherFields["top_p"]?.double != nil {
      refuse(
        .temperatureWithTopP, at: Self.temperaturePath,
        "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
        remedy: "Leave one of them out.")
    }
  }

  // MARK: Edits

  mutating func checkEdits() {
    let path = RequestPath([.field("context_management"), .field("edits")])
    for (index, edit) in (request.contextManagement?.edits ?? []).enumerated() {
      if edit.type.hasPrefix("clear_thinking"), index > 0 {
        refuse(
          .clearThinkingFirst, at: path[index], isVerbatim: false,
          "context_management.edits: clear_thinking_20251015 must be first", remedy: "Move it to the front.")
      }
      for field in ["trigger", "keep", "clear_at_least"] {
        guard let value = edit.json[field]?["value"]?.int, value < 0 else { continue }
        refuse(
          .editNumbers, at: path[index].field(field).field("value"), isVerbatim: false,
          "context_management.edits.\(index).\(field).value: Input should be greater than or equal to 0",
          remedy: "Give a number from 0 on.")
      }
      if edit.type.hasPrefix("compact"), let trigger = edit.json["trigger"]?["value"]?.int, trigger < 50_000 {
        refuse(
          .compactionMinimum, at: path[index].field("trigger").field("value"), isVerbatim: false,
          "context_management.edits.\(index).trigger.value: Input should be greater than or equal to 50000",
          remedy: "Compact at 50,000 tokens or more.")
      }
    }
    guard request.otherFields["compaction"]?.isObject == true else { return }
    let compaction = RequestPath([.field("compaction")])
    if request.contextManagement != nil {
      refuse(
        .compactionOnDemand, at: compaction, isVerbatim: false,
        "compaction: not supported together with context_management", remedy: "Send one of them.")
    }
    if sending.platform == .bedrock {
      refuse(
        .compactionOnDemand, at: compaction, "compaction: Extra inputs are not permitted",
        remedy: "Bedrock has no compaction on demand: leave it out.")
    }
  }
}
