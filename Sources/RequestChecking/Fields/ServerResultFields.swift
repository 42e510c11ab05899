import MessagesAPI

// What stands in the results of the API's own tools: the types of Anthropic's Python SDK 2.14.0 (2026-11).

extension ObjectType {
  /// `web_search_tool_result` and the like; nil for a type that the API does not have.
  static func serverToolResult(_ tag: String) -> ObjectType? { results[tag] }

  /// The `…_tool_result` blocks of server tools.
  static let serverToolResults = results.keys.sorted()

  private static let results: [String: ObjectType] = Dictionary(
    uniqueKeysWithValues: [
      result("advisor_tool_result", .tagged([error("advisor_tool_result_error"), advice, redactedAdvice])),
      result(
        "bash_code_execution_tool_result",
        .tagged([error("bash_code_execution_tool_result_error"), executed("bash_code_execution")])),
      result(
        "code_execution_tool_result",
        .tagged([error("code_execution_tool_result_error"), executed("code_execution"), encryptedExecution])),
      result(
        "text_editor_code_execution_tool_result",
        .tagged([
          error("text_editor_code_execution_tool_result_error", [.optional("error_message", .text())]), viewed,
          created, replaced,
        ])),
      result(
        "tool_search_tool_result",
        .tagged([error("tool_search_tool_result_error", [.optional("error_message", .text())]), found])),
      result(
        "web_fetch_tool_result", .tagged([error("web_fetch_tool_result_error"), fetched]), [.caller]),
      result(
        "web_search_tool_result", .listOr(.tagged([searched]), .tagged([error("web_search_tool_result_error")])),
        [.caller]),
    ].map { ($0.tag, $0) })

  private static func result(_ tag: String, _ content: FieldType, _ fields: [FieldRow] = []) -> ObjectType {
    ObjectType(
      tag, [.required("content", content), .required("tool_use_id", .text(least: 1)), .cacheControl] + fields)
  }

  private static func written(_ tag: String, _ fields: [FieldRow]) -> ObjectType {
    ObjectType(tag, fields, isOpen: true)
  }

  private static func error(_ tag: String, _ fields: [FieldRow] = []) -> ObjectType {
    written(tag, [.required("error_code", .text())] + fields)
  }

  private static let advice = written(
    "advisor_result", [.required("text", .text()), .optional("stop_reason", .text())])
  private static let redactedAdvice = written(
    "advisor_redacted_result", [.required("encrypted_content", .text()), .optional("stop_reason", .text())])

  /// What a program wrote, and its files.
  private static func executed(_ name: String) -> ObjectType {
    written(
      "\(name)_result",
      [
        .required("content", .list(.tagged([written("\(name)_output", [.required("file_id", .text())])]))),
        .required("return_code", .integer()), .required("stderr", .text()), .required("stdout", .text()),
      ])
  }

  private static let encryptedExecution = written(
    "encrypted_code_execution_result",
    [
      .required("content", .list(.tagged([written("code_execution_output", [.required("file_id", .text())])]))),
      .required("encrypted_stdout", .text()), .required("return_code", .integer()), .required("stderr", .text()),
    ])

  private static let viewed = written(
    "text_editor_code_execution_view_result",
    [
      .required("content", .text()), .required("file_type", .word(["text", "image", "pdf"])),
      .optional("num_lines", .integer()), .optional("start_line", .integer()), .optional("total_lines", .integer()),
    ])
  private static let created = written(
    "text_editor_code_execution_create_result", [.required("is_file_update", .flag)])
  private static let replaced = written(
    "text_editor_code_execution_str_replace_result",
    [
      .optional("lines", .list(.text())), .optional("new_lines", .integer()), .optional("new_start", .integer()),
      .optional("old_lines", .integer()), .optional("old_start", .integer()),
    ])
  private static let found = written(
    "tool_search_tool_search_result", [.required("tool_references", .list(.tagged([toolReference])))])
  private static let fetched = written(
    "web_fetch_result",
    [.required("content", .tagged([document])), .required("url", .text()), .optional("retrieved_at", .text())])
  private static let searched = written(
    "web_search_result",
    [
      .required("encrypted_content", .text()), .required("title", .text()), .required("url", .text()),
      .optional("page_age", .text()),
    ])

  // MARK: Blocks that are counted by what is in them

  /// What a browser shows beside the result of an action.
  static let browserState = ObjectType(
    "browser_state",
    [.required("tabs", .list(.object(tab))), .cacheControl, .optional("state_changes", .list(.anything))])
  private static let tab = ObjectType(
    "",
    [
      .required("tab_id", .text()), .required("title", .text()), .required("url", .text()), .optional("active", .flag),
    ])
  /// Where another model took over.
  static let fallback = ObjectType(
    "fallback", [.required("from", .object(hop)), .required("to", .object(hop)), .optional("trigger")])
  private static let hop = ObjectType("", [.required("model", .text(least: 1))])
  static let mcpToolListing = ObjectType(
    "mcp_tool_listing", [.required("mcp_server_name", .text(least: 1)), .required("tools", .list(.object(listedTool)))])
  /// A tool as an MCP server lists it.
  static let listedTool = ObjectType(
    "",
    [.required("input_schema", .map), .required("name", .text(least: 1)), .optional("description", .text())])
}
