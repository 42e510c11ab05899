// Each rule in a sentence, where it was read, and when.

extension RequestRule {
  typealias Text = (statement: String, sources: [String], date: String)

  var text: Text {
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
    case .taskBudgetSupported:
      (
        "Task budgets are for Opus 4.7 and later, Fable and Mythos 5 and later, Sonnet 5.5 and Haiku 5.5.", ["docs-10"],
        "2026-10"
      )
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
    case .imageCount:
      (
        "Images and documents, or their pages, are at most 600 in all, 100 for models of 200K.", ["issues"],
        "2026-03-13"
      )
    case .imageEdge:
      ("An image has at most 8,000 pixels a side, 2,000 where there are more than 20.", ["docs-08"], "2026-08")
    case .imageBytes:
      ("An image has at most 10 MB of base64, 5 on Bedrock and Google and before May 2026.", ["docs-08"], "2026-08")
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
    case .temperatureRange: ("temperature and top_p lie between 0 and 1.", ["records", "issues"], "2026-08-30")
    case .topKRange: ("top_k is not negative; -1 stands for none.", ["sdk-2.14", "records"], "2026-11")
    case .samplingWithThinking:
      (
        "With thinking the temperature is 1, top_p at least 0.95, and top_k unset.", ["records", "issues"], "2026-05-23"
      )
    case .temperatureWithTopP:
      (
        "From Opus 4.1 to Sonnet 4.6 temperature and top_p are not given together.", ["records", "issues"], "2026-09-29"
      )
    case .samplingRejected:
      ("From Opus 4.7 on, temperature, top_p and top_k keep their defaults.", ["docs-09"], "2026-09")
    case .fieldsRequired: ("Fields that decide what a part is are there.", ["docs-08"], "2026-08")
    case .fieldTypes: ("Fields have the types that the API knows.", ["docs-08"], "2026-08")
    case .knownBetas: ("Beta headers are names that the API knows.", ["sdk-2.11", "docs-10"], "2026-11-19")
    case .platformBetas: ("Bedrock takes no beta headers of what it does not serve.", ["issues"], "2026-08-03")
    case .knownRoles: ("Roles are user, assistant and system.", ["issues"], "2026-08-31")
    case .rolesAlternate:
      ("Before October 2024 the user spoke first, and roles took turns.", ["issues", "docs-08"], "2024-10-08")
    case .knownBlocks: ("Blocks are of types that the API knows.", ["records"], "2026-08")
    case .messagesPresent: ("A request has messages.", ["docs-08"], "2026-08")
    case .contentPresent: ("Messages have content, except a last one of the assistant.", ["records"], "2026-08")
    case .toolResultPairs: ("Each call is answered in the next turn, and only calls are.", ["records"], "2026-08")
    case .uniqueToolUseIDs: ("No two calls have one id.", ["docs-08"], "2026-08")
    case .prefill: ("From 4.6 on the last message is not the assistant's.", ["docs-08", "records"], "2026-08")
    case .prefillWithTools:
      ("On Bedrock Claude 3 may take no last message of the assistant with tools.", ["records"], "2026-08")
    case .prefillWithThinking:
      (
        "With enabled thinking the last message is not the assistant's, but in a cycle of tools.", ["docs-08"],
        "2025-11"
      )
    case .prefillWithFormat:
      ("A structured answer may not go on with a last message of the assistant.", ["docs-10"], "2026-10")
    case .mediaSource:
      ("On Bedrock and Google Cloud images are sent inline, not by URL.", ["records", "issues"], "2026-08")
    case .converseBlocks:
      (
        "Converse wants text beside documents, and takes neither video nor S3 places for Claude.", ["records"],
        "2026-08"
      )
    case .mediaAddress: ("Images and documents by address are fetched over https alone.", ["issues"], "2026-01-02")
    case .citationsSupported: ("Claude 3 Haiku has no citations.", ["records"], "2026-08")
    case .toolName:
      ("A tool's name has 1 to 128 letters, digits, _ and -; 64 before July 2025.", ["issues"], "2026-09-22")
    case .uniqueToolNames: ("No two tools have one name.", ["docs-08"], "2026-08")
    case .toolSchema: ("A tool's schema is an object of type object.", ["records"], "2026-08")
    case .strictSchema:
      (
        "Strict tools keep to the part of JSON Schema that can be compiled.", ["records", "docs-10"], "2026-10"
      )
    case .strictToolLimits:
      (
        "Strict tools are at most 20; with the answer's schema they have 24 optional and 16 union parameters.",
        ["records", "docs-10"], "2026-10"
      )
    case .outputSchema: ("So does the schema of a structured answer.", ["records", "docs-10"], "2026-10")
    case .outputFormatSupported: ("Sonnet 4 and 3.5 Haiku have no structured output.", ["records"], "2026-08")
    case .toolUsesCleared:
      ("clear_tool_uses_20250919 clears all but the last 3 results above 100,000 tokens.", ["docs-08"], "2026-08")
    case .editNumbers: ("Numbers of edits are not negative.", ["docs-08"], "2026-08")
    case .compactionMinimum: ("A compaction trigger is at least 50,000.", ["docs-08"], "2026-08")
    case .clearThinkingFirst: ("clear_thinking stands first among the edits.", ["docs-08"], "2026-08")
    case .compactionOnDemand:
      (
        "Compaction on demand goes without edits, stop sequences, a format, a forced tool and what is left of a budget.",
        ["docs-09"], "2026-09-25"
      )
    case .validJSON: ("A body is JSON in UTF-8, without half a surrogate pair.", ["issues"], "2025-07")
    case .extraInputs: ("Fields are those that the endpoint knows.", ["issues", "sdk-2.14"], "2026-08-31")
    case .betaFields: ("Some fields are known with their beta header only.", ["docs-08", "sdk-2.14"], "2026-11")
    case .knownTags: ("The type of a part is one that the API knows there.", ["issues", "records"], "2026-03")
    case .emptyText: ("Text blocks are not empty.", ["issues"], "2026-09-05")
    case .blankText: ("Text blocks are not white space alone.", ["issues", "records"], "2026-02")
    case .cacheOnEmptyText: ("No cache breakpoint stands on an empty text.", ["issues"], "2025-10")
    case .cacheOrder: ("No breakpoint of an hour stands behind one of five minutes.", ["issues"], "2026-05")
    case .systemRole: ("Some models take messages of the system, others do not.", ["issues", "records"], "2026-06-15")
    case .systemPlace:
      (
        "A message of the system follows the user's, and ends the conversation or stands before the assistant's.",
        ["issues"], "2026-08-31"
      )
    case .blockRoles: ("Calls and thinking are the assistant's, results the user's.", ["issues"], "2026")
    case .singleResult: ("A call has one result.", ["issues"], "2026-06-11")
    case .toolUseIDs: ("Ids of calls have letters, digits, _ and - only.", ["issues"], "2026-03")
    case .errorResultContent: ("A result that is an error says something.", ["issues"], "2025")
    case .serverResultPairs: ("A server tool's result follows its call.", ["issues"], "2026-06-01")
    case .prefillEnd: ("A prefill does not end in white space.", ["issues"], "2025")
    case .thinkingFirst:
      ("With enabled thinking a tool cycle begins with thinking, to Sonnet 4.5.", ["issues", "records"], "2026-01")
    case .thinkingSupported: ("Models before 3.7 do not think.", ["issues"], "2025")
    case .effortSupported: ("Models before Opus 4.5, Sonnet 4.5 and Haiku 4.5 have no effort.", ["issues"], "2026-06")
    case .choiceWithoutTools: ("A choice of tools has tools to choose from.", ["issues"], "2026-09-04")
    case .choiceOfUnknownTool: ("A tool that is chosen is among the tools.", ["issues"], "2026-09-04")
    case .blankStopSequence: ("Stop sequences are not white space alone.", ["issues"], "2026-10-04")
    case .billingInBatches: ("Requests of a batch are not billed to a user's profile.", ["sdk-2.14"], "2026-11")
    case .fallbackCredit:
      (
        "A refusal's credit is redeemed by a request of its own without fallbacks, not in a batch.", ["docs-10"],
        "2026-10"
      )
    case .fastMode:
      (
        "Fast mode is for Opus 4.6, 4.8, 5 and 5.5, earlier in 2026 for Opus 4.7; not in batches, nor on Foundry.",
        ["docs-10", "issues"], "2026-10"
      )
    case .containerWithoutTool: ("A container goes with code execution.", ["issues", "records"], "2026-08-31")
    case .userBlocks:
      ("Images and files for the container are the user's.", ["issues"], "2026-09-20")
    case .batchIDs:
      ("A batch's requests have ids of 1 to 64 letters, digits, _ and -.", ["issues"], "2026-09-28")
    case .serverCallPairs:
      ("A server tool's call has its result before the user speaks again.", ["docs-09", "issues"], "2026-07-26")
    case .inferenceGeoSupported:
      ("Models before Opus 4.6 do not take inference_geo.", ["docs-08", "issues"], "2026-10-09")
    case .automaticBreakpoint:
      ("The request's own cache breakpoint has the time of one on the last block.", ["docs-08"], "2026-08")
    case .turnScoped:
      ("A message of the system that holds for one turn has texts alone.", ["docs-09"], "2026-09-02")
    case .summaryFirst:
      ("A signed summary stands first in messages, and once, without a budget that goes on.", ["docs-09"], "2026-09-25")
    case .versionedBlocks:
      (
        "API version 2026-10-21 takes no documents of the assistant, and no citations of the user's texts.",
        ["docs-10"], "2026-10-21"
      )
    case .inferenceGeo: ("Inference is global or in the US.", ["issues"], "2026-08-30")
    case .userIDIsEmail: ("The user's id is no e-mail address.", ["issues"], "2025")
    case .versionedSampling:
      ("API version 2026-10-21 takes no temperature, top_p and top_k.", ["docs-10", "sdk-2.14"], "2026-10-21")
    case .declaredImageType: ("An image is of the type that it is said to be.", ["issues", "records"], "2026-01")
    case .toolTypeOfModel:
      ("A model takes its own versions of Anthropic's tools only.", ["issues", "docs-10"], "2026-09-22")
    case .toolTypeOfPlatform: ("Bedrock and Google Cloud do not run Anthropic's server tools.", ["issues"], "2026-09")
    case .toolsCounted:
      ("count_tokens takes no server tools but the advisor, nor the MCP connector.", ["docs-10"], "2026-11-23")
    case .sourcesCounted: ("count_tokens takes no media by URL or file id.", ["docs-10"], "2026-11-23")
    case .programmaticCalling:
      ("Haiku 4.5 and earlier take no tool that code may call.", ["issues", "records"], "2026-05-15")
    case .deferredTools: ("Not all tools are deferred, and none with a breakpoint.", ["docs-08", "issues"], "2026")
    case .schemaAtTop: ("A tool's schema has no anyOf, oneOf and allOf at the top.", ["issues"], "2026-04")
    case .propertyNames:
      ("Parameters of tools have names of 1 to 64 letters, digits, _, . and -.", ["issues"], "2026-07")
    case .compactionSupported: ("Compaction is for 4.6 and later, and Mythos Preview.", ["docs-08", "issues"], "2026")
    case .clearThinkingNeedsThinking: ("clear_thinking needs thinking.", ["issues", "records"], "2026")
    case .converseTurns: ("Converse pairs calls and results by its own words.", ["issues"], "2026")
    case .thinkingLast: ("An answer does not end in thinking.", ["issues"], "2025-12-11")
    case .thinkingBehind:
      (
        "With enabled thinking an answer that has thinking begins with it, unless it is interleaved.", ["issues"],
        "2026-01"
      )
    case .thinkingWhileOff: ("Without thinking a prefill has no thinking.", ["issues"], "2025-09-20")
    case .thinkingSignature: ("Thinking is signed by the API.", ["issues"], "2026-07")
    case .errorResultTexts: ("A result that is an error has texts alone.", ["issues"], "2026-03-17")
    case .mediaData: ("Media in the body are base64 of what they are said to be.", ["issues"], "2025-11-30")
    case .citationsAlike: ("All documents are cited, or none.", ["docs-10"], "2026-10")
    case .citationsWithFormat:
      ("Citations and structured output exclude each other.", ["docs-10", "issues"], "2026-04-15")
    case .toolNeedsBeta: ("Some of Anthropic's tools are known with their beta header only.", ["sdk-2.14"], "2026-11")
    case .searchDomains:
      ("A search allows domains or blocks them, and lists one at least.", ["docs-10", "issues"], "2026-04-10")
    case .mcpServers:
      (
        "Each MCP server has a name of its own, an address by HTTPS and one toolset.", ["docs-10", "issues"],
        "2026-09-21"
      )
    case .converseNames: ("Converse has its own rules for names of tools and documents.", ["issues"], "2026")
    }
  }
}
