// What the API answers where a rule is broken, with names in braces for what differs from request to request.

extension RequestRule {
  /// A refusal's wording.
  public struct Words: Sendable, Hashable {
    /// For example `max_tokens: {asked} > {most}, which is …`: a name in braces stands for a part of the request.
    public let template: String
    /// Whether the API was seen to say so; else the wording is ours, after the API's manner.
    public let isVerbatim: Bool

    /// The message, with its parts filled in. O(n).
    func filled(_ parts: KeyValuePairs<String, String>) -> String {
      let text = Array(template.utf8)
      var message: [UInt8] = []
      message.reserveCapacity(parts.reduce(text.count) { $0 + $1.value.utf8.count })
      var index = 0
      while let open = text[index...].firstIndex(of: UInt8(ascii: "{")) {
        message += text[index..<open]
        index = open + 1
        let end = text[index...].firstIndex { ($0 | 0x20) &- 0x61 >= 26 } ?? text.endIndex
        // Braces of a pattern, such as `{1,64}`, stand for themselves.
        guard end > index, end < text.endIndex, text[end] == UInt8(ascii: "}") else {
          message.append(UInt8(ascii: "{"))
          continue
        }
        let name = String(decoding: text[index..<end], as: UTF8.self)
        message += (parts.first { $0.key == name }?.value ?? "{\(name)}").utf8
        index = end + 1
      }
      message += text[index...]
      return String(decoding: message, as: UTF8.self)
    }
  }

  private static func api(_ templates: String...) -> [Words] {
    templates.map { Words(template: $0, isVerbatim: true) }
  }

  private static func ours(_ templates: String...) -> [Words] {
    templates.map { Words(template: $0, isVerbatim: false) }
  }

  private static let thinkingPage = "https://docs.claude.com/en/docs/build-with-claude/extended-thinking"
  private static let samplingPage =
    "Please consult our documentation at \(thinkingPage)#important-considerations-when-using-extended-thinking"

  /// What the API answers; none for a rule that refuses nothing.
  public var words: [Words] {
    switch self {
    case .sharedWindow, .everythingCounts, .sameRoleJoined, .cachedTokensCount, .thinkingWithinMaxTokens,
      .earlierThinkingKept, .earlierThinkingStripped, .thinkingOfToolCycle, .thinkingSwitchedOff, .thinkingOverride,
      .overflowAccepted, .overflowHeader, .overflowTruncated, .countingUnlimited, .windowOfModel, .windowOfSurface,
      .budgetTags, .streamingRequired, .toolUsesCleared:
      []
    case .boundThinking:
      Self.api(
        "{place}: Invalid `signature` in `thinking` block. The block is bound to a different conversation. Remove the "
          + "block, or set `thinking.block_binding.prefix_mismatch_behavior` to \"drop_block\".")

    // Too much.
    case .inputOverWindow, .windowByHeader:
      Self.api(
        "prompt is too long: {count} tokens > {most} maximum", "Input is too long for requested model.")
    case .overflowRefused:
      Self.api(
        "input length and `max_tokens` exceed context limit: {count} + {asked} > {most}, decrease input length or "
          + "`max_tokens` and try again")
    case .maxTokensOverMaximum, .longBatchOutput:
      Self.api(
        "max_tokens: {asked} > {most}, which is the maximum allowed number of output tokens for {model}")
    case .maxTokensZero:
      Self.api("max_tokens: must be greater than or equal to 0")
        + Self.ours("max_tokens: Input should be greater than or equal to 1")
    case .budgetMinimum: Self.api("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")
    case .budgetWithinMaxTokens:
      Self.api(
        "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at "
          + "\(Self.thinkingPage)#max-tokens-and-context-window-size")
    case .taskBudgetMinimum:
      Self.ours("output_config.task_budget.total: Input should be greater than or equal to {least}")
    case .taskBudgetSupported: Self.ours("'{model}' does not support task budgets.")
    case .bodySize: Self.api("Request exceeds the maximum size")
    case .bedrockTextBytes: Self.api("too many total text bytes: {count} > {most}")
    case .batchIDs:
      Self.api("{place}custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'")
    case .messageCount: Self.ours("messages: List should have at most {most} items")

    // Media.
    case .imageCount:
      Self.api(
        "too many images and documents: {images} + {documents} > {most}",
        "Too much media: {pages} document pages + {images} images > {most}")
    case .imageEdge:
      Self.api(
        "{place}.data: At least one of the image dimensions exceed max allowed size{many}: {edge} pixels")
    case .imageBytes: Self.api("{place}: image exceeds {megabytes} MB maximum: {bytes} bytes > {most} bytes")
    case .imageType:
      Self.api("{place}.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'")
    case .declaredImageType:
      Self.api(
        "{place}: The image was specified using the {declared} media type, but the image appears to be a {found} image",
        "{place}.data: Image does not match the provided media type {declared}")
    case .pageCount: Self.api("{place}.pdf.source.base64.data: A maximum of {most} PDF pages may be provided.")
    case .mediaData:
      Self.api(
        "{place}: invalid base64 data", "{place}: image cannot be empty",
        "{place}.data: The PDF specified was not valid.")
    case .mediaSource: Self.api("{place}.data: URL sources are not supported")
    case .mediaAddress: Self.api("Only HTTPS URLs are supported.")
    case .sourcesCounted: Self.ours("{place}: media by {kind} are not counted")
    case .citationsSupported: Self.api("'{model}' does not support citations.")
    case .citationsAlike: Self.ours("{place}: citations must be enabled on all or none of the documents")
    case .citationsWithFormat: Self.ours("{place}: citations are not supported together with structured output")

    // Cache breakpoints.
    case .cacheBreakpoints:
      Self.api("A maximum of {most} blocks with cache_control may be provided. Found {count}.")
    case .cacheOrder:
      Self.api(
        "{place}.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. "
          + "Note that blocks are processed in the following order: `tools`, `system`, `messages`.")
    case .automaticBreakpoint:
      Self.ours("cache_control: the last block has a breakpoint of another ttl")
    case .cacheOnEmptyText: Self.api("{place}: cache_control cannot be set for empty text blocks")

    // Thinking and effort.
    case .thinkingMode:
      Self.api(
        "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and "
          + "\"output_config.effort\" to control thinking behavior.",
        "adaptive thinking is not supported on this model",
        "\"thinking.type.disabled\" is not supported for this model. Thinking defaults to adaptive mode when not "
          + "specified; use \"thinking.type.enabled\" with \"budget_tokens\" for extended thinking.",
        "\"thinking.type.between_tools\" is not supported for this model.")
    case .thinkingSupported: Self.api("'{model}' does not support thinking.")
    case .thinkingAtEffort: Self.ours("\"thinking.type.{type}\" is not supported at effort '{effort}'")
    case .thinkingFirst:
      Self.api(
        "{place}.type: Expected `thinking` or `redacted_thinking`, but found `{found}`. When `thinking` is enabled, a "
          + "final `assistant` message must start with a thinking block (preceeding the lastmost set of `tool_use` and "
          + "`tool_result` blocks). We recommend you include thinking blocks from previous turns. To avoid this "
          + "requirement, disable `thinking`. Please consult our documentation at \(Self.thinkingPage)")
    case .thinkingLast: Self.api("{place}: The final block in an assistant message cannot be `{type}`.")
    case .thinkingBehind:
      Self.api(
        "{place}: If an assistant message contains any thinking blocks, the first block must be `thinking` or "
          + "`redacted_thinking`. Found `{found}`.")
    case .thinkingWhileOff:
      Self.api(
        "{place}: When thinking is disabled, an `assistant` message in the final position cannot contain `{type}`. To "
          + "use thinking blocks, enable `thinking` in your request.")
    case .thinkingSignature:
      Self.api(
        "{place}: Invalid `signature` in `thinking` block", "{place}: Invalid `data` in `redacted_thinking` block",
        "{place}.thinking: each thinking block must contain thinking")
    case .effortLevel:
      Self.api("This model does not support effort level '{effort}'. Supported levels: {levels}.")
    case .effortSupported: Self.api("This model does not support the effort parameter.")

    // Sampling and other settings.
    case .temperatureRange: Self.api("{name}: range: 0..1")
    case .topKRange: Self.ours("top_k: Input should be greater than or equal to 0")
    case .samplingWithThinking:
      Self.api(
        "`temperature` may only be set to 1 when thinking is enabled{mode}. \(Self.samplingPage)",
        "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled{mode}. \(Self.samplingPage)",
        "`top_k` must be unset when thinking is enabled{mode}. \(Self.samplingPage)")
    case .temperatureWithTopP:
      Self.api("`temperature` and `top_p` cannot both be specified for this model. Please use only one.")
    case .samplingRejected: Self.api("`{name}` is deprecated for this model.")
    case .versionedSampling: Self.ours("{name}: Extra inputs are not permitted in anthropic-version 2026-10-21")
    case .blankStopSequence: Self.api("stop_sequences: each stop sequence must contain non-whitespace")
    case .billingInBatches: Self.ours("billing_policy.bill_to: 'user_profile' is not supported in batches")
    case .fallbackCredit:
      Self.ours(
        "fallback_credit_token: not supported together with fallbacks",
        "fallback_credit_token: not supported in batches")
    case .fastMode:
      Self.api("'{model}' does not support the `speed` parameter.")
        + Self.ours("speed: fast mode is not available {place}")
    case .containerWithoutTool:
      Self.api(
        "container: Container identifier can only be provided when using the code execution tool",
        "container: skills can only be used when a code execution tool is enabled")
    case .inferenceGeoSupported: Self.api("'{model}' does not support inference_geo.")
    case .versionedBlocks:
      Self.ours(
        "{place}: document blocks are not permitted in assistant messages in anthropic-version 2026-10-21",
        "{place}.citations: citations are not permitted in user messages in anthropic-version 2026-10-21")
    case .inferenceGeo: Self.api("inference_geo: must be one of ['global', 'us']")
    case .userIDIsEmail: Self.api("metadata.user_id: user_id appears to contain an email address")

    // Fields.
    case .validJSON:
      Self.api(
        "The request body is not valid JSON: no low surrogate in string: line {line} column {column} (char {char})",
        "The request body is not valid JSON: invalid low surrogate in string: line {line} column {column} (char {char})",
        "The request body is not valid JSON: invalid high surrogate in string: line {line} column {column} (char {char})"
      ) + Self.ours("The request body is not valid JSON: a string is not valid UTF-8: byte {char}")
    case .fieldsRequired: Self.api("{place}: Field required")
    case .fieldTypes:
      Self.api(
        "{place}: Input should be {what}", "{place}: String should have {what}",
        "{place}: Input should be greater than or equal to {what}", "{place}: Input does not match the expected shape.",
        "{place}: Input should be greater than {what}")
    case .knownTags, .knownBlocks:
      Self.api("{place}: Input tag '{tag}' found using 'type' does not match any of the expected tags: {tags}")
    case .extraInputs: Self.api("{place}: Extra inputs are not permitted")
    case .betaFields:
      Self.api("{place}: Extra inputs are not permitted", "{place}: Input should be {what}")
        + Self.ours("{place}: Input tag 'compaction' found using 'type' does not match any of the expected tags")
    case .platformBetas: Self.api("invalid beta flag")
    case .knownBetas:
      Self.api(
        "Unexpected value(s) {names} for the `anthropic-beta` header. Please consult our documentation at "
          + "platform.claude.com/docs or try again without the header.", "invalid beta flag")

    // Messages.
    case .messagesPresent: Self.api("messages: at least one message is required")
    case .knownRoles:
      Self.api(
        "messages: Unexpected role \"{role}\". Allowed roles are \"user\" or \"assistant\"",
        "messages: Unexpected role \"tool\". Allowed roles are \"user\" or \"assistant\". For instructions on how to "
          + "use tools, see https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview.")
    case .rolesAlternate:
      Self.api(
        "messages: first message must use the \"user\" role",
        "messages: roles must alternate between \"user\" and \"assistant\", but found multiple \"{role}\" roles in a row"
      )
    case .systemRole:
      Self.api(
        "role 'system' is not supported on this model",
        "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not \"system\" "
          + "as an input message role.")
    case .systemPlace:
      Self.api(
        "messages.0: use the top-level 'system' parameter for the initial system prompt; the directive-only form "
          + "(content: [] with output_config) is accepted at any position",
        "{place}: role 'system' must precede an 'assistant' message or end the array; the directive-only form (content: "
          + "[] with output_config) is accepted at any position",
        "{place}: system content must contain at least one block",
        "{place}: role 'system' supports text, tool_addition, and tool_removal blocks only",
        "{place}: system text blocks must contain non-whitespace text")
        + Self.ours("{place}: role 'system' must follow a 'user' message")
    case .turnScoped:
      Self.api(
        "{place}: clear_at is only permitted on role 'system' messages",
        "{place}: a turn-scoped system message supports text blocks only (clear_at: 'next_user_message')",
        "{place}: output_config is not permitted on a turn-scoped system message (clear_at: 'next_user_message')",
        "{place}: cache_control is not permitted on a turn-scoped system message (clear_at: 'next_user_message')")
    case .userBlocks: Self.api("{place}: '{type}' blocks are not permitted within assistant turns")
    case .blockRoles:
      Self.api("{place}: `{type}` blocks can only be in `{role}` messages")
    case .contentPresent:
      Self.api(
        "{place}: all messages must have non-empty content except for the optional final assistant message",
        "{place}: user messages must have non-empty content")
    case .emptyText: Self.api("{place}: text content blocks must be non-empty")
    case .blankText: Self.api("{place}: text content blocks must contain non-whitespace text")
    case .toolResultPairs:
      Self.api(
        "{place}: `tool_use` ids were found without `tool_result` blocks immediately after{ids}. Each `tool_use` block "
          + "must have a corresponding `tool_result` block in the next message.",
        "{place}: unexpected `tool_use_id` found in `tool_result` blocks{ids}. Each `tool_result` block must have a "
          + "corresponding `tool_use` block in the previous message.")
    case .singleResult:
      Self.api(
        "{place}: each tool_use must have a single result. Found multiple `tool_result` blocks with id: {id}")
    case .uniqueToolUseIDs: Self.api("{place}: `tool_use` ids must be unique")
    case .toolUseIDs: Self.api("{place}: String should match pattern '{pattern}'")
    case .errorResultContent: Self.api("{place}: content cannot be empty if `is_error` is true")
    case .errorResultTexts: Self.api("{place}: all content must be type `text` if `is_error` is true")
    case .serverResultPairs:
      Self.api(
        "{place}: unexpected `tool_use_id` found in `{type}` blocks: {id}. Each `{type}` block must have a "
          + "corresponding `server_tool_use` block before it.")
    case .serverCallPairs:
      Self.api(
        "{place}: `{name}` tool use with id `{id}` was found without a corresponding `{name}_tool_result` block")
    case .prefill:
      Self.api(
        "This model does not support assistant message prefill. The conversation must end with a user message.")
    case .prefillEnd: Self.api("messages: final assistant content cannot end with trailing whitespace")
    case .prefillWithTools:
      Self.api(
        "Your API request included an `assistant` message in the final position, which would pre-fill the `assistant` "
          + "response. When using tools, pre-filling the `assistant` response is not supported.")
    case .prefillWithThinking: Self.ours("thinking: not supported together with assistant message prefill")
    case .prefillWithFormat: Self.ours("{name}: not supported together with assistant message prefill")

    // Converse.
    case .converseBlocks:
      Self.api(
        "A text block must be included when using documents. Add a text block and retry your request.",
        "This model doesn't support the video content block that you provided. Update the content block and try again.",
        "This model doesn't support the s3Uri field. Remove s3Uri and try again.",
        "The text field in the ContentBlock object at {place} is blank. Add text to the text field, and try again.",
        "The content field in the Message object at {place} is empty. Add a ContentBlock object to the content field "
          + "and try again.")
    case .converseTurns:
      Self.api(
        "Expected toolResult blocks at {place} for the following Ids: {ids}",
        "The number of toolResult blocks at {place} exceeds the number of toolUse blocks of previous turn.",
        "The toolConfig field must be defined when using toolUse and toolResult content blocks.",
        "A conversation must start with a user message. Try again with a conversation that starts with a user message.",
        "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between "
          + "user and assistant roles and try again.")
    case .converseNames:
      Self.api(
        "1 validation error detected: Value '{name}' at '{place}' failed to satisfy constraint: Member must have length "
          + "less than or equal to 64",
        "1 validation error detected: Value '{name}' at '{place}' failed to satisfy constraint: Member must satisfy "
          + "regular expression pattern: [a-zA-Z0-9_-]+",
        "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, "
          + "and square brackets. The name can't contain more than one consecutive whitespace character.")

    // Tools.
    case .forcedTool: Self.api("tool_choice: type \"tool\" and \"any\" are not supported for this model.")
    case .forcedToolWithThinking: Self.api("Thinking may not be enabled when tool_choice forces tool use.")
    case .choiceWithoutTools:
      Self.api(
        "tool_choice may only be specified while providing tools.",
        "tool_choice.any may only be specified while providing tools")
    case .choiceOfUnknownTool: Self.api("Tool '{name}' not found in provided tools")
    case .toolName:
      Self.api(
        "{place}: String should match pattern '^[a-zA-Z0-9_-]{1,{most}}$'",
        "{place}: String should have at most {most} characters", "{place}: String should have at least 1 character")
    case .uniqueToolNames: Self.api("tools: Tool names must be unique.")
    case .toolSchema:
      Self.api(
        "{place}: Input does not match the expected shape.", "{place}.type: Field required",
        "{place}.type: Input should be 'object'")
        + Self.api(
          "{place}: JSON schema is invalid. It must match JSON Schema draft 2020-12 "
            + "(https://json-schema.org/draft/2020-12). Learn more about tool use at "
            + "https://docs.claude.com/en/docs/tool-use.")
    case .schemaAtTop:
      Self.api("{place}: input_schema does not support oneOf, allOf, or anyOf at the top level")
    case .propertyNames:
      Self.api("{place}.properties: Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'")
    case .toolTypeOfModel: Self.api("'{model}' does not support tool types: {types}.")
    case .toolTypeOfPlatform, .toolNeedsBeta:
      Self.api("{place}: Input tag '{tag}' found using 'type' does not match any of the expected tags: {tags}")
    case .searchDomains:
      Self.api("{place}: Empty list of domains is ambiguous. Provide at least one domain or null.")
        + Self.ours("{place}: only one of allowed_domains and blocked_domains may be given")
    case .mcpServers:
      Self.api("MCP server '{name}' is defined but not referenced by any mcp_toolset in tools.")
        + Self.ours(
          "{place}: MCP server '{name}' is not among mcp_servers", "{place}: MCP server '{name}' is named twice",
          "{place}: URL must start with https://")
    case .toolsCounted: Self.ours("{place}: {type} is not counted")
    case .programmaticCalling:
      Self.api(
        "'{model}' does not support programmatic tool calling. The following tools have `allowed_callers` that require "
          + "it: {names}. Explicitly set `allowed_callers=[\"direct\"]` on these tools, or use a model that supports "
          + "programmatic tool calling.")
    case .deferredToolCount: Self.ours("tools: at most {most} tools may be deferred, not {count}")
    case .deferredTools:
      Self.api(
        "At least one tool must have defer_loading=false. All tools cannot be deferred.",
        "Tool '{name}' cannot have both defer_loading=true and cache_control set. Tools with defer_loading cannot use "
          + "prompt caching.",
        "Tool reference '{name}' not found in available tools")
    case .strictSchema: Self.api("{place}: {fault}") + Self.ours("{place}: {fault}")
    case .strictToolLimits:
      Self.api(
        "Too many strict tools ({count}). The maximum number of strict tools supported is {most}. Try reducing the "
          + "number of tools marked as strict.",
        "Schemas contains too many optional parameters ({count}), which would make grammar compilation inefficient. "
          + "Reduce the number of optional parameters in your tool schemas (limit: {most}).",
        "Schemas contains too many parameters with union types ({count} parameters with type arrays or anyOf). This "
          + "causes exponential compilation cost. Reduce the number of nullable or union-typed parameters (limit: "
          + "{most} parameters with unions).")
    case .outputSchema: Self.api("{place}: Field required", "{place}: {fault}") + Self.ours("{place}: {fault}")
    case .outputFormatSupported: Self.api("'{model}' does not support output format.")

    // Edits.
    case .editNumbers: Self.ours("{place}: Input should be greater than or equal to 0")
    case .compactionMinimum: Self.ours("{place}: Input should be greater than or equal to 50000")
    case .compactionSupported:
      Self.api("'{model}' does not support the '{type}' context management strategy")
        + Self.ours("'{model}' does not support the `compaction` parameter")
    case .clearThinkingFirst:
      Self.ours("context_management.edits: clear_thinking_20251015 must be first")
    case .clearThinkingNeedsThinking:
      Self.api("`{type}` strategy requires `thinking` to be enabled or adaptive")
    case .compactionOnDemand:
      Self.ours("compaction: not supported together with {name}")
        + Self.api("compaction: Extra inputs are not permitted")
    case .summaryFirst:
      Self.ours(
        "{place}: a `compaction` block must come first in messages: the messages it summarizes must be removed",
        "{place}: only one `compaction` block is permitted",
        "output_config.task_budget.remaining: not supported together with `compaction` blocks")
    }
  }
}
