// Settings of the top level and their members: the types of Anthropic's Python SDK 2.14.0 (2026-11), and what the API
// answered to each with a wrong type (2026-08-31, Sonnet 5).

extension ObjectType {
  static let metadata = ObjectType("", [.optional("user_id", .text())])
  static let outputConfig = ObjectType(
    "",
    [
      .optional("effort", .text()), .optional("format", .object(.outputFormat)),
      .beta("task_budget", "task-budgets-", .object(.taskBudget)),
    ])
  static let taskBudget = ObjectType(
    "", [.required("total", .integer()), .strict("type", .word(["tokens"])), .optional("remaining", .integer())])
  static let outputFormat = ObjectType("", [.required("schema"), .strict("type", .word(["json_schema"]))])

  private static let display = FieldRow.optional("display", .word(["summarized", "omitted"]))
  private static let binding = FieldRow.beta(
    "block_binding", "thinking-binding-controls-", .object(ObjectType("", [.optional("prefix_mismatch_behavior")])))

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
}
