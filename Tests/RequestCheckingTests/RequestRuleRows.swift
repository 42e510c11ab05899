import MessagesAPI
import ModelCatalog
import RequestChecking

// Rows of rules about fields, messages and turns.

extension RequestRuleTests {
  private static let sonnet = "claude-sonnet-4-5"
  private static let opus = "claude-opus-5"

  static let fieldRows: [RuleRow] = [
    RuleRow(
      .validJSON, "The request body is not valid JSON: no low surrogate in string: line 1 column 96 (char 95)",
      Sent(sonnet, "", #"{"role":"user","content":"bad \ud83d end"}"#),
      inside: Sent(sonnet, "", #"{"role":"user","content":"good \ud83d\ude00 end"}"#)),
    RuleRow(
      .validJSON, "The request body is not valid JSON: invalid high surrogate in string: line 1 column 86 (char 85)",
      Sent(sonnet, "", #"{"role":"user","content":"\ude00"}"#),
      inside: Sent(sonnet, "", #"{"role":"user","content":"\u00e9"}"#)),
    RuleRow(
      .fieldsRequired, "tools.0.custom.input_schema: Field required",
      Sent(opus, #""tools":[{"name":"a"}],"#), inside: Sent(opus, Part.tools(Part.tool("a")))),
    RuleRow(
      .fieldsRequired, "messages.1.content.0.thinking.signature: Field required",
      Sent(opus, "", Part.hello + "," + Part.assistant(#"{"type":"thinking","thinking":"Hm."}"#) + "," + Part.hello),
      inside: Sent(opus, "", Part.hello + "," + Part.assistant(Part.thought) + "," + Part.hello)),
    RuleRow(
      .fieldsRequired, "messages.0.content.0.type: Field required", .blocks(opus, #"{"text":"a","x":1}"#),
      inside: .blocks(opus, Part.text("a"))),
    RuleRow(
      .fieldTypes, "max_tokens: Input should be a valid integer",
      Sent(body: #"{"model":"claude-opus-5","max_tokens":"many","messages":[\#(Part.hello)]}"#),
      inside: Sent(body: #"{"model":"claude-opus-5","max_tokens":1e2,"messages":[\#(Part.hello)]}"#)),
    RuleRow(
      .fieldTypes, "tools.0.custom.input_schema: Input does not match the expected shape.",
      Sent(opus, #""tools":[{"name":"a","input_schema":null}],"#), inside: Sent(opus, Part.tools(Part.tool("a")))),
    RuleRow(
      .fieldTypes, "tools.0.custom.input_examples: Input should be a valid array",
      Sent(opus, Part.tools(Part.tool("a", #"{"type":"object"}"#, #""input_examples":{"a":1},"#))),
      inside: Sent(opus, Part.tools(Part.tool("a", #"{"type":"object"}"#, #""input_examples":[{"a":1}],"#)))),
    RuleRow(
      .fieldTypes, "metadata.user_id: String should have at most 256 characters",
      Sent(opus, #""metadata":{"user_id":"\#(Part.long(257))"},"#),
      inside: Sent(opus, #""metadata":{"user_id":"\#(Part.long(256))"},"#)),
    RuleRow(
      .fieldTypes, "temperature: Input should be a valid number", Sent(sonnet, #""temperature":"hot","#),
      inside: Sent(sonnet, #""temperature":0.5,"#)),
    RuleRow(
      .fieldTypes, "stop_sequences: Input should be a valid array", Sent(opus, #""stop_sequences":"END","#),
      inside: Sent(opus, #""stop_sequences":null,"#),
      elsewhere: nil),
    RuleRow(
      .fieldTypes, "stop_sequences: Input should be a valid list",
      Sent(sonnet, #""stop_sequences":"END","#).on("2025-10-01"), inside: Sent(sonnet, #""stop_sequences":["END"],"#)),
    RuleRow(
      .fieldTypes, "messages.1.content.0.tool_use.input: Input should be an object",
      Sent(
        opus, "",
        Part.hello + "," + Part.assistant(#"{"type":"tool_use","id":"a","name":"n","input":"x"}"#) + ","
          + Part.user(Part.result("a"))),
      inside: Sent(opus, "", Part.hello + "," + Part.assistant(Part.call("a")) + "," + Part.user(Part.result("a")))),
    RuleRow(
      .fieldTypes, "messages.0.content.0.text.cache_control.ephemeral.ttl: Input should be '5m' or '1h'",
      .blocks(opus, Part.text("a", #""cache_control":{"type":"ephemeral","ttl":"2h"},"#)),
      inside: .blocks(opus, Part.text("a", #""cache_control":{"type":"ephemeral","ttl":"1h"},"#))),
    RuleRow(
      .fieldTypes, "messages.0.content.0.document.source.base64.media_type: Input should be 'application/pdf'",
      .blocks(opus, #"{"type":"document","source":{"type":"base64","media_type":"text/csv","data":"YQ=="}}"#),
      inside: .blocks(opus, #"{"type":"document","source":{"type":"text","media_type":"text/plain","data":"a"}}"#)),
    RuleRow(
      .fieldTypes, "tools.0.bash_20250124.name: Input should be 'bash'",
      Sent(opus, #""tools":[{"type":"bash_20250124","name":"shell"}],"#),
      inside: Sent(opus, #""tools":[{"type":"bash_20250124","name":"bash"}],"#)),
    RuleRow(
      .knownTags,
      "thinking: Input tag 'auto' found using 'type' does not match any of the expected tags: 'adaptive', "
        + "'between_tools', 'disabled', 'enabled'", Sent(opus, #""thinking":{"type":"auto"},"#),
      inside: Sent(opus, #""thinking":{"type":"adaptive"},"#),
      elsewhere: Sent(opus, #""thinking":{"block_binding":{"prefix_mismatch_behavior":"drop_block"}},"#)),
    RuleRow(
      .extraInputs, "response_format: Extra inputs are not permitted",
      Sent(sonnet, #""response_format":{"type":"json_object"},"# + Part.tools(Part.tool("x"))),
      inside: Sent(sonnet, Part.tools(Part.tool("x")))),
    RuleRow(
      .extraInputs, "n: Extra inputs are not permitted", Sent(sonnet, #""n":1,"#), inside: Sent(sonnet)),
    RuleRow(
      .extraInputs, "messages.0.timestamp: Extra inputs are not permitted",
      Sent(sonnet, "", #"{"role":"user","content":"hi","timestamp":1}"#), inside: Sent(sonnet)),
    RuleRow(
      .extraInputs, "messages.1.content.0.tool_use.index: Extra inputs are not permitted",
      Sent(
        sonnet, "",
        Part.hello + "," + Part.assistant(Part.call("a", #""index":1,"#)) + "," + Part.user(Part.result("a"))),
      inside: Sent(
        sonnet, "",
        Part.hello + "," + Part.assistant(Part.call("a", #""caller":{"type":"direct"},"#)) + ","
          + Part.user(Part.result("a")))),
    RuleRow(
      .extraInputs, "system.0.cache_control.ephemeral.scope: Extra inputs are not permitted",
      Sent(
        sonnet, #""system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","scope":"global"}}],"#),
      inside: Sent(sonnet, #""system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}],"#)),
    RuleRow(
      .extraInputs, "tools.0.custom.inputSchema: Extra inputs are not permitted",
      Sent(sonnet, #""tools":[{"name":"a","inputSchema":{},"input_schema":{"type":"object"}}],"#),
      inside: Sent(sonnet, Part.tools(Part.tool("a")))),
    RuleRow(
      .extraInputs, "max_tokens: Extra inputs are not permitted", Sent(opus).to(.countTokens),
      inside: Sent(body: #"{"model":"claude-opus-5","messages":[\#(Part.hello)]}"#).to(.countTokens),
      elsewhere: Sent(opus)),
    RuleRow(
      .extraInputs, "messages.1.content.0.thinking.cache_control: Extra inputs are not permitted",
      Sent(
        opus, "",
        Part.hello + ","
          + Part.assistant(
            #"{"type":"thinking","thinking":"Hm.","signature":"c2ln","cache_control":{"type":"ephemeral"}}"#) + ","
          + Part.hello),
      inside: Sent(opus, "", Part.hello + "," + Part.assistant(Part.thought) + "," + Part.hello)),
    RuleRow(
      .betaFields, "context_management: Extra inputs are not permitted",
      Sent(opus, #""context_management":{"edits":[]},"#).sending("files-api-2025-04-14"),
      inside: Sent(opus, #""context_management":{"edits":[]},"#).sending("context-management-2025-06-27"),
      elsewhere: Sent(opus)),
    RuleRow(
      .betaFields, "mcp_servers: Extra inputs are not permitted", Sent(opus, #""mcp_servers":[],"#),
      inside: Sent(opus, #""mcp_servers":[],"#).sending("mcp-client-2025-11-20"), doubt: .header),
  ]

  static let messageRows: [RuleRow] = [
    RuleRow(
      .messagesPresent, "messages: at least one message is required",
      Sent(body: #"{"model":"claude-opus-5","max_tokens":9,"messages":[]}"#), inside: Sent(opus)),
    RuleRow(
      .knownRoles, "messages: Unexpected role \"robot\". Allowed roles are \"user\" or \"assistant\"",
      Sent(opus, "", #"{"role":"robot","content":"a"}"#), inside: Sent(opus)),
    RuleRow(
      .knownRoles,
      "messages: Unexpected role \"tool\". Allowed roles are \"user\" or \"assistant\". For instructions on how to use "
        + "tools, see https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview.",
      Sent(sonnet, "", #"{"role":"tool","content":"x"}"#), inside: Sent(sonnet), doubt: .receiver),
    RuleRow(
      .systemRole, "role 'system' is not supported on this model",
      Sent("claude-opus-4-7", #""system":"a","#, Part.hello + #",{"role":"system","content":"b"}"#)
        .sending("mid-conversation-tool-changes-2026-07-01"),
      inside: Sent("claude-opus-4-7", #""system":"a","#),
      elsewhere: Sent(opus, #""system":"a","#, Part.hello + #",{"role":"system","content":"b"}"#)),
    RuleRow(
      .systemRole,
      "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not \"system\" as "
        + "an input message role.",
      Sent("claude-haiku-4-5", #""system":"a","#, Part.hello + #",{"role":"system","content":"b"}"#),
      inside: Sent("claude-haiku-4-5", #""system":"a","#)),
    RuleRow(
      .systemPlace,
      "messages.0: use the top-level 'system' parameter for the initial system prompt; the directive-only form (content: "
        + "[] with output_config) is accepted at any position",
      Sent(opus, #""system":"a","#, #"{"role":"system","content":"b"},"# + Part.hello),
      inside: Sent(opus, #""system":"a","#, Part.hello + #",{"role":"system","content":"b"}"#),
      elsewhere: Sent(
        "claude-sonnet-4-5", #""system":"a","#, #"{"role":"system","content":"b"},"# + Part.hello)),
    RuleRow(
      .systemPlace,
      "messages.2: role 'system' must precede an 'assistant' message or end the array; the directive-only form (content: "
        + "[] with output_config) is accepted at any position",
      Sent(
        opus, "",
        Part.hello + #",{"role":"system","content":"a"},{"role":"system","content":"b"},"# + Part.hello),
      inside: Sent(
        opus, "",
        Part.hello + #",{"role":"system","content":"a"},{"role":"assistant","content":"b"},"# + Part.hello)),
    RuleRow(
      .knownBlocks,
      "messages.0.content.0: Input tag 'image_uri' found using 'type' does not match any of the expected tags: "
        + RequestRuleTests.blockTags, .blocks(opus, #"{"type":"image_uri"},"# + Part.text("a")),
      inside: .blocks(opus, #"{"type":"mcp_tool_listing","mcp_server_name":"a","tools":[]},"# + Part.text("a"))),
    RuleRow(
      .blockRoles, "messages.1: `tool_result` blocks can only be in `user` messages",
      Sent(
        sonnet, "",
        Part.hello + "," + Part.assistant(Part.call("a") + "," + Part.result("a")) + ","
          + Part.user(Part.result("a"))),
      inside: Sent(sonnet, "", Part.hello + "," + Part.assistant(Part.call("a")) + "," + Part.user(Part.result("a")))),
    RuleRow(
      .blockRoles, "messages.0: `tool_use` blocks can only be in `assistant` messages",
      .blocks(sonnet, Part.call("a")), inside: .blocks(sonnet, Part.text("a"))),
    RuleRow(
      .contentPresent, "messages.0: user messages must have non-empty content",
      Sent(opus, "", #"{"role":"user","content":""}"#), inside: Sent(opus),
      elsewhere: Sent(opus, "", #"{"role":"user","content":[]},"# + Part.hello)),
    RuleRow(
      .contentPresent,
      "messages.0: all messages must have non-empty content except for the optional final assistant message",
      Sent(sonnet, "", #"{"role":"user","content":""}"#).on("2026-02-01"),
      inside: Sent(sonnet, "", Part.hello + #",{"role":"assistant","content":""}"#).on("2026-02-01")),
    RuleRow(
      .emptyText, "messages: text content blocks must be non-empty",
      .blocks(sonnet, Part.text("hi") + "," + Part.text("")), inside: .blocks(sonnet, Part.text("hi"))),
    RuleRow(
      .emptyText, "system: text content blocks must be non-empty",
      Sent(sonnet, #""system":[{"type":"text","text":""}],"#), inside: Sent(sonnet, #""system":"","#)),
    RuleRow(
      .blankText, "messages: text content blocks must contain non-whitespace text",
      Sent(sonnet, "", #"{"role":"user","content":"  \n"}"#),
      inside: Sent(sonnet, "", #"{"role":"user","content":"  \n."}"#),
      elsewhere: Sent(sonnet, "", Part.hello + #",{"role":"assistant","content":"  \n"}"#)),
    RuleRow(
      .blankText, "messages: text content blocks must contain non-whitespace text",
      Sent(
        sonnet, "",
        Part.hello + "," + Part.assistant(Part.text(#"\n\n"#) + "," + Part.call("a")) + ","
          + Part.user(Part.result("a"))),
      inside: Sent(
        sonnet, "",
        Part.hello + "," + Part.assistant(Part.text(#"\n\nSo"#) + "," + Part.call("a")) + ","
          + Part.user(Part.result("a")))),
    RuleRow(
      .blankText, "messages: text content blocks must contain non-whitespace text",
      Sent(
        sonnet, "",
        Part.hello + "," + Part.assistant(Part.thought + "," + Part.text(#"\n\n"#) + "," + Part.call("a")) + ","
          + Part.user(Part.result("a"))), inside: Sent(sonnet), doubt: .evidence),
    RuleRow(
      .cacheOnEmptyText, "messages.0.content.1.text: cache_control cannot be set for empty text blocks",
      .blocks(sonnet, Part.text("a") + "," + Part.text("", #""cache_control":{"type":"ephemeral"},"#)),
      inside: .blocks(sonnet, Part.text("a", #""cache_control":{"type":"ephemeral"},"#))),
    RuleRow(
      .errorResultContent, "messages.2.content.0.tool_result: content cannot be empty if `is_error` is true",
      Sent(
        sonnet, "",
        Part.hello + "," + Part.assistant(Part.call("a")) + ","
          + Part.user(Part.result("a", #""""#, #""is_error":true,"#))),
      inside: Sent(
        sonnet, "",
        Part.hello + "," + Part.assistant(Part.call("a")) + ","
          + Part.user(Part.result("a", #""no""#, #""is_error":true,"#)))),
    RuleRow(
      .toolUseIDs, "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'",
      Sent(
        sonnet, "", Part.hello + "," + Part.assistant(Part.call("Bash:12")) + "," + Part.user(Part.result("Bash:12"))),
      inside: Sent(
        sonnet, "", Part.hello + "," + Part.assistant(Part.call("Bash-12")) + "," + Part.user(Part.result("Bash-12")))),
  ]

  /// The tags of blocks, as the check lists them.
  static let blockTags =
    "'advisor_tool_result', 'bash_code_execution_tool_result', 'browser_state', 'code_execution_tool_result', "
    + "'compaction', 'container_upload', 'document', 'fallback', 'image', 'mcp_tool_listing', 'mcp_tool_result', "
    + "'mcp_tool_use', 'redacted_thinking', 'search_result', 'server_tool_use', 'text', "
    + "'text_editor_code_execution_tool_result', 'thinking', 'tool_addition', 'tool_removal', 'tool_result', "
    + "'tool_search_tool_result', 'tool_use', 'web_fetch_tool_result', 'web_search_tool_result'"

  static let turnRows: [RuleRow] = [
    RuleRow(
      .toolResultPairs,
      "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_1. Each `tool_result` block "
        + "must have a corresponding `tool_use` block in the previous message.",
      .blocks(sonnet, Part.result("toolu_1")), inside: Sent(sonnet)),
    RuleRow(
      .toolResultPairs,
      "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: x, y. Each `tool_use` block "
        + "must have a corresponding `tool_result` block in the next message.",
      Sent(sonnet, "", Part.hello + "," + Part.assistant(Part.call("x") + "," + Part.call("y")) + "," + Part.hello),
      inside: Sent(
        sonnet, "",
        Part.hello + "," + Part.assistant(Part.call("x") + "," + Part.call("y")) + ","
          + Part.user(Part.result("y") + "," + Part.result("x") + "," + Part.text("go on")))),
    RuleRow(
      .toolResultPairs,
      "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: x. Each `tool_use` block "
        + "must have a corresponding `tool_result` block in the next message.",
      Sent(
        sonnet, "",
        Part.hello + "," + Part.assistant(Part.call("x")) + "," + Part.user(Part.text("first") + "," + Part.result("x"))
      ),
      inside: Sent(
        sonnet, "",
        Part.hello + "," + Part.assistant(Part.call("x")) + "," + Part.user(Part.result("x") + "," + Part.text("then")))
    ),
    RuleRow(
      .toolResultPairs,
      "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: x. Each `tool_use` block "
        + "must have a corresponding `tool_result` block in the next message.",
      Sent(
        "claude-3-opus-20240229", "", Part.hello + "," + Part.assistant(Part.call("x")) + "," + Part.hello),
      inside: Sent(
        "claude-3-opus-20240229", "",
        Part.hello + "," + Part.assistant(Part.call("x")) + "," + Part.user(Part.result("x"))), doubt: .evidence),
    RuleRow(
      .singleResult,
      "messages.2.content.1: each tool_use must have a single result. Found multiple `tool_result` blocks with id: x",
      Sent(
        sonnet, "",
        Part.hello + "," + Part.assistant(Part.call("x")) + "," + Part.user(Part.result("x") + "," + Part.result("x"))),
      inside: Sent(sonnet, "", Part.hello + "," + Part.assistant(Part.call("x")) + "," + Part.user(Part.result("x")))),
    RuleRow(
      .uniqueToolUseIDs, "messages.1.content.1: `tool_use` ids must be unique",
      Sent(
        sonnet, "",
        Part.hello + "," + Part.assistant(Part.call("x") + "," + Part.call("x")) + "," + Part.user(Part.result("x"))),
      inside: Sent(sonnet, "", Part.hello + "," + Part.assistant(Part.call("x")) + "," + Part.user(Part.result("x"))),
      doubt: .evidence),
    RuleRow(
      .serverResultPairs,
      "messages.1.content.0: unexpected `tool_use_id` found in `web_search_tool_result` blocks: srvtoolu_1. Each "
        + "`web_search_tool_result` block must have a corresponding `server_tool_use` block before it.",
      Sent(
        sonnet, "",
        Part.hello + ","
          + Part.assistant(
            #"{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]},"# + Part.text("a")) + ","
          + Part.hello),
      inside: Sent(
        sonnet, "",
        Part.hello + ","
          + Part.assistant(
            #"{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}},"#
              + #"{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]},"# + Part.text("a")) + ","
          + Part.hello)),
    RuleRow(
      .prefill, "This model does not support assistant message prefill. The conversation must end with a user message.",
      Sent("claude-sonnet-4-6", "", Part.hello + #",{"role":"assistant","content":"b"}"#),
      inside: Sent("claude-sonnet-4-6"),
      elsewhere: Sent(sonnet, "", Part.hello + #",{"role":"assistant","content":"b"}"#)),
    RuleRow(
      .prefillEnd, "messages: final assistant content cannot end with trailing whitespace",
      Sent(sonnet, "", Part.hello + #",{"role":"assistant","content":"The answer is "}"#),
      inside: Sent(sonnet, "", Part.hello + #",{"role":"assistant","content":"The answer is"}"#),
      elsewhere: Sent(sonnet, "", Part.hello + #",{"role":"assistant","content":"The answer is "},"# + Part.hello)),
    RuleRow(
      .thinkingFirst,
      "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is "
        + "enabled, a final `assistant` message must start with a thinking block (preceeding the lastmost set of "
        + "`tool_use` and `tool_result` blocks). We recommend you include thinking blocks from previous turns. To avoid "
        + "this requirement, disable `thinking`. Please consult our documentation at "
        + "https://docs.claude.com/en/docs/build-with-claude/extended-thinking",
      Sent(
        sonnet, Part.thinking, Part.hello + "," + Part.assistant(Part.call("x")) + "," + Part.user(Part.result("x"))),
      inside: Sent(
        sonnet, Part.thinking,
        Part.hello + "," + Part.assistant(Part.thought + "," + Part.call("x")) + "," + Part.user(Part.result("x"))),
      elsewhere: Sent(
        "claude-sonnet-4-6", #""thinking":{"type":"adaptive"},"#,
        Part.hello + "," + Part.assistant(Part.call("x")) + "," + Part.user(Part.result("x")))),
    RuleRow(
      .cacheBreakpoints, "A maximum of 4 blocks with cache_control may be provided. Found 5.",
      .blocks(opus, Part.many(Part.text("a", #""cache_control":{"type":"ephemeral"},"#), 5)),
      inside: .blocks(opus, Part.many(Part.text("a", #""cache_control":{"type":"ephemeral"},"#), 4))),
    RuleRow(
      .cacheOrder,
      "messages.0.content.1.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' "
        + "cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`.",
      .blocks(
        opus,
        Part.text("a", #""cache_control":{"type":"ephemeral"},"#) + ","
          + Part.text("b", #""cache_control":{"type":"ephemeral","ttl":"1h"},"#)),
      inside: .blocks(
        opus,
        Part.text("b", #""cache_control":{"type":"ephemeral","ttl":"1h"},"#) + ","
          + Part.text("a", #""cache_control":{"type":"ephemeral"},"#))),
    RuleRow(
      .citationsSupported, "'claude-3-haiku-20240307' does not support citations.",
      .blocks(
        "claude-3-haiku-20240307",
        #"{"type":"document","citations":{"enabled":true},"source":{"type":"text","media_type":"text/plain","data":"b"}}"#
      ),
      inside: .blocks(
        "claude-3-haiku-20240307",
        #"{"type":"document","source":{"type":"text","media_type":"text/plain","data":"b"}}"#),
      elsewhere: .blocks(
        sonnet,
        #"{"type":"document","citations":{"enabled":true},"source":{"type":"text","media_type":"text/plain","data":"b"}}"#
      )),
  ]
}
