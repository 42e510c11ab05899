import MessagesAPI
import ModelCatalog
import RequestChecking

// Rows of rules that public reports and the SDK's types show: thinking, media, citations, searches, servers.

extension RequestRuleTests {
  private static let sonnet = "claude-sonnet-4-5"
  private static let opus = "claude-opus-5"

  private static func turns(_ answer: String, _ fields: String = "", after: String = "," + Part.hello) -> Sent {
    Sent(sonnet, fields, Part.hello + "," + Part.assistant(answer) + after)
  }

  private static let early = "claude-3-5-sonnet-20240620"
  private static let greeted = Sent(early, "", Part.assistant(Part.text("Hi.")) + "," + Part.hello)

  static let keptThinkingRows: [RuleRow] = [
    RuleRow(
      .thinkingLast, "messages.1: The final block in an assistant message cannot be `thinking`.", turns(Part.thought),
      inside: turns(Part.thought + "," + Part.text("So."))),
    RuleRow(
      .thinkingLast, "messages.1: The final block in an assistant message cannot be `redacted_thinking`.",
      turns(Part.text("So.") + #",{"type":"redacted_thinking","data":"EqQB"}"#),
      inside: turns(#"{"type":"redacted_thinking","data":"EqQB"},"# + Part.text("So."))),
    RuleRow(
      .thinkingBehind,
      "messages.1.content.0: If an assistant message contains any thinking blocks, the first block must be `thinking` or "
        + "`redacted_thinking`. Found `text`.",
      turns(Part.text("So.") + "," + Part.thought + "," + Part.text("Then."), Part.thinking),
      inside: turns(Part.thought + "," + Part.text("So."), Part.thinking),
      elsewhere: turns(Part.text("So.") + "," + Part.thought + "," + Part.text("Then."), Part.thinking)
        .sending("interleaved-thinking-2025-05-14"),
      doubt: .evidence),
    RuleRow(
      .thinkingWhileOff,
      "messages.1.content.0: When thinking is disabled, an `assistant` message in the final position cannot contain "
        + "`thinking`. To use thinking blocks, enable `thinking` in your request.",
      turns(Part.thought + "," + Part.text("So"), after: ""),
      inside: turns(Part.thought + "," + Part.text("So"), Part.thinking, after: ""),
      elsewhere: turns(Part.thought + "," + Part.text("So"))),
    RuleRow(
      .thinkingSignature, "messages.1.content.0: Invalid `signature` in `thinking` block",
      turns(#"{"type":"thinking","thinking":"Hm.","signature":""},"# + Part.text("So.")),
      inside: turns(Part.thought + "," + Part.text("So."))),
    RuleRow(
      .thinkingSignature, "messages.1.content.0: Invalid `signature` in `thinking` block",
      turns(#"{"type":"thinking","thinking":"Hm.","signature":"not signed"},"# + Part.text("So.")),
      inside: turns(Part.thought + "," + Part.text("So.")), doubt: .evidence),
    RuleRow(
      .thinkingSignature, "messages.1.content.0.thinking: each thinking block must contain thinking",
      turns(#"{"type":"thinking","thinking":"","signature":""},"# + Part.text("So.")),
      inside: turns(#"{"type":"thinking","thinking":"","signature":"c2ln"},"# + Part.text("So."))),
    RuleRow(
      .prefillWithThinking, "thinking: not supported together with assistant message prefill",
      turns(Part.thought + "," + Part.text("So"), Part.thinking, after: ""),
      inside: turns(Part.thought + "," + Part.text("So"), Part.thinking),
      elsewhere: turns(Part.thought + "," + Part.text("So"), Part.thinking, after: "").to(.countTokens),
      doubt: .evidence),
    RuleRow(
      .rolesAlternate, "messages: first message must use the \"user\" role", greeted.on("2024-09-13"),
      inside: Sent(early, "", Part.hello).on("2024-09-13"), elsewhere: greeted.on("2024-10-08")),
    RuleRow(
      .rolesAlternate,
      "messages: roles must alternate between \"user\" and \"assistant\", but found multiple \"user\" roles in a row",
      Sent(early, "", Part.hello + "," + Part.hello).on("2024-09-21"),
      inside: Sent(early, "", Part.hello + "," + Part.assistant(Part.text("Hi.")) + "," + Part.hello).on("2024-09-21"),
      elsewhere: Sent(early, "", Part.hello + "," + Part.hello).on("2024-10-08")),
    RuleRow(
      .errorResultTexts, "messages.2.content.0.tool_result: all content must be type `text` if `is_error` is true",
      turns(
        Part.call("a"), after: "," + Part.user(Part.result("a", "[\(Part.gif())]", #""is_error":true,"#))),
      inside: turns(Part.call("a"), after: "," + Part.user(Part.result("a", "[\(Part.gif())]")))),
    RuleRow(
      .knownBlocks,
      "messages.2.content.0.tool_result.content.0: Input tag 'tool_use' found using 'type' does not match any of the "
        + "expected tags: 'document', 'image', 'search_result', 'text', 'tool_reference'",
      turns(Part.call("a"), after: "," + Part.user(Part.result("a", "[\(Part.call("b"))]"))),
      inside: turns(Part.call("a"), after: "," + Part.user(Part.result("a", "[\(Part.text("b"))]")))),
    RuleRow(
      .extraInputs, "messages.1.content.0.text.citations.0.char_location.file_id: Extra inputs are not permitted",
      turns(cited(#","file_id":null"#)), inside: turns(cited(""))),
  ]

  private static func cited(_ more: String) -> String {
    Part.text(
      "a",
      #""citations":[{"type":"char_location","cited_text":"a","document_index":0,"document_title":null,"start_char_index":0,"end_char_index":1\#(more)}],"#
    )
  }

  private static func pdf(_ data: String) -> String {
    #"{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"\#(data)"}}"#
  }

  private static func image(_ data: String) -> String {
    #"{"type":"image","source":{"type":"base64","media_type":"image/gif","data":"\#(data)"}}"#
  }

  private static func document(_ cited: Bool) -> String {
    #"{"type":"document","citations":{"enabled":\#(cited)},"source":{"type":"text","media_type":"text/plain","data":"b"}}"#
  }

  private static let format =
    #""output_config":{"format":{"type":"json_schema","schema":{"type":"object","additionalProperties":false}}},"#

  private static let deferring = Sent(
    opus, Part.tools(Part.tool("read"), Part.tool("write", #"{"type":"object"}"#, #""defer_loading":true,"#)))

  static let mediaDataRows: [RuleRow] = [
    RuleRow(
      .platformBetas, "invalid beta flag", Sent(opus).by(.bedrock).sending("prompt-caching-scope-2026-01-05"),
      inside: Sent(opus).by(.bedrock).sending("interleaved-thinking-2025-05-14"),
      elsewhere: Sent(opus).sending("prompt-caching-scope-2026-01-05")),
    RuleRow(
      .betaFields, "tools.1.custom.defer_loading: Extra inputs are not permitted",
      deferring.by(.bedrock).sending("effort-2025-11-24"),
      inside: deferring.by(.bedrock).sending("tool-search-tool-2025-10-19"),
      elsewhere: deferring.sending("effort-2025-11-24")),
    RuleRow(
      .toolName, "tools.0.custom.name: String should have at most 64 characters",
      Sent(opus, Part.tools(Part.tool(Part.long(65)))).by(.bedrock),
      inside: Sent(opus, Part.tools(Part.tool(Part.long(64)))).by(.bedrock),
      elsewhere: Sent(opus, Part.tools(Part.tool(Part.long(65)))), doubt: .evidence),
    RuleRow(
      .mediaData, "messages.0.content.0.image.source.base64: image cannot be empty", .blocks(opus, image("")),
      inside: .blocks(opus, Part.gif())),
    RuleRow(
      .mediaData, "messages.0.content.0.image.source.base64: invalid base64 data",
      .blocks(opus, image("data:image/gif;base64,R0lG")), inside: .blocks(opus, Part.gif())),
    RuleRow(
      .mediaData, "messages.0.content.0.document.source.base64.data: The PDF specified was not valid.",
      .blocks(opus, pdf("SGVsbG8=")), inside: .blocks(opus, pdf("JVBERi0xLjQK"))),
    RuleRow(
      .declaredImageType,
      "messages.0.content.0.image.source.base64.data: Image does not match the provided media type image/jpeg",
      .blocks(sonnet, Part.gif(mediaType: "image/jpeg")).on("2025-12-05"),
      inside: .blocks(sonnet, Part.gif()).on("2025-12-05"),
      elsewhere: .blocks(sonnet, Part.gif(mediaType: "image/jpeg")).on("2025-10-10")),
    RuleRow(
      .citationsAlike, "messages: citations must be enabled on all or none of the documents",
      .blocks(opus, document(true) + "," + document(false)),
      inside: .blocks(opus, document(true) + "," + document(true))),
    RuleRow(
      .citationsWithFormat, "output_config.format: citations are not supported together with structured output",
      .blocks(opus, document(true), format), inside: .blocks(opus, document(false), format)),
  ]

  private static func search(_ fields: String) -> String {
    #""tools":[{"type":"web_search_20250305","name":"web_search"\#(fields)}],"#
  }

  private static func servers(_ servers: String, _ toolsets: String) -> String {
    let tools = toolsets.split(separator: " ").map { #"{"type":"mcp_toolset","mcp_server_name":"\#($0)"}"# }
    return #""mcp_servers":[\#(servers)],"tools":[\#(tools.joined(separator: ","))],"#
  }

  private static func server(_ name: String, _ url: String = "https://example.com/mcp") -> String {
    #"{"type":"url","name":"\#(name)","url":"\#(url)"}"#
  }

  private static let connector = "mcp-client-2025-11-20"

  static let connectedRows: [RuleRow] = [
    RuleRow(
      .searchDomains,
      "tools.0.web_search_20250305.blocked_domains: Empty list of domains is ambiguous. Provide at least one domain or "
        + "null.", Sent(sonnet, search(#","blocked_domains":[]"#)),
      inside: Sent(sonnet, search(#","blocked_domains":null"#))),
    RuleRow(
      .searchDomains, "tools.0.web_search_20250305: only one of allowed_domains and blocked_domains may be given",
      Sent(sonnet, search(#","allowed_domains":["a.com"],"blocked_domains":["b.com"]"#)),
      inside: Sent(sonnet, search(#","allowed_domains":["a.com"]"#))),
    RuleRow(
      .fieldTypes, "tools.0.web_search_20250305.max_uses: Input should be greater than 0",
      Sent(sonnet, search(#","max_uses":0"#)), inside: Sent(sonnet, search(#","max_uses":1"#))),
    RuleRow(
      .mcpServers, "MCP server 'b' is defined but not referenced by any mcp_toolset in tools.",
      Sent(sonnet, servers(server("a") + "," + server("b"), "a")).sending(connector),
      inside: Sent(sonnet, servers(server("a") + "," + server("b"), "a b")).sending(connector)),
    RuleRow(
      .mcpServers, "tools.1: MCP server 'b' is not among mcp_servers",
      Sent(sonnet, servers(server("a"), "a b")).sending(connector),
      inside: Sent(sonnet, servers(server("a"), "a")).sending(connector)),
    RuleRow(
      .mcpServers, "mcp_servers.0.url: URL must start with https://",
      Sent(sonnet, servers(server("a", "http://example.com"), "a")).sending(connector),
      inside: Sent(sonnet, servers(server("a"), "a")).sending(connector)),
    RuleRow(
      .toolNeedsBeta,
      "tools.0: Input tag 'bash_20241022' found using 'type' does not match any of the expected tags: "
        + RequestRuleTests.toolTags,
      Sent("claude-3-5-sonnet-20241022", #""tools":[{"type":"bash_20241022","name":"bash"}],"#).sending("none"),
      inside: Sent("claude-3-5-sonnet-20241022", #""tools":[{"type":"bash_20241022","name":"bash"}],"#)
        .sending("computer-use-2024-10-22"),
      elsewhere: Sent(sonnet, #""tools":[{"type":"bash_20250124","name":"bash"}],"#).sending("none")),
    RuleRow(
      .knownBetas,
      "Unexpected value(s) `mind-reading-2026-01-01` for the `anthropic-beta` header. Please consult our documentation "
        + "at platform.claude.com/docs or try again without the header.",
      Sent(opus).sending("mind-reading-2026-01-01"), inside: Sent(opus).sending("files-api-2025-04-14"),
      elsewhere: Sent(opus), doubt: .evidence),
    RuleRow(
      .betaFields, "output_config.task_budget: Extra inputs are not permitted",
      Sent(opus, #""output_config":{"task_budget":{"type":"tokens","total":20000}},"#).sending("files-api-2025-04-14"),
      inside: Sent(opus, #""output_config":{"task_budget":{"type":"tokens","total":20000}},"#)
        .sending("task-budgets-2026-03-13"),
      elsewhere: Sent(opus, #""output_config":{"effort":"high"},"#).sending("files-api-2025-04-14")),
    RuleRow(
      .containerWithoutTool, "container: skills can only be used when a code execution tool is enabled",
      Sent(sonnet, #""container":{"skills":[{"type":"anthropic","skill_id":"pptx"}]},"#),
      inside: Sent(
        sonnet,
        #""container":{"skills":[{"type":"anthropic","skill_id":"pptx"}]},"tools":[{"type":"code_execution_20250825","name":"code_execution"}],"#
      )),
  ]

  /// The types of tools that need no header, as the check lists them.
  static let toolTags =
    "'bash_20250124', 'browser_toolset_20260801', 'code_execution_20250522', 'code_execution_20250825', "
    + "'code_execution_20260120', 'code_execution_20260521', 'computer_toolset_20260801', 'custom', 'memory_20250818', "
    + "'text_editor_20250124', 'text_editor_20250429', 'text_editor_20250728', 'tool_search_tool_bm25', "
    + "'tool_search_tool_bm25_20251119', 'tool_search_tool_regex', 'tool_search_tool_regex_20251119', "
    + "'web_fetch_20250910', 'web_fetch_20260209', 'web_fetch_20260309', 'web_fetch_20260318', 'web_search_20250305', "
    + "'web_search_20260209', 'web_search_20260318'"

  /// Schemas of earlier drafts, each with what the draft of 2020-12 writes in its place.
  static let draftRows: [RuleRow] = [
    (#"{"type":"array","items":[{"type":"string"}]}"#, #"{"type":"array","prefixItems":[{"type":"string"}]}"#),
    (#"{"type":"number","exclusiveMinimum":true}"#, #"{"type":"number","exclusiveMinimum":0}"#),
    (#"{"type":"string","required":true}"#, #"{"type":"string"}"#),
    (#"{"type":"int"}"#, #"{"type":"integer"}"#),
    (#"{"type":"string","description":null}"#, #"{"type":"string","description":""}"#),
    (#"{"anyOf":[]}"#, #"{"anyOf":[{"type":"null"}]}"#),
    (#"{"type":"object","properties":[]}"#, #"{"type":"object","properties":{}}"#),
    (#"{"enum":"a"}"#, #"{"enum":["a"]}"#),
    (#""string""#, "true"),
  ].map { broken, inside in
    RuleRow(
      .toolSchema,
      "tools.0.custom.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12 "
        + "(https://json-schema.org/draft/2020-12). Learn more about tool use at "
        + "https://docs.claude.com/en/docs/tool-use.",
      Sent(opus, Part.tools(Part.tool("t", #"{"type":"object","properties":{"a":\#(broken)}}"#))),
      inside: Sent(opus, Part.tools(Part.tool("t", #"{"type":"object","properties":{"a":\#(inside)}}"#))))
  }
}
