import MessagesAPI
import ModelCatalog
import RequestChecking

// Rows of rules that the documentation of 2026 and the SDK's types show: messages for one turn, compaction on demand,
// places of inference, servers' calls, and members of rare objects.

extension RequestRuleTests {
  private static let opus = "claude-opus-5"
  private static let clearAt = "mid-conversation-system-clear-at-2026-08-21"
  private static let onDemand = "compact-2026-09-04"

  /// A message of the system behind the user's.
  private static func system(_ fields: String, _ content: String = #""Be brief.""#) -> Sent {
    Sent(opus, "", Part.hello + #",{"role":"system",\#(fields)"content":\#(content)}"#).sending(clearAt)
  }

  static let turnScopeRows: [RuleRow] = [
    RuleRow(
      .turnScoped, "messages.0.clear_at: clear_at is only permitted on role 'system' messages",
      Sent(opus, "", #"{"role":"user","clear_at":"never","content":"Hello"}"#).sending(clearAt),
      inside: system(#""clear_at":"never","#), elsewhere: Sent(opus, "", Part.hello).sending(clearAt)),
    RuleRow(
      .turnScoped, "messages.1: a turn-scoped system message supports text blocks only (clear_at: 'next_user_message')",
      system(
        #""clear_at":"next_user_message","#,
        #"[{"type":"tool_removal","tool":{"type":"tool_reference","name":"read"}}]"#),
      inside: system(#""clear_at":"next_user_message","#, "[\(Part.text("Be brief."))]"),
      elsewhere: system(
        #""clear_at":"never","#, #"[{"type":"tool_removal","tool":{"type":"tool_reference","name":"read"}}]"#)),
    RuleRow(
      .turnScoped,
      "messages.1: output_config is not permitted on a turn-scoped system message (clear_at: 'next_user_message')",
      system(#""clear_at":"next_user_message","output_config":{"effort":"low"},"#)
        .sending(clearAt, "mid-conversation-output-config-2026-07-01"),
      inside: system(#""clear_at":"never","output_config":{"effort":"low"},"#)
        .sending(clearAt, "mid-conversation-output-config-2026-07-01")),
    RuleRow(
      .turnScoped,
      "messages.1.content.0: cache_control is not permitted on a turn-scoped system message (clear_at: 'next_user_message')",
      system(
        #""clear_at":"next_user_message","#,
        "[\(Part.text("Be brief.", #""cache_control":{"type":"ephemeral"},"#))]"),
      inside: system(
        #""clear_at":"never","#, "[\(Part.text("Be brief.", #""cache_control":{"type":"ephemeral"},"#))]")),
    RuleRow(
      .fieldTypes, "messages.1.clear_at: Input should be 'next_user_message' or 'never'",
      system(#""clear_at":"later","#), inside: system(#""clear_at":"never","#)),
    RuleRow(
      .betaFields, "messages.1.clear_at: Extra inputs are not permitted",
      system(#""clear_at":"never","#).sending("context-1m-2025-08-07"), inside: system(#""clear_at":"never","#)),
  ]

  private static func compaction(_ fields: String, _ messages: String = Part.hello, _ model: String = opus) -> Sent {
    Sent(model, #""compaction":{"type":"summarize"},"# + fields, messages).sending(onDemand)
  }

  private static func summary(_ signature: String = #""signature":"c2ln","#) -> String {
    #"{"type":"compaction",\#(signature)"content":"What was said."}"#
  }

  static let compactionRows: [RuleRow] = [
    RuleRow(
      .compactionOnDemand, "compaction: not supported together with stop_sequences",
      compaction(#""stop_sequences":["END"],"#), inside: compaction(""),
      elsewhere: compaction(#""stop_sequences":["END"],"#).to(.countTokens)),
    RuleRow(
      .compactionOnDemand, "compaction: not supported together with output_config.format",
      compaction(#""output_config":{"format":{"type":"json_schema","schema":{"type":"string"}}},"#),
      inside: compaction(#""output_config":{"effort":"low"},"#)),
    RuleRow(
      .compactionOnDemand, "compaction: not supported together with tool_choice",
      compaction(#""tool_choice":{"type":"any"},"# + Part.tools(Part.tool("read"))),
      inside: compaction(#""tool_choice":{"type":"auto"},"# + Part.tools(Part.tool("read")))),
    RuleRow(
      .compactionOnDemand, "compaction: not supported together with output_config.task_budget.remaining",
      compaction(#""output_config":{"task_budget":{"type":"tokens","total":30000,"remaining":9}},"#),
      inside: compaction(#""output_config":{"task_budget":{"type":"tokens","total":30000}},"#)),
    RuleRow(
      .betaFields, "compaction: Extra inputs are not permitted",
      compaction("").sending("compact-2026-01-12"), inside: compaction("")),
    RuleRow(
      .compactionSupported, "'claude-haiku-4-5-20251001' does not support the `compaction` parameter",
      compaction("", Part.hello, "claude-haiku-4-5"), inside: Sent("claude-haiku-4-5"),
      elsewhere: compaction("", Part.hello, "claude-sonnet-4-6")),
    RuleRow(
      .prefill,
      "This model does not support assistant message prefill. The conversation must end with a user message.",
      Sent(opus, "", Part.hello + "," + Part.assistant(Part.text("So"))),
      // A conversation is summed up after an answer, too.
      inside: compaction("", Part.hello + "," + Part.assistant(Part.text("So"))),
      elsewhere: Sent("claude-opus-4-5", "", Part.hello + "," + Part.assistant(Part.text("So")))),
    RuleRow(
      .fieldTypes, "compaction.summarize.instructions: String should have at most 16384 characters",
      Sent(opus, #""compaction":{"type":"summarize","instructions":"\#(Part.long(16_385))"},"#).sending(onDemand),
      inside: Sent(opus, #""compaction":{"type":"summarize","instructions":"\#(Part.long(16_384))"},"#)
        .sending(onDemand)),
    RuleRow(
      .summaryFirst,
      "messages.1.content.0: a `compaction` block must come first in messages: the messages it summarizes must be removed",
      Sent(opus, "", Part.hello + "," + Part.assistant(summary()) + "," + Part.hello).sending(onDemand),
      inside: Sent(opus, "", Part.assistant(summary()) + "," + Part.hello).sending(onDemand),
      // The one that a threshold makes has no signature, and follows what it stands for.
      elsewhere: Sent(opus, "", Part.hello + "," + Part.assistant(summary("")) + "," + Part.hello)
        .sending("compact-2026-01-12")),
    RuleRow(
      .summaryFirst, "messages.1.content.0: only one `compaction` block is permitted",
      Sent(opus, "", Part.assistant(summary()) + "," + Part.assistant(summary()) + "," + Part.hello).sending(onDemand),
      inside: Sent(opus, "", Part.user(summary() + "," + Part.text("Go on."))).sending(onDemand)),
    RuleRow(
      .summaryFirst, "output_config.task_budget.remaining: not supported together with `compaction` blocks",
      Sent(
        opus, #""output_config":{"task_budget":{"type":"tokens","total":30000,"remaining":9}},"#,
        Part.assistant(summary()) + "," + Part.hello
      ).sending(onDemand, "task-budgets-2026-03-13"),
      inside: Sent(
        opus, #""output_config":{"task_budget":{"type":"tokens","total":30000}},"#,
        Part.assistant(summary()) + "," + Part.hello
      ).sending(onDemand, "task-budgets-2026-03-13")),
    RuleRow(
      .betaFields,
      "messages.0.content.0: Input tag 'compaction' found using 'type' does not match any of the expected tags",
      Sent(opus, "", Part.assistant(summary()) + "," + Part.hello).sending("context-1m-2025-08-07"),
      inside: Sent(opus, "", Part.assistant(summary()) + "," + Part.hello).sending(onDemand)),
  ]

  private static func search(_ result: String, after: String) -> Sent {
    Sent(
      opus, #""tools":[{"type":"web_search_20250305","name":"web_search"}],"#,
      Part.hello + ","
        + Part.assistant(
          #"{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"a"}}"# + result)
        + after)
  }

  private static func item(_ id: String) -> Sent {
    Sent(
      body:
        #"{"custom_id":"\#(id)","params":{"model":"claude-opus-5","max_tokens":9,"messages":[\#(Part.hello)]}}"#)
  }

  static let documentedRows: [RuleRow] = [
    RuleRow(
      .userBlocks, "messages.1.content: 'image' blocks are not permitted within assistant turns",
      Sent(opus, "", Part.hello + "," + Part.assistant(Part.gif()) + "," + Part.hello),
      inside: Sent(opus, "", Part.hello + "," + Part.assistant(Part.text("a")) + "," + Part.user(Part.gif()))),
    RuleRow(
      .blockRoles, "messages.0: `tool_removal` blocks can only be in `system` messages",
      Sent(
        opus, Part.tools(Part.tool("read")),
        Part.user(#"{"type":"tool_removal","tool":{"type":"tool_reference","name":"read"}}"#)),
      inside: Sent(
        opus, Part.tools(Part.tool("read")),
        Part.hello
          + #",{"role":"system","content":[{"type":"tool_removal","tool":{"type":"tool_reference","name":"read"}}]}"#)),
    RuleRow(
      .deferredTools, "Tool reference 'write' not found in available tools",
      Sent(
        opus, Part.tools(Part.tool("read")),
        Part.hello
          + #",{"role":"system","content":[{"type":"tool_removal","tool":{"type":"tool_reference","name":"write"}}]}"#),
      inside: Sent(
        opus, Part.tools(Part.tool("read")),
        Part.hello
          + #",{"role":"system","content":[{"type":"tool_removal","tool":{"type":"tool_reference","name":"read"}}]}"#)),
    RuleRow(
      .knownBlocks,
      "messages.0.content.0: Input tag 'tool_reference' found using 'type' does not match any of the expected tags: "
        + blockTags,
      .blocks(opus, #"{"type":"tool_reference","tool_name":"read"}"#), inside: .blocks(opus, Part.text("read"))),
    RuleRow(
      .batchIDs, "custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'", item("a:1"), inside: item("a-1"),
      // Other endpoints have no ids.
      elsewhere: Sent(opus)),
    RuleRow(
      .batchIDs, "custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'", item(Part.long(65)),
      inside: item(Part.long(64))),
    RuleRow(
      .fieldsRequired, "messages.0.content.0.type: Field required", .blocks(opus, #"{"text":"Hello"}"#),
      inside: .blocks(opus, Part.text("Hello"))),
    RuleRow(
      .fieldsRequired, "messages.1.content.0.thinking.thinking: Field required",
      Sent(
        opus, "",
        Part.hello + "," + Part.assistant(#"{"type":"thinking","signature":"c2ln"},"# + Part.text("a")) + ","
          + Part.hello),
      inside: Sent(
        opus, "",
        Part.hello + ","
          + Part.assistant(#"{"type":"thinking","thinking":"","signature":"c2ln"},"# + Part.text("a")) + ","
          + Part.hello)),
    RuleRow(
      .fieldsRequired, "output_config.format.type: Field required",
      Sent(opus, #""output_config":{"format":{"schema":{"type":"string"}}},"#),
      inside: Sent(opus, #""output_config":{"format":{"type":"json_schema","schema":{"type":"string"}}},"#)),
    RuleRow(
      .inferenceGeoSupported, "'claude-haiku-4-5-20251001' does not support inference_geo.",
      Sent("claude-haiku-4-5", #""inference_geo":"us","#), inside: Sent("claude-haiku-4-5"),
      elsewhere: Sent("claude-opus-4-6", #""inference_geo":"us","#)),
    RuleRow(
      .automaticBreakpoint, "cache_control: the last block has a breakpoint of another ttl",
      Sent.blocks(
        opus, Part.text("a", #""cache_control":{"type":"ephemeral","ttl":"1h"},"#),
        #""cache_control":{"type":"ephemeral"},"#),
      inside: Sent.blocks(
        opus, Part.text("a", #""cache_control":{"type":"ephemeral","ttl":"5m"},"#),
        #""cache_control":{"type":"ephemeral"},"#)),
    RuleRow(
      .versionedBlocks,
      "messages.1.content.0: document blocks are not permitted in assistant messages in anthropic-version 2026-10-21",
      Sent(opus, "", Part.hello + "," + Part.assistant(document) + "," + Part.hello).with { $0.version = "2026-10-21" },
      inside: Sent(opus, "", Part.user(document)).with { $0.version = "2026-10-21" },
      elsewhere: Sent(opus, "", Part.hello + "," + Part.assistant(document) + "," + Part.hello)
        .with { $0.version = "2023-06-01" }),
    RuleRow(
      .versionedBlocks,
      "messages.0.content.0.citations: citations are not permitted in user messages in anthropic-version 2026-10-21",
      Sent(opus, "", Part.user(cited)).with { $0.version = "2026-10-21" },
      inside: Sent(opus, "", Part.hello + "," + Part.assistant(cited) + "," + Part.hello)
        .with { $0.version = "2026-10-21" },
      elsewhere: Sent(opus, "", Part.user(cited)).with { $0.version = "2023-06-01" }),
    RuleRow(
      .serverCallPairs,
      "messages.1: `web_search` tool use with id `srvtoolu_1` was found without a corresponding `web_search_tool_result` "
        + "block",
      search("", after: "," + Part.hello),
      inside: search(
        #",{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]}"#, after: "," + Part.hello)),
    RuleRow(
      .serverCallPairs,
      "messages.1: `web_search` tool use with id `srvtoolu_1` was found without a corresponding `web_search_tool_result` "
        + "block",
      search(
        "," + Part.call("a"), after: "," + Part.user(Part.result("a") + "," + Part.text("Go on."))),
      // Results alone go on with the assistant's turn.
      inside: search("," + Part.call("a"), after: "," + Part.user(Part.result("a")))),
    RuleRow(
      .deferredTools, "Tool reference 'write' not found in available tools",
      Sent(
        opus, Part.tools(Part.tool("read")),
        Part.hello + "," + Part.assistant(Part.call("a")) + ","
          + Part.user(Part.result("a", #"[{"type":"tool_reference","tool_name":"write"}]"#))),
      inside: Sent(
        opus, Part.tools(Part.tool("read"), Part.tool("write", #"{"type":"object"}"#, #""defer_loading":true,"#)),
        Part.hello + "," + Part.assistant(Part.call("a")) + ","
          + Part.user(Part.result("a", #"[{"type":"tool_reference","tool_name":"write"}]"#)))),
    RuleRow(
      .betaFields, "thinking.adaptive.display: Input should be 'summarized' or 'omitted'",
      Sent(opus, #""thinking":{"type":"adaptive","display":"updates"},"#).sending("context-1m-2025-08-07"),
      inside: Sent(opus, #""thinking":{"type":"adaptive","display":"updates"},"#)
        .sending("thinking-display-updates-2026-08-18")),
    RuleRow(
      .fieldsRequired, "max_tokens: Field required",
      Sent(body: #"{"model":"claude-opus-5","messages":[\#(Part.hello)]}"#),
      inside: Sent(opus),
      elsewhere: Sent(body: #"{"model":"claude-opus-5","messages":[\#(Part.hello)]}"#)
        .to(.countTokens), doubt: .endpoint),
    RuleRow(
      .fieldsRequired, "container.skills.0.skill_id: Field required",
      Sent(opus, #""container":{"skills":[{"type":"anthropic"}]},"#),
      inside: Sent(opus, #""container":{"skills":[{"type":"anthropic","skill_id":"pdf"}]},"#)),
    RuleRow(
      .extraInputs, "mcp_servers.0.headers: Extra inputs are not permitted",
      Sent(opus, #""mcp_servers":[{"type":"url","name":"a","url":"https://a.example","headers":{}}],"#),
      inside: Sent(opus, #""mcp_servers":[{"type":"url","name":"a","url":"https://a.example"}],"#)),
    RuleRow(
      .extraInputs, "tools.0.computer_toolset_20260801.configs.hover: Extra inputs are not permitted",
      Sent(opus, #""tools":[{"type":"computer_toolset_20260801","configs":{"hover":{"enabled":true}}}],"#),
      inside: Sent(opus, #""tools":[{"type":"computer_toolset_20260801","configs":{"zoom":{"enabled":true}}}],"#)),
    RuleRow(
      .fieldsRequired,
      "messages.1.content.1.web_search_tool_result.content.0.web_search_result.encrypted_content: Field required",
      search(
        #",{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[\#(found(""))]}"#,
        after: "," + Part.hello),
      // The API takes back what it wrote, with members that its SDKs do not have.
      inside: search(
        #",{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[\#(found(#","rank":1,"encrypted_content":"a""#))]}"#,
        after: "," + Part.hello)),
    RuleRow(
      .knownBlocks,
      "messages.0.content.0: Input tag 'calculator_tool_result' found using 'type' does not match any of the expected "
        + "tags: \(blockTags)",
      Sent.blocks(opus, #"{"type":"calculator_tool_result","tool_use_id":"a","content":[]}"#),
      inside: Sent(opus)),
    RuleRow(
      .strictSchema, "tools.0.custom: For 'number' type, properties maximum, minimum are not supported",
      strict(#"{"type":"number","minimum":0,"maximum":1}"#), inside: strict(#"{"type":"number"}"#)),
    RuleRow(
      .strictSchema, "tools.0.custom: Schema type 'oneOf' is not supported",
      strict(#"{"oneOf":[{"type":"string"},{"type":"null"}]}"#),
      inside: strict(#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#)),
    // A refusal's token lets the answer be gone on with.
    RuleRow(
      .prefill, "This model does not support assistant message prefill. The conversation must end with a user message.",
      Sent(opus, "", Part.hello + #",{"role":"assistant","content":"So"}"#).sending("fallback-credit-2026-06-01"),
      inside: Sent(opus, credit, Part.hello + #",{"role":"assistant","content":"So"}"#)
        .sending("fallback-credit-2026-06-01")),
    RuleRow(
      .fallbackCredit, "fallback_credit_token: not supported together with fallbacks",
      Sent(opus, credit + #""fallbacks":[{"model":"claude-opus-4-8"}],"#),
      inside: Sent(opus, credit), elsewhere: Sent(opus, #""fallbacks":[{"model":"claude-opus-4-8"}],"#)),
    RuleRow(
      .fallbackCredit, "fallback_credit_token: not supported in batches", Sent(opus, credit).to(.batches),
      inside: Sent(opus).to(.batches), elsewhere: Sent(opus, credit)),
    RuleRow(
      .prefillWithFormat, "output_config.format: not supported together with assistant message prefill",
      Sent("claude-sonnet-4-5", answer, Part.hello + #",{"role":"assistant","content":"{"}"#),
      inside: Sent("claude-sonnet-4-5", answer),
      elsewhere: Sent("claude-sonnet-4-5", answer, Part.hello + #",{"role":"assistant","content":"{"}"#)
        .to(.countTokens), doubt: .evidence),
    RuleRow(
      .strictSchema, "tools.0.custom: External '$ref' is not supported: https://a.example/b.json",
      strict(##"{"$ref":"https://a.example/b.json"}"##), inside: strict(##"{"$ref":"#/$defs/b"}"##)),
    RuleRow(
      .strictSchema, "tools.0.custom: Unsupported regex feature in pattern field: lookahead",
      strict(#"{"type":"string","pattern":"^(?=a)[(?=]+$"}"#),
      inside: strict(#"{"type":"string","pattern":"^(?:a)[(?=\\b]+\\\\b$"}"#),
      elsewhere: Sent(opus, Part.tools(Part.tool("read", looking)))),
    RuleRow(
      .strictSchema, "tools.0.custom: Unsupported regex feature in pattern field: lookbehind",
      strict(#"{"type":"string","pattern":"(?<!a)b"}"#), inside: strict(#"{"type":"string","pattern":"(?<a>a)b"}"#)),
    RuleRow(
      .strictSchema, "tools.0.custom: Unsupported regex feature in pattern field: backreference",
      strict(#"{"type":"string","pattern":"(a)\\1"}"#), inside: strict(#"{"type":"string","pattern":"(a)\\d1"}"#)),
    RuleRow(
      .outputSchema, "output_config.format.schema: Unsupported regex feature in pattern field: word boundary",
      form(#"{"type":"string","pattern":"\\bword"}"#), inside: form(#"{"type":"string","pattern":"word"}"#)),
    RuleRow(
      .outputSchema, "output_config.format.schema: 'allOf' with '$ref' is not supported",
      form(##"{"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"type":"string"}}}"##),
      inside: form(##"{"allOf":[{"type":"string"}],"$defs":{"a":{"type":"string"}}}"##)),
    RuleRow(
      .outputSchema, "output_config.format.schema: Complex types in 'enum' are not supported",
      form(#"{"enum":[{"a":1},2]}"#), inside: form(#"{"enum":["a",2,null,true]}"#)),
    RuleRow(
      .strictToolLimits,
      "Schemas contains too many optional parameters (25), which would make grammar compilation inefficient. Reduce the "
        + "number of optional parameters in your tool schemas (limit: 24).",
      form(object(12), Part.tools(Part.tool("read", object(13), #""strict":true,"#))),
      inside: form(object(12), Part.tools(Part.tool("read", object(12), #""strict":true,"#))),
      elsewhere: form(object(12), Part.tools(Part.tool("read", object(13))))),
    RuleRow(
      .strictToolLimits,
      "Schemas contains too many optional parameters (25), which would make grammar compilation inefficient. Reduce the "
        + "number of optional parameters in your tool schemas (limit: 24).",
      form(object(25)), inside: form(object(24))),
  ]

  private static let credit = #""fallback_credit_token":"token","#
  private static let answer = #""output_config":{"format":{"type":"json_schema","schema":{"type":"string"}}},"#
  private static let looking = #"{"type":"object","properties":{"a":{"type":"string","pattern":"^(?=a)"}}}"#

  /// A request for an answer of that form.
  private static func form(_ schema: String, _ fields: String = "") -> Sent {
    Sent(opus, #"\#(fields)"output_config":{"format":{"type":"json_schema","schema":\#(schema)}},"#)
  }

  /// A schema with as many optional properties.
  private static func object(_ optionals: Int) -> String {
    let properties = (0..<optionals).map { #""p\#($0)":{"type":"string"}"# }.joined(separator: ",")
    return #"{"type":"object","additionalProperties":false,"properties":{\#(properties)}}"#
  }

  private static func found(_ fields: String) -> String {
    #"{"type":"web_search_result","title":"a","url":"https://a.example"\#(fields)}"#
  }

  private static func strict(_ property: String) -> Sent {
    Sent(
      opus,
      Part.tools(
        Part.tool(
          "read",
          #"{"type":"object","properties":{"a":\#(property)},"required":["a"],"additionalProperties":false}"#,
          #""strict":true,"#)))
  }

  private static let document =
    #"{"type":"document","source":{"type":"text","media_type":"text/plain","data":"a"}}"#
  private static let cited = Part.text(
    "a",
    #""citations":[{"type":"page_location","cited_text":"a","document_index":0,"document_title":null,"start_page_number":1,"end_page_number":2}],"#
  )
}
