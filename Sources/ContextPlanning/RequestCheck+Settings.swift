import JSONText
import MessagesAPI
import ModelCatalog

// Thinking, forced tools, and the edits that a request asks the API for.

extension RequestCheck {
  mutating func checkThinking() {
    checkThinkingMode()
    checkBudget()
    checkForcedTool()
    let budget = request.outputConfig?.taskBudget
    if let total = budget?.total, total < 20_000 {
      let path = RequestPath([.field("output_config"), .field("task_budget"), .field("total")])
      refuse(
        .taskBudgetMinimum, at: path,
        "output_config.task_budget.total: Input should be greater than or equal to 20000",
        remedy: "Give at least 20,000 tokens, or none.")
    }
  }

  private mutating func checkThinkingMode() {
    guard let type = request.thinking?.type, let facts = setting.model.thinking, !facts.modes.isEmpty,
      !facts.modes.contains(type), ["enabled", "adaptive", "disabled"].contains(type)
    else { return }
    let message =
      switch type {
      case "enabled":
        "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and "
          + "\"output_config.effort\" to control thinking behavior."
      case "adaptive": "adaptive thinking is not supported on this model"
      default:
        "\"thinking.type.disabled\" is not supported for this model. Thinking defaults to adaptive mode when not "
          + "specified; use \"thinking.type.enabled\" with \"budget_tokens\" for extended thinking."
      }
    refuse(
      .thinkingMode, at: RequestPath([.field("thinking"), .field("type")]), message,
      remedy: "Use \(facts.modes.joined(separator: " or ")).")
  }

  private mutating func checkBudget() {
    guard request.thinking?.type == "enabled", let budget = request.thinking?.budgetTokens else { return }
    let path = RequestPath([.field("thinking"), .field("budget_tokens")])
    if budget < 1024 {
      return refuse(
        .budgetMinimum, at: path,
        "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
        remedy: "Give at least 1,024 tokens, or switch thinking off.")
    }
    let isInterleaved = setting.betas.contains { $0.hasPrefix("interleaved-thinking") }
    if setting.maxTokens > 0, setting.maxTokens <= budget, !isInterleaved {
      refuse(
        .budgetWithinMaxTokens, at: path,
        "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at "
          + "https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size",
        remedy: "Ask for more than \(budget) tokens, or lower the budget below \(setting.maxTokens).")
    }
  }

  private mutating func checkForcedTool() {
    guard let type = request.thinking?.type, type == "enabled" || type == "adaptive", !request.tools.isEmpty,
      let choice = request.toolChoice?.type, [.any, .tool].contains(choice)
    else { return }
    refuse(
      .forcedToolWithThinking, at: RequestPath([.field("tool_choice")]), isCertain: type == "enabled",
      "Thinking may not be enabled when tool_choice forces tool use.",
      remedy: "Let the model choose, or switch thinking off.")
  }

  mutating func checkEdits() {
    let edits = request.contextManagement?.edits ?? []
    let path = RequestPath([.field("context_management"), .field("edits")])
    for (index, edit) in edits.enumerated() {
      if edit.type.hasPrefix("clear_thinking"), index > 0 {
        refuse(
          .clearThinkingFirst, at: path[index], "context_management.edits: clear_thinking_20251015 must be first",
          remedy: "Move it to the front.")
      }
      if edit.type.hasPrefix("compact"), let trigger = edit.json["trigger"]?["value"]?.int, trigger < 50_000 {
        refuse(
          .compactionMinimum, at: path[index].field("trigger").field("value"),
          "context_management.edits.\(index).trigger.value: Input should be greater than or equal to 50000",
          remedy: "Compact at 50,000 tokens or more.")
      }
    }
  }
}
