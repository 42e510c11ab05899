/// A rule by which the remote API takes, cuts or refuses a request, with where it was read and when.
///
///     RequestRule.inputOverWindow.number      // 11
///     RequestRule.inputOverWindow.statement   // "Input alone over the window is refused by every model."
///
/// The article "The rules of a request" lists all of them with the test that shows each. Those that need a count are
/// applied by the planner, all others by ``RequestCheck``.
public enum RequestRule: String, CaseIterable, Sendable, Hashable {
  /// What occupies the window; ``statement`` says it in words.
  case sharedWindow, everythingCounts, sameRoleJoined, cachedTokensCount, thinkingWithinMaxTokens
  /// What occupies the window; ``statement`` says it in words.
  case earlierThinkingKept, earlierThinkingStripped, thinkingOfToolCycle, thinkingSwitchedOff, thinkingOverride
  /// What occupies the window; ``statement`` says it in words.
  case boundThinking
  /// What becomes of too much; ``statement`` says it in words.
  case inputOverWindow, overflowAccepted, overflowRefused, overflowHeader, overflowTruncated, countingUnlimited
  /// How much may be asked for; ``statement`` says it in words.
  case maxTokensOverMaximum, longBatchOutput, maxTokensZero, budgetMinimum, budgetWithinMaxTokens, taskBudgetMinimum
  /// How large the window is; ``statement`` says it in words.
  case windowOfModel, windowByHeader, windowOfSurface, budgetTags
  /// What else limits a request; ``statement`` says it in words.
  case bodySize, bedrockTextBytes, imageCount, imageEdge, imageBytes, imageType, pageCount, messageCount,
    cacheBreakpoints
  /// What else limits a request; ``statement`` says it in words.
  case deferredToolCount, streamingRequired
  /// What the API says of settings; ``statement`` says it in words.
  case thinkingMode, thinkingAtEffort, effortLevel, forcedTool, forcedToolWithThinking
  /// What the API says of settings; ``statement`` says it in words.
  case temperatureRange, samplingWithThinking, temperatureWithTopP, samplingRejected
  /// What it says of fields; ``statement`` says it in words.
  case fieldsRequired, fieldTypes, knownBetas
  /// What it says of messages; ``statement`` says it in words.
  case knownRoles, knownBlocks, messagesPresent, contentPresent, toolResultPairs, uniqueToolUseIDs, prefill,
    prefillWithTools
  /// What it says of messages; ``statement`` says it in words.
  case mediaSource, converseBlocks, citationsSupported
  /// What it says of tools and structured output; ``statement`` says it in words.
  case toolName, uniqueToolNames, toolSchema, strictSchema, strictToolLimits, outputSchema, outputFormatSupported
  /// What the API itself may take out; ``statement`` says it in words.
  case toolUsesCleared, editNumbers, compactionMinimum, clearThinkingFirst, compactionOnDemand

  /// From 1, in the order of the article. O(rules).
  public var number: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }

  /// The rule in a sentence.
  public var statement: String { text.statement }

  /// Keys of the catalogue's sources; `Catalog.source(_:)` explains them. `records` are recorded calls.
  public var sources: [String] { text.sources }

  /// The day or month of the source, or the day from which the rule has effect.
  public var date: String { text.date }
}

extension RequestRule {
  private typealias Text = (statement: String, sources: [String], date: String)

  private var text: Text {
    switch self {
    case .sharedWindow: ("Input and output share the window.", ["docs-08"], "2026-08")
    case .everythingCounts:
      ("System, tools, history, documents, images and tool results occupy the window.", ["docs-08"], "2026-08")
    case .sameRoleJoined:
      ("Messages of one role that follow each other are one turn.", ["sdk-2.10"], "2026-11-17")
    case .cachedTokensCount:
      ("Cached tokens, read or written, occupy the window as others do.", ["docs-08"], "2026-08")
    case .thinkingWithinMaxTokens: ("This turn's thinking counts within max_tokens.", ["docs-08"], "2026-08")
    case .earlierThinkingKept:
      (
        "Opus 4.5, Sonnet 4.6, Haiku 5.5 and later keep earlier turns' thinking as input.", ["docs-08", "docs-10"],
        "2026-10"
      )
    case .earlierThinkingStripped:
      ("Earlier Opus and Sonnet, and Haiku to 4.5, strip the thinking of earlier turns.", ["docs-08"], "2026-08")
    case .thinkingOfToolCycle:
      ("A user message of tool results alone continues the turn: its thinking stays.", ["docs-08"], "2026-08")
    case .thinkingSwitchedOff:
      (
        "To Opus 4.6, a request without thinking has its blocks of thinking stripped.", ["docs-08", "records"],
        "2026-08"
      )
    case .thinkingOverride:
      ("clear_thinking_20251015 overrides what the model does, both ways.", ["docs-08"], "2026-08")
    case .boundThinking:
      ("From Fable 5.1 and Opus 5.5 on, thinking is bound to all that stands before it.", ["docs-09"], "2026-08-31")
    case .inputOverWindow:
      ("Input alone over the window is refused by every model.", ["docs-08", "records"], "2026-08")
    case .overflowAccepted:
      (
        "From 4.5 on, input + max_tokens over the window is accepted and may stop with model_context_window_exceeded.",
        ["docs-08"], "2026-08"
      )
    case .overflowRefused: ("3.7, 4 and 4.1 refuse input + max_tokens over the window.", ["docs-08"], "2026-08")
    case .overflowHeader:
      ("The header model-context-window-exceeded-2025-08-26 makes them accept it.", ["docs-08"], "2025-08-26")
    case .overflowTruncated: ("Before 3.7 the output is cut silently.", ["docs-08"], "2026-08")
    case .countingUnlimited:
      ("count_tokens does not enforce the window, but on Bedrock it does.", ["docs-08"], "2026-09-22")
    case .maxTokensOverMaximum: ("max_tokens above the model's maximum is refused.", ["docs-08"], "2026-08")
    case .longBatchOutput:
      ("In batches output-300k-2026-03-24 raises the maximum to 300,000.", ["docs-08", "docs-10"], "2026-03-30")
    case .maxTokensZero: ("max_tokens 0 fills the cache, without thinking and not in batches.", ["docs-08"], "2026-08")
    case .budgetMinimum: ("A thinking budget is at least 1,024.", ["records"], "2026-08")
    case .budgetWithinMaxTokens:
      ("max_tokens exceeds the thinking budget, unless thinking is interleaved.", ["records"], "2026-02")
    case .taskBudgetMinimum: ("A task budget is at least 20,000.", ["docs-08"], "2026-08")
    case .windowOfModel:
      ("A model of 1M has that window by default, for everyone, at one price.", ["docs-08"], "2026-03-13")
    case .windowByHeader:
      ("context-1m-2025-08-07 gave some models 1M, by date and usage tier.", ["docs-08"], "2026-04-30")
    case .windowOfSurface:
      ("Chat products have windows of their own: 500K in claude.ai Enterprise.", ["docs-08"], "2026-08")
    case .budgetTags: ("Models with context awareness are told their budget and usage.", ["docs-08"], "2026-08")
    case .bodySize:
      ("A body has at most 32 MB; 20 on Bedrock, 30 on Google, 256 for a batch.", ["docs-08"], "2026-08")
    case .bedrockTextBytes: ("On Bedrock text has at most 9,000,000 bytes.", ["records"], "2025")
    case .imageCount: ("A request has at most 600 images, 100 for models of 200K.", ["docs-08"], "2026-03-13")
    case .imageEdge:
      ("An image has at most 8,000 pixels a side, 2,000 where there are more than 20.", ["docs-08"], "2026-08")
    case .imageBytes: ("An image has at most 10 MB of base64, 5 on Bedrock and Google.", ["docs-08"], "2026-08")
    case .imageType: ("Images are JPEG, PNG, GIF or WebP.", ["docs-08"], "2026-08")
    case .pageCount: ("PDFs have at most 600 pages in all, 100 below a window of 1M.", ["docs-08"], "2026-08")
    case .messageCount: ("A request has at most 100,000 messages.", ["sdk-2.10"], "2026-11-17")
    case .cacheBreakpoints: ("A request has at most four cache breakpoints.", ["docs-08"], "2026-08")
    case .deferredToolCount: ("A request defers at most 10,000 tools.", ["docs-08"], "2026-08")
    case .streamingRequired:
      ("SDKs do not wait for more than 21,333 tokens without streaming; 8,192 of Opus 4.", ["sdk-2.10"], "2026-11-17")
    case .thinkingMode: ("A model accepts its own kinds of thinking only.", ["docs-08", "docs-10"], "2026-10")
    case .thinkingAtEffort:
      ("Opus 5, Sonnet 5.5 and Haiku 5.5 think less only at effort high or below.", ["docs-10"], "2026-10")
    case .effortLevel: ("A model accepts its own levels of effort only.", ["docs-08", "records"], "2026-02")
    case .forcedTool: ("Fable 5.1, Opus 5.5, Sonnet 5.5 and later take no forced tool.", ["docs-09"], "2026-09")
    case .forcedToolWithThinking: ("Thinking and a forced tool exclude each other.", ["records"], "2026-08")
    case .temperatureRange: ("A temperature lies between 0 and 1.", ["records"], "2026-08")
    case .samplingWithThinking: ("With enabled thinking the temperature is 1.", ["records"], "2026-08")
    case .temperatureWithTopP: ("Haiku 4.5 takes temperature or top_p, not both.", ["records"], "2026-08")
    case .samplingRejected:
      ("From Opus 4.7 on, temperature, top_p and top_k keep their defaults.", ["docs-09"], "2026-09")
    case .fieldsRequired: ("Fields that decide what a part is are there.", ["docs-08"], "2026-08")
    case .fieldTypes: ("Fields have the types that the API knows.", ["docs-08"], "2026-08")
    case .knownBetas: ("What an unknown beta changes is not counted; it is named.", ["sdk-2.11"], "2026-11-19")
    case .knownRoles: ("Roles are user, assistant and system.", ["docs-08"], "2026-08")
    case .knownBlocks: ("Blocks are of types that the API knows.", ["records"], "2026-08")
    case .messagesPresent: ("A request has messages.", ["docs-08"], "2026-08")
    case .contentPresent: ("Messages have content, except a last one of the assistant.", ["records"], "2026-08")
    case .toolResultPairs: ("Each call is answered in the next turn, and only calls are.", ["records"], "2026-08")
    case .uniqueToolUseIDs: ("No two calls have one id.", ["docs-08"], "2026-08")
    case .prefill: ("From 4.6 on the last message is not the assistant's.", ["docs-08", "records"], "2026-08")
    case .prefillWithTools:
      ("On Bedrock Claude 3 may take no last message of the assistant with tools.", ["records"], "2026-08")
    case .mediaSource: ("On Bedrock images are sent inline, not by URL.", ["records"], "2026-08")
    case .converseBlocks:
      (
        "Converse wants text beside documents, and takes neither video nor S3 places for Claude.", ["records"],
        "2026-08"
      )
    case .citationsSupported: ("Claude 3 Haiku has no citations.", ["records"], "2026-08")
    case .toolName: ("A tool's name has 1 to 64 letters, digits, _ and -.", ["docs-08"], "2026-08")
    case .uniqueToolNames: ("No two tools have one name.", ["docs-08"], "2026-08")
    case .toolSchema: ("A tool's schema is an object of type object.", ["records"], "2026-08")
    case .strictSchema: ("Strict tools keep to the part of JSON Schema that can be compiled.", ["records"], "2026-08")
    case .strictToolLimits:
      ("Strict tools are at most 20, with 24 optional and 16 union parameters.", ["records"], "2026-08")
    case .outputSchema: ("So does the schema of a structured answer.", ["records"], "2026-08")
    case .outputFormatSupported: ("Sonnet 4 and 3.5 Haiku have no structured output.", ["records"], "2026-08")
    case .toolUsesCleared:
      ("clear_tool_uses_20250919 clears all but the last 3 results above 100,000 tokens.", ["docs-08"], "2026-08")
    case .editNumbers: ("Numbers of edits are not negative.", ["docs-08"], "2026-08")
    case .compactionMinimum: ("A compaction trigger is at least 50,000.", ["docs-08"], "2026-08")
    case .clearThinkingFirst: ("clear_thinking stands first among the edits.", ["docs-08"], "2026-08")
    case .compactionOnDemand:
      ("Compaction on demand stands alone, not on Bedrock, and the conversation fits.", ["docs-09"], "2026-09-14")
    }
  }
}
