import MessagesAPI
import ModelCatalog
import RequestChecking

// Rows of rules about settings, thinking, tools and edits.

extension RequestRuleTests {
  private static let sonnet = "claude-sonnet-4-5"
  private static let opus = "claude-opus-5"
  private static let page = "https://docs.claude.com/en/docs/build-with-claude/extended-thinking"

  static let settingRows: [RuleRow] = [
    RuleRow(
      .maxTokensOverMaximum,
      "max_tokens: 64001 > 64000, which is the maximum allowed number of output tokens for claude-sonnet-4-5-20250929",
      Sent(body: #"{"model":"claude-sonnet-4-5","max_tokens":64001,"messages":[\#(Part.hello)]}"#),
      inside: Sent(body: #"{"model":"claude-sonnet-4-5","max_tokens":64000,"messages":[\#(Part.hello)]}"#),
      elsewhere: Sent(body: #"{"model":"claude-opus-5","max_tokens":64001,"messages":[\#(Part.hello)]}"#)),
    RuleRow(
      .longBatchOutput,
      "max_tokens: 300000 > 128000, which is the maximum allowed number of output tokens for claude-opus-5",
      Sent(body: #"{"model":"claude-opus-5","max_tokens":300000,"messages":[\#(Part.hello)]}"#)
        .to(.batches).sending("output-300k-2026-03-24").on("2026-03-01"),
      inside: Sent(body: #"{"model":"claude-opus-5","max_tokens":300000,"messages":[\#(Part.hello)]}"#)
        .to(.batches).sending("output-300k-2026-03-24"),
      elsewhere: Sent(body: #"{"model":"claude-sonnet-4-5","max_tokens":64000,"messages":[\#(Part.hello)]}"#).to(
        .batches)),
    RuleRow(
      .maxTokensZero, "max_tokens: must be greater than or equal to 0",
      Sent(body: #"{"model":"claude-opus-5","max_tokens":-1,"messages":[\#(Part.hello)]}"#),
      inside: Sent(body: #"{"model":"claude-opus-5","max_tokens":0,"messages":[\#(Part.hello)]}"#),
      elsewhere: Sent(body: #"{"model":"claude-opus-5","messages":[\#(Part.hello)]}"#).to(.countTokens)),
    RuleRow(
      .taskBudgetMinimum, "output_config.task_budget.total: Input should be greater than or equal to 20000",
      Sent(opus, #""output_config":{"task_budget":{"type":"tokens","total":19999}},"#),
      inside: Sent(opus, #""output_config":{"task_budget":{"type":"tokens","total":20000}},"#)),
    RuleRow(
      .taskBudgetSupported, "'claude-sonnet-4-6' does not support task budgets.",
      Sent("claude-sonnet-4-6", #""output_config":{"task_budget":{"type":"tokens","total":20000}},"#),
      inside: Sent("claude-sonnet-4-6", #""output_config":{"effort":"low"},"#),
      elsewhere: Sent("claude-opus-4-7", #""output_config":{"task_budget":{"type":"tokens","total":20000}},"#)),
    RuleRow(
      .topKRange, "top_k: Input should be greater than or equal to 0", Sent(sonnet, #""top_k":-5,"#),
      inside: Sent(sonnet, #""top_k":0,"#), elsewhere: Sent(sonnet, #""top_k":-1,"#)),
    RuleRow(
      .temperatureRange, "temperature: range: 0..1", Sent(sonnet, #""temperature":-5,"#),
      inside: Sent(sonnet, #""temperature":1,"#)),
    RuleRow(
      .temperatureRange, "top_p: range: 0..1", Sent(sonnet, #""top_p":1.5,"#), inside: Sent(sonnet, #""top_p":-1,"#)),
    RuleRow(
      .samplingRejected, "`temperature` is deprecated for this model.", Sent("claude-opus-4-7", #""temperature":0.7,"#),
      inside: Sent("claude-opus-4-7", #""temperature":1,"#),
      elsewhere: Sent("claude-opus-4-6", #""temperature":0.7,"#)),
    RuleRow(
      .versionedSampling, "top_k: Extra inputs are not permitted in anthropic-version 2026-10-21",
      Sent(sonnet, #""top_k":5,"#).with { $0.version = "2026-10-21" }, inside: Sent(sonnet, #""top_k":5,"#),
      elsewhere: Sent(sonnet, #""top_k":5,"#).with { $0.version = "2023-06-01" }),
    RuleRow(
      .temperatureWithTopP, "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
      Sent("claude-sonnet-4-6", #""temperature":0.7,"top_p":0.3,"#),
      inside: Sent("claude-sonnet-4-6", #""temperature":0.7,"#),
      elsewhere: Sent("claude-sonnet-4-20250514", #""temperature":0.7,"top_p":0.3,"#)),
    RuleRow(
      .blankStopSequence, "stop_sequences: each stop sequence must contain non-whitespace",
      Sent(sonnet, #""stop_sequences":["END","\n"],"#), inside: Sent(sonnet, #""stop_sequences":["\nEND"],"#)),
    RuleRow(
      .fastMode, "'claude-opus-4-7' does not support the `speed` parameter.",
      Sent("claude-opus-4-7", #""speed":"fast","#), inside: Sent("claude-opus-4-7", #""speed":"standard","#),
      elsewhere: Sent("claude-opus-4-8", #""speed":"fast","#)),
    RuleRow(
      .fastMode, "'claude-opus-4-7' does not support the `speed` parameter.",
      Sent("claude-opus-4-7", #""speed":"fast","#).on("2026-06-05"),
      inside: Sent("claude-opus-4-7", #""speed":"standard","#).on("2026-06-05"),
      elsewhere: Sent("claude-opus-4-8", #""speed":"fast","#).on("2026-06-05"), doubt: .day),
    RuleRow(
      .billingInBatches, "billing_policy.bill_to: 'user_profile' is not supported in batches",
      billed("user_profile").to(.batches), inside: billed("self").to(.batches), elsewhere: billed("user_profile")),
    RuleRow(
      .fastMode, "speed: fast mode is not available in batches",
      Sent("claude-opus-4-8", #""speed":"fast","#).to(.batches),
      inside: Sent("claude-opus-4-8", #""speed":"standard","#).to(.batches),
      elsewhere: Sent("claude-opus-4-8", #""speed":"fast","#), doubt: .evidence),
    RuleRow(
      .fastMode, "speed: fast mode is not available on this platform",
      Sent("claude-opus-4-8", #""speed":"fast","#).by(.foundry),
      inside: Sent("claude-opus-4-8", #""speed":"standard","#).by(.foundry),
      elsewhere: Sent("claude-opus-4-8", #""speed":"fast","#), doubt: .evidence),
    RuleRow(
      .containerWithoutTool,
      "container: Container identifier can only be provided when using the code execution tool",
      Sent(sonnet, #""container":"container_1","#),
      inside: Sent(
        sonnet, #""container":"container_1","tools":[{"type":"code_execution_20250825","name":"code_execution"}],"#)),
    RuleRow(
      .inferenceGeo, "inference_geo: must be one of ['global', 'us']", Sent(opus, #""inference_geo":"eu","#),
      inside: Sent(opus, #""inference_geo":"us","#),
      // Models that know no places say so, whatever the place.
      elsewhere: Sent("claude-sonnet-4-5", #""inference_geo":"eu","#)),
    RuleRow(
      .userIDIsEmail, "metadata.user_id: user_id appears to contain an email address",
      Sent(opus, #""metadata":{"user_id":"ada@example.com"},"#), inside: Sent(opus, #""metadata":{"user_id":"ada"},"#)),
    RuleRow(
      .effortLevel, "This model does not support effort level 'xhigh'. Supported levels: high, low, max, medium.",
      Sent("claude-opus-4-6", #""output_config":{"effort":"xhigh"},"#),
      inside: Sent("claude-opus-4-6", #""output_config":{"effort":"max"},"#),
      elsewhere: Sent(opus, #""output_config":{"effort":"xhigh"},"#)),
    RuleRow(
      .effortSupported, "This model does not support the effort parameter.",
      Sent("claude-haiku-4-5", #""output_config":{"effort":"low"},"#), inside: Sent("claude-haiku-4-5"),
      elsewhere: Sent("claude-opus-4-5", #""output_config":{"effort":"low"},"#)),
  ]

  static let thinkingRows: [RuleRow] = [
    RuleRow(
      .budgetMinimum, "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
      Sent(sonnet, #""thinking":{"type":"enabled","budget_tokens":1023},"#),
      inside: Sent(sonnet, #""thinking":{"type":"enabled","budget_tokens":1024},"#)),
    RuleRow(
      .budgetWithinMaxTokens,
      "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at "
        + "\(page)#max-tokens-and-context-window-size",
      Sent(sonnet, #""thinking":{"type":"enabled","budget_tokens":3000},"#),
      inside: Sent(sonnet, #""thinking":{"type":"enabled","budget_tokens":2999},"#),
      elsewhere: Sent(sonnet, #""thinking":{"type":"enabled","budget_tokens":3000},"#)
        .sending("interleaved-thinking-2025-05-14")),
    RuleRow(
      .thinkingMode,
      "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and "
        + "\"output_config.effort\" to control thinking behavior.",
      Sent(opus, Part.thinking), inside: Sent(opus, #""thinking":{"type":"adaptive"},"#),
      elsewhere: Sent(sonnet, Part.thinking)),
    RuleRow(
      .thinkingMode, "adaptive thinking is not supported on this model",
      Sent("claude-haiku-4-5", #""thinking":{"type":"adaptive"},"#), inside: Sent("claude-haiku-4-5", Part.thinking)),
    RuleRow(
      .thinkingMode, "\"thinking.type.between_tools\" is not supported for this model.",
      Sent(opus, #""thinking":{"type":"between_tools"},"#), inside: Sent(opus, #""thinking":{"type":"disabled"},"#),
      elsewhere: Sent("claude-sonnet-5-5", #""thinking":{"type":"between_tools"},"#)),
    RuleRow(
      .thinkingSupported, "'claude-3-5-haiku-20241022' does not support thinking.",
      Sent("claude-3-5-haiku-20241022", Part.thinking),
      inside: Sent("claude-3-5-haiku-20241022", #""thinking":{"type":"disabled"},"#),
      elsewhere: Sent("claude-3-7-sonnet-20250219", Part.thinking)),
    RuleRow(
      .thinkingAtEffort, "\"thinking.type.disabled\" is not supported at effort 'xhigh'",
      Sent(opus, #""thinking":{"type":"disabled"},"output_config":{"effort":"xhigh"},"#),
      inside: Sent(opus, #""thinking":{"type":"disabled"},"output_config":{"effort":"high"},"#),
      elsewhere: Sent("claude-opus-4-8", #""thinking":{"type":"disabled"},"output_config":{"effort":"xhigh"},"#)),
    RuleRow(
      .samplingWithThinking,
      "`temperature` may only be set to 1 when thinking is enabled. Please consult our documentation at "
        + "\(page)#important-considerations-when-using-extended-thinking",
      Sent(sonnet, #""temperature":0.5,"# + Part.thinking), inside: Sent(sonnet, #""temperature":1,"# + Part.thinking),
      elsewhere: Sent(sonnet, #""temperature":0.5,"#)),
    RuleRow(
      .samplingWithThinking,
      "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled. Please consult our documentation "
        + "at \(page)#important-considerations-when-using-extended-thinking",
      Sent(sonnet, #""top_p":0.9,"# + Part.thinking), inside: Sent(sonnet, #""top_p":0.95,"# + Part.thinking)),
    RuleRow(
      .samplingWithThinking,
      "`top_k` must be unset when thinking is enabled or in adaptive mode. Please consult our documentation at "
        + "\(page)#important-considerations-when-using-extended-thinking",
      Sent("claude-sonnet-4-6", #""top_k":5,"thinking":{"type":"adaptive"},"#),
      inside: Sent("claude-sonnet-4-6", #""top_k":5,"thinking":{"type":"disabled"},"#)),
  ]

  static let toolRows: [RuleRow] = [
    RuleRow(
      .forcedTool, "tool_choice: type \"tool\" and \"any\" are not supported for this model.",
      Sent("claude-fable-5-1", #""tool_choice":{"type":"any"},"# + Part.tools(Part.tool("a"))),
      inside: Sent("claude-fable-5-1", #""tool_choice":{"type":"auto"},"# + Part.tools(Part.tool("a"))),
      elsewhere: Sent("claude-haiku-5-5", #""tool_choice":{"type":"any"},"# + Part.tools(Part.tool("a")))),
    RuleRow(
      .forcedToolWithThinking, "Thinking may not be enabled when tool_choice forces tool use.",
      Sent(sonnet, #""tool_choice":{"type":"any"},"# + Part.thinking + Part.tools(Part.tool("a"))),
      inside: Sent(sonnet, #""tool_choice":{"type":"auto"},"# + Part.thinking + Part.tools(Part.tool("a"))),
      elsewhere: Sent(
        sonnet, #""tool_choice":{"type":"any"},"# + Part.thinking + Part.tools(Part.tool("a"))
      ).to(.countTokens)),
    RuleRow(
      .choiceWithoutTools, "tool_choice may only be specified while providing tools.",
      Sent(sonnet, #""tool_choice":{"type":"auto"},"#), inside: Sent(sonnet, #""tool_choice":{"type":"none"},"#)),
    RuleRow(
      .choiceWithoutTools, "tool_choice.any may only be specified while providing tools",
      Sent(sonnet, #""tool_choice":{"type":"any"},"#),
      inside: Sent(sonnet, #""tool_choice":{"type":"any"},"# + Part.tools(Part.tool("a")))),
    RuleRow(
      .choiceOfUnknownTool, "Tool 'b' not found in provided tools",
      Sent(sonnet, #""tool_choice":{"type":"tool","name":"b"},"# + Part.tools(Part.tool("a"))),
      inside: Sent(sonnet, #""tool_choice":{"type":"tool","name":"a"},"# + Part.tools(Part.tool("a")))),
    RuleRow(
      .toolName, "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'",
      Sent(opus, Part.tools(Part.tool("read file"))), inside: Sent(opus, Part.tools(Part.tool("read-file_2")))),
    RuleRow(
      .toolName, "tools.0.custom.name: String should have at most 128 characters",
      Sent(opus, Part.tools(Part.tool(String(repeating: "a", count: 129)))),
      inside: Sent(opus, Part.tools(Part.tool(String(repeating: "a", count: 128))))),
    RuleRow(
      .toolName, "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'",
      Sent(sonnet, Part.tools(Part.tool(String(repeating: "a", count: 65)))).on("2025-05-01"),
      inside: Sent(sonnet, Part.tools(Part.tool(String(repeating: "a", count: 64)))).on("2025-05-01"),
      elsewhere: Sent(sonnet, Part.tools(Part.tool(String(repeating: "a", count: 65)))).on("2025-08-03")),
    RuleRow(
      .uniqueToolNames, "tools: Tool names must be unique.", Sent(opus, Part.tools(Part.tool("a"), Part.tool("a"))),
      inside: Sent(opus, Part.tools(Part.tool("a"), Part.tool("b")))),
    RuleRow(
      .toolSchema, "tools.0.custom.input_schema.type: Field required", Sent(opus, Part.tools(Part.tool("a", "{}"))),
      inside: Sent(opus, Part.tools(Part.tool("a")))),
    RuleRow(
      .toolSchema, "tools.0.custom.input_schema.type: Input should be 'object'",
      Sent(opus, Part.tools(Part.tool("a", #"{"type":"string"}"#))), inside: Sent(opus, Part.tools(Part.tool("a")))),
    RuleRow(
      .toolSchema, "tools.0.custom.input_schema: Input does not match the expected shape.",
      Sent(opus, Part.tools(Part.tool("a", "true"))), inside: Sent(opus, Part.tools(Part.tool("a")))),
    RuleRow(
      .schemaAtTop,
      "tools.0.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level",
      Sent(opus, Part.tools(Part.tool("a", #"{"type":"object","oneOf":[{"required":["a"]}]}"#))),
      inside: Sent(opus, Part.tools(Part.tool("a", #"{"type":"object","properties":{"a":{"oneOf":[]}}}"#)))),
    RuleRow(
      .propertyNames,
      "tools.0.custom.input_schema.properties: Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'",
      Sent(opus, Part.tools(Part.tool("a", #"{"type":"object","properties":{"total ($)":{}}}"#))),
      inside: Sent(opus, Part.tools(Part.tool("a", #"{"type":"object","properties":{"total.usd-2_x":{}}}"#)))),
    RuleRow(
      .toolTypeOfModel, "'claude-opus-4-6' does not support tool types: text_editor_20250429.",
      Sent(
        "claude-opus-4-6", #""tools":[{"type":"text_editor_20250429","name":"str_replace_based_edit_tool"}],"#),
      inside: Sent(
        "claude-opus-4-6", #""tools":[{"type":"text_editor_20250728","name":"str_replace_based_edit_tool"}],"#),
      elsewhere: Sent(
        "claude-sonnet-4-20250514",
        #""tools":[{"type":"text_editor_20250429","name":"str_replace_based_edit_tool"}],"#)),
    RuleRow(
      .toolTypeOfModel, "'claude-opus-5-5' does not support tool types: computer_20251124.",
      Sent("claude-opus-5-5", computer), inside: Sent("claude-opus-4-8", computer),
      elsewhere: Sent("claude-opus-5-5", computer).by(.bedrock)),
    RuleRow(
      .toolTypeOfPlatform,
      "tools.0: Input tag 'web_search_20250305' found using 'type' does not match any of the expected tags: "
        + "'bash_20241022', 'bash_20250124', 'browser_toolset_20260801', 'computer_20241022', 'computer_20250124', "
        + "'computer_20251124', 'computer_toolset_20260801', 'custom', 'memory_20250818', 'text_editor_20241022', "
        + "'text_editor_20250124', 'text_editor_20250429', 'text_editor_20250728', 'tool_search_tool_bm25', "
        + "'tool_search_tool_bm25_20251119', 'tool_search_tool_regex', 'tool_search_tool_regex_20251119'",
      Sent(sonnet, search).by(.bedrock), inside: Sent(sonnet, Part.tools(Part.tool("a"))).by(.bedrock),
      elsewhere: Sent(sonnet, search).by(.google)),
    RuleRow(
      .toolsCounted, "tools.0: web_search_20250305 is not counted", Sent(sonnet, search).to(.countTokens),
      inside: Sent(sonnet, #""tools":[{"type":"bash_20250124","name":"bash"}],"#).to(.countTokens),
      elsewhere: Sent(sonnet, search)),
    RuleRow(
      .programmaticCalling,
      "'claude-haiku-4-5-20251001' does not support programmatic tool calling. The following tools have "
        + "`allowed_callers` that require it: web_search. Explicitly set `allowed_callers=[\"direct\"]` on these tools, or "
        + "use a model that supports programmatic tool calling.",
      Sent("claude-haiku-4-5", #""tools":[{"type":"web_search_20260209","name":"web_search"}],"#),
      inside: Sent(
        "claude-haiku-4-5",
        #""tools":[{"type":"web_search_20260209","name":"web_search","allowed_callers":["direct"]}],"#),
      elsewhere: Sent("claude-sonnet-4-6", #""tools":[{"type":"web_search_20260209","name":"web_search"}],"#)),
    RuleRow(
      .deferredTools, "At least one tool must have defer_loading=false. All tools cannot be deferred.",
      Sent(opus, Part.tools(Part.tool("a", #"{"type":"object"}"#, #""defer_loading":true,"#))),
      inside: Sent(
        opus, Part.tools(Part.tool("a", #"{"type":"object"}"#, #""defer_loading":true,"#), Part.tool("b")))),
    RuleRow(
      .deferredTools,
      "Tool 'a' cannot have both defer_loading=true and cache_control set. Tools with defer_loading cannot use prompt "
        + "caching.",
      Sent(
        opus,
        Part.tools(
          Part.tool("a", #"{"type":"object"}"#, #""defer_loading":true,"cache_control":{"type":"ephemeral"},"#),
          Part.tool("b"))),
      inside: Sent(
        opus,
        Part.tools(
          Part.tool("a", #"{"type":"object"}"#, #""defer_loading":true,"#),
          Part.tool("b", #"{"type":"object"}"#, #""cache_control":{"type":"ephemeral"},"#)))),
    RuleRow(
      .deferredToolCount, "tools: at most 10000 tools may be deferred, not 10001",
      Sent(
        opus,
        #""tools":["#
          + (0...10_000).map { Part.tool("t\($0)", #"{"type":"object"}"#, #""defer_loading":true,"#) }
          .joined(separator: ",") + "],"), inside: Sent(opus, Part.tools(Part.tool("a")))),
    RuleRow(
      .strictSchema, "tools.0.custom: For 'array' type, property 'maxItems' is not supported",
      Sent("claude-sonnet-4-6", strict(#"{"a":{"type":"array","maxItems":5}}"#)),
      inside: Sent("claude-sonnet-4-6", strict(#"{"a":{"type":"array","minItems":1}}"#))),
    RuleRow(
      .strictToolLimits,
      "Schemas contains too many optional parameters (25), which would make grammar compilation inefficient. Reduce the "
        + "number of optional parameters in your tool schemas (limit: 24).",
      Sent("claude-sonnet-4-6", strict("{" + optional(25) + "}")),
      inside: Sent("claude-sonnet-4-6", strict("{" + optional(24) + "}"))),
    RuleRow(
      .outputSchema,
      "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false",
      Sent(sonnet, #""output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},"#),
      inside: Sent(
        sonnet,
        #""output_config":{"format":{"type":"json_schema","schema":{"type":"object","additionalProperties":false}}},"#)),
    RuleRow(
      .outputFormatSupported, "'claude-sonnet-4-20250514' does not support output format.",
      Sent(
        "claude-sonnet-4-20250514",
        #""output_config":{"format":{"type":"json_schema","schema":{"type":"string"}}},"#),
      inside: Sent("claude-sonnet-4-20250514"),
      elsewhere: Sent(sonnet, #""output_config":{"format":{"type":"json_schema","schema":{"type":"string"}}},"#)),
  ]

  private static let computer =
    #""tools":[{"type":"computer_20251124","name":"computer","display_width_px":1024,"display_height_px":768}],"#
  private static let search = #""tools":[{"type":"web_search_20250305","name":"web_search"}],"#

  private static func billed(_ payer: String) -> Sent {
    Sent(opus, #""billing_policy":{"type":"billing_policy","bill_to":"\#(payer)"},"#)
      .sending("user-profiles-2026-03-24")
  }

  private static func strict(_ properties: String) -> String {
    Part.tools(
      Part.tool(
        "a", #"{"type":"object","additionalProperties":false,"properties":\#(properties)}"#, #""strict":true,"#))
  }

  private static func optional(_ count: Int) -> String {
    (0..<count).map { #""p\#($0)":{"type":"string"}"# }.joined(separator: ",")
  }

  static let editRows: [RuleRow] = [
    RuleRow(
      .compactionMinimum, "context_management.edits.0.trigger.value: Input should be greater than or equal to 50000",
      edits(opus, #"{"type":"compact_20260112","trigger":{"type":"input_tokens","value":49999}}"#),
      inside: edits(opus, #"{"type":"compact_20260112","trigger":{"type":"input_tokens","value":50000}}"#)),
    RuleRow(
      .compactionSupported,
      "'claude-sonnet-4-5-20250929' does not support the 'compact_20260112' context management strategy",
      edits(sonnet, #"{"type":"compact_20260112"}"#), inside: edits(sonnet, #"{"type":"clear_tool_uses_20250919"}"#),
      elsewhere: edits("claude-sonnet-4-6", #"{"type":"compact_20260112"}"#)),
    RuleRow(
      .clearThinkingFirst, "context_management.edits: clear_thinking_20251015 must be first",
      edits(opus, #"{"type":"clear_tool_uses_20250919"},{"type":"clear_thinking_20251015"}"#),
      inside: edits(opus, #"{"type":"clear_thinking_20251015"},{"type":"clear_tool_uses_20250919"}"#)),
    RuleRow(
      .clearThinkingNeedsThinking, "`clear_thinking_20251015` strategy requires `thinking` to be enabled or adaptive",
      edits(opus, #"{"type":"clear_thinking_20251015"}"#, #""thinking":{"type":"disabled"},"#),
      inside: edits(opus, #"{"type":"clear_thinking_20251015"}"#, #""thinking":{"type":"adaptive"},"#),
      elsewhere: edits(opus, #"{"type":"clear_thinking_20251015"}"#)),
    RuleRow(
      .editNumbers, "context_management.edits.0.keep.value: Input should be greater than or equal to 0",
      edits(opus, #"{"type":"clear_tool_uses_20250919","keep":{"type":"tool_uses","value":-3}}"#),
      inside: edits(opus, #"{"type":"clear_tool_uses_20250919","keep":{"type":"tool_uses","value":0}}"#)),
    RuleRow(
      .compactionOnDemand, "compaction: not supported together with context_management",
      Sent(opus, #""compaction":{"type":"summarize"},"context_management":{"edits":[]},"#),
      inside: Sent(opus, #""compaction":{"type":"summarize"},"#),
      elsewhere: Sent(opus, #""compaction":{"type":"summarize"},"context_management":{"edits":[]},"#)
        .to(.countTokens)),
  ]

  private static func edits(_ model: String, _ edits: String, _ fields: String = "") -> Sent {
    Sent(model, fields + #""context_management":{"edits":[\#(edits)]},"#)
      .sending("context-management-2025-06-27", "compact-2026-01-12")
  }
}
