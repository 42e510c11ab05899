// Settings of the top level and their members: the types of Anthropic's Python SDK 2.14.0 (2026-11), and what the API
// answered to each with a wrong type (2026-08-31, Sonnet 5).

extension ObjectType {
  static let metadata = ObjectType("", [.optional("user_id", .text())])
  static let outputConfig = ObjectType(
    "", [.optional("effort"), .optional("format", .object(.outputFormat)), .optional("task_budget")])
  static let outputFormat = ObjectType("", [.required("schema"), .strict("type", .word(["json_schema"]))])

  static let thinkingSettings = [
    ObjectType("adaptive", [.optional("display"), .optional("block_binding")]),
    ObjectType("between_tools", []),
    ObjectType("disabled", [.optional("block_binding")]),
    ObjectType(
      "enabled",
      [.required("budget_tokens", .integer()), .optional("display"), .optional("block_binding")]),
  ]

  static let toolChoices = [
    ObjectType("auto", [.optional("disable_parallel_tool_use", .flag)]),
    ObjectType("any", [.optional("disable_parallel_tool_use", .flag)]),
    ObjectType("tool", [.required("name", .text(least: 1)), .optional("disable_parallel_tool_use", .flag)]),
    ObjectType("none", []),
  ]
}
