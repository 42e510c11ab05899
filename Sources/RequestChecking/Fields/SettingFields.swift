// Settings of the top level and their members: the types of Anthropic's Python SDK 2.14.0 (2026-11), and what the API
// answered to each with a wrong type (2026-08-31, Sonnet 5).

extension ObjectType {
  static let metadata = ObjectType("", [.optional("user_id", .text(most: 256))])
  static let outputConfig = ObjectType(
    "",
    [
      .optional("effort", .text()), .optional("format", .object(.outputFormat)),
      .beta("task_budget", "task-budgets-", .object(.taskBudget)),
    ])
  static let taskBudget = ObjectType(
    "", [.required("total", .integer()), .strict("type", .word(["tokens"])), .optional("remaining", .integer())])
  static let outputFormat = ObjectType("", [.required("schema"), .required("type", .word(["json_schema"]))])

  private static let display = FieldRow.optional("display", .word(["summarized", "omitted", "updates"]))
  private static let binding = FieldRow.beta(
    "block_binding", "thinking-binding-controls-",
    .object(ObjectType("", [.optional("prefix_mismatch_behavior", .word(["error", "drop_block"]))])))

  static let thinkingSettings = [
    ObjectType("adaptive", [display, binding]),
    ObjectType("between_tools", []),
    ObjectType("disabled", [binding]),
    ObjectType("enabled", [.required("budget_tokens", .integer()), display, binding]),
  ]

  static let toolChoices = [
    ObjectType("auto", [.optional("disable_parallel_tool_use", .flag)]),
    ObjectType("any", [.optional("disable_parallel_tool_use", .flag)]),
    ObjectType("tool", [.required("name", .text(least: 1)), .optional("disable_parallel_tool_use", .flag)]),
    ObjectType("none", []),
  ]

  // MARK: Where code runs, and other servers

  /// A container with skills.
  static let container = ObjectType("", [.optional("id", .text()), .optional("skills", .list(.object(skill)))])
  private static let skill = ObjectType(
    "",
    [
      .required("skill_id", .text(least: 1)), .required("type", .word(["anthropic", "custom"])),
      .optional("version", .text(least: 1)),
    ])
  static let mcpServer = ObjectType(
    "",
    [
      .required("name", .text()), .required("type", .word(["url"])), .required("url", .text()),
      .optional("authorization_token", .text()), .optional("tool_configuration", .object(mcpTools)),
    ])
  /// As the connector's first header had it.
  private static let mcpTools = ObjectType(
    "", [.optional("allowed_tools", .list(.text())), .optional("enabled", .flag)])

  // MARK: Edits

  static let contextManagement = ObjectType("", [.optional("edits", .list(.tagged(edits)))])
  static let edits = [
    ObjectType(
      "clear_thinking_20251015",
      [.optional("keep", .wordOr(["all"], .tagged([amount("thinking_turns"), ObjectType("all", [])])))]),
    ObjectType(
      "clear_tool_uses_20250919",
      [
        .optional("clear_at_least", .tagged([amount("input_tokens")])), .optional("clear_tool_inputs"),
        .optional("exclude_tools", .list(.text())), .optional("keep", .tagged([amount("tool_uses")])),
        .optional("trigger", .tagged([amount("input_tokens"), amount("tool_uses")])),
      ]),
    ObjectType(
      "compact_20260112",
      [
        .optional("instructions", .text()), .optional("pause_after_compaction", .flag),
        .optional("trigger", .tagged([amount("input_tokens")])),
      ]),
  ]
  private static func amount(_ tag: String) -> ObjectType { ObjectType(tag, [.required("value", .integer())]) }

  static let compactions = [ObjectType("summarize", [.optional("instructions", .text(most: 16_384))])]

  // MARK: The conversation and its answer elsewhere

  static let threads = [
    ObjectType("create", []), ObjectType("continue", [.required("previous_message_id", .text(least: 1))]),
  ]
  static let diagnostics = ObjectType("", [.optional("previous_message_id", .text())])
  static let billingPolicies = [
    ObjectType("billing_policy", [.optional("bill_to", .word(["self", "user_profile"]))])
  ]
  /// Another model that answers where the first declines.
  static let fallbackModel = ObjectType(
    "",
    [
      .required("model", .text(least: 1)), .optional("max_tokens", .integer()),
      .optional("output_config", .object(outputConfig)), .optional("speed", .word(["standard", "fast"])),
      .optional("thinking", .tagged(thinkingSettings)),
    ])
  static let fallbackCredit = ObjectType(
    "", [.required("token", .text()), .optional("mode", .word(["strict", "best_effort"]))])
}
