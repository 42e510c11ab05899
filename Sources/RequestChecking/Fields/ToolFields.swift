// Tools and their members: the types of Anthropic's Python SDK 2.14.0 (2026-11).

extension ObjectType {
  private static let callers = [
    "direct", "code_execution_20250825", "code_execution_20260120", "code_execution_20260521",
  ]
  private static let shared: [FieldRow] = [
    .optional("allowed_callers", .list(.word(callers))), .cacheControl, .optional("defer_loading", .flag),
    .optional("strict", .flag),
  ]
  private static let domains: [FieldRow] = [
    .optional("allowed_domains", .list(.text())), .optional("blocked_domains", .list(.text())),
    .optional("max_uses", .positive),
  ]
  private static let place = ObjectType(
    "approximate",
    [
      .optional("city", .text(least: 1, most: 255)), .optional("country", .text(least: 2, most: 2)),
      .optional("region", .text(least: 1, most: 255)), .optional("timezone", .text(least: 1, most: 255)),
    ])

  /// A tool of the client's own.
  static let customTool = ObjectType(
    "custom",
    shared + [
      .required("name", .text(least: 1)), .required("input_schema"), .optional("description", .text()),
      .optional("eager_input_streaming", .flag), .optional("input_examples", .list(.map)),
    ])

  private static func tool(_ tag: String, named name: String, _ fields: [FieldRow] = []) -> ObjectType {
    ObjectType(tag, shared + [.required("name", .word([name]))] + fields)
  }

  /// A tool that the client runs, by a name that is the API's.
  private static func clientTool(_ tag: String, named name: String, _ fields: [FieldRow] = []) -> ObjectType {
    tool(tag, named: name, [.optional("input_examples", .list(.map))] + fields)
  }

  private static func computer(_ tag: String, _ fields: [FieldRow] = []) -> ObjectType {
    clientTool(
      tag, named: "computer",
      [
        .required("display_height_px", .integer(least: 1)), .required("display_width_px", .integer(least: 1)),
        .optional("display_number", .integer(least: 0)),
      ] + fields)
  }

  private static let fetching: [FieldRow] =
    domains + [
      .optional("citations", .object(ObjectType("", [.optional("enabled", .flag)]))),
      .optional("max_content_tokens", .positive), .optional("url_sources", .object(urlSources)),
    ]

  /// Whose addresses may be fetched.
  private static let urlSources = ObjectType(
    "",
    [
      .optional("client_tool_results", .tagged(sources)), .optional("server_tool_results", .tagged(sources)),
      .optional("user_input", .tagged([ObjectType("all", []), ObjectType("none", [])])),
    ])
  private static let sources = [
    ObjectType("all", []), ObjectType("none", []), ObjectType("except", [.required("tools", .list(.tagged([named])))]),
    ObjectType("only", [.required("tools", .list(.tagged([named])))]),
  ]
  private static let named = ObjectType("tool_reference", [.required("name", .text(least: 1))])

  /// Whether a member of a toolset is there, and at once.
  private static let loading = ObjectType("", [.optional("defer_loading", .flag), .optional("enabled", .flag)])

  private static func toolset(_ tag: String, _ members: [StaticString]) -> ObjectType {
    let configs = ObjectType("", members.map { .optional($0, .object(loading)) })
    return ObjectType(tag, [.cacheControl, .optional("configs", .object(configs))])
  }

  private static let pointing: [StaticString] = [
    "double_click", "hold_key", "key", "left_click", "left_click_drag", "left_mouse_down", "left_mouse_up",
    "middle_click", "mouse_move", "right_click", "screenshot", "scroll", "triple_click", "type", "wait", "zoom",
  ]
  private static let browsing: [StaticString] = [
    "close_tab", "file_upload", "find", "form_input", "get_page_text", "hover", "javascript_exec", "list_tabs",
    "navigate", "new_tab", "read_console", "read_network", "read_page", "scroll_to", "switch_tab",
  ]

  /// Types that are known with a beta header only; ``Catalog/beta(neededBy:)`` has the header.
  static let betaTools: Set<String> = [
    "advisor_20260301", "bash_20241022", "computer_20241022", "computer_20250124", "computer_20251124", "mcp_toolset",
    "text_editor_20241022",
  ]

  /// Anthropic's tools, by their `type`.
  static let anthropicTools: [String: ObjectType] = Dictionary(
    uniqueKeysWithValues: tools.map { ($0.tag, $0) })

  private static let tools: [ObjectType] = [
    tool(
      "advisor_20260301", named: "advisor",
      [
        .required("model", .text(least: 1)), .optional("caching", .tagged([.ephemeral])),
        .optional("max_tokens", .integer()), .optional("max_uses", .positive),
      ]),
    clientTool("bash_20241022", named: "bash"),
    clientTool("bash_20250124", named: "bash"),
    toolset("browser_toolset_20260801", pointing + browsing),
    tool("code_execution_20250522", named: "code_execution"),
    tool("code_execution_20250825", named: "code_execution"),
    tool("code_execution_20260120", named: "code_execution"),
    tool("code_execution_20260521", named: "code_execution"),
    computer("computer_20241022"),
    computer("computer_20250124"),
    computer("computer_20251124", [.optional("enable_zoom", .flag)]),
    toolset("computer_toolset_20260801", pointing + ["cursor_position"]),
    ObjectType(
      "mcp_toolset",
      [
        .required("mcp_server_name", .text(least: 1)), .cacheControl, .optional("configs", .values(.object(loading))),
        .optional("default_config", .object(loading)), .optional("tools", .list(.object(listedTool))),
      ]),
    clientTool("memory_20250818", named: "memory"),
    clientTool("text_editor_20241022", named: "str_replace_editor"),
    clientTool("text_editor_20250124", named: "str_replace_editor"),
    clientTool("text_editor_20250429", named: "str_replace_based_edit_tool"),
    clientTool(
      "text_editor_20250728", named: "str_replace_based_edit_tool",
      [.optional("max_characters", .integer(least: 1))]),
    tool("tool_search_tool_bm25", named: "tool_search_tool_bm25"),
    tool("tool_search_tool_bm25_20251119", named: "tool_search_tool_bm25"),
    tool("tool_search_tool_regex", named: "tool_search_tool_regex"),
    tool("tool_search_tool_regex_20251119", named: "tool_search_tool_regex"),
    tool("web_fetch_20250910", named: "web_fetch", fetching),
    tool("web_fetch_20260209", named: "web_fetch", fetching),
    tool("web_fetch_20260309", named: "web_fetch", fetching + [.optional("use_cache", .flag)]),
    tool(
      "web_fetch_20260318", named: "web_fetch",
      fetching + [.optional("use_cache", .flag), .optional("response_inclusion", .word(["full", "excluded"]))]),
    tool("web_search_20250305", named: "web_search", domains + [.optional("user_location", .tagged([place]))]),
    tool("web_search_20260209", named: "web_search", domains + [.optional("user_location", .tagged([place]))]),
    tool(
      "web_search_20260318", named: "web_search",
      domains + [
        .optional("user_location", .tagged([place])), .optional("response_inclusion", .word(["full", "excluded"])),
      ]),
  ]
}
