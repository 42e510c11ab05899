// Where each rule holds, and what decides whether it is broken.

extension RequestRule {
  /// Where a rule holds.
  public struct Scope: Sendable, Hashable {
    /// Which models, in words.
    public var models = "all"
    /// Which platforms, in words.
    public var platforms = "all"
    /// Which endpoints, in words.
    public var endpoints = "all"
    /// The day from which the rule holds, or its limit does; nil where no change is known.
    public var since: String?
    /// The first day on which it holds no more; nil where it still does.
    public var until: String?
    /// What decides.
    public var standing = Standing.body
  }

  /// What decides whether a rule is broken.
  public enum Standing: String, Sendable, CaseIterable {
    /// The body alone, with the model, the endpoint and the day.
    case body
    /// The platform that takes it.
    case platform
    /// The headers that are sent with it.
    case header
    /// The account that sends it.
    case account
    /// How much it counts.
    case count
  }

  private static let answers = Scope(endpoints: "messages, batches")
  private static let bedrock = Scope(platforms: "Bedrock", standing: .platform)
  private static let converse = Scope(platforms: "Bedrock Converse", standing: .platform)
  private static let counted = Scope(standing: .count)

  /// Where the rule holds.
  public var scope: Scope {
    switch self {
    case .sharedWindow, .everythingCounts, .sameRoleJoined, .cachedTokensCount, .thinkingWithinMaxTokens,
      .thinkingOfToolCycle, .thinkingOverride, .toolUsesCleared:
      Self.counted
    case .earlierThinkingKept: Scope(models: "Opus 4.5, Sonnet 4.6, Haiku 5.5 and later", standing: .count)
    case .earlierThinkingStripped: Scope(models: "before those", standing: .count)
    case .thinkingSwitchedOff: Scope(models: "to Opus 4.6", standing: .count)
    case .boundThinking: Scope(models: "Fable 5.1, Opus 5.5 and later", standing: .account)
    case .inputOverWindow: Scope(endpoints: "messages, batches; count_tokens on Bedrock", standing: .count)
    case .overflowAccepted: Scope(models: "4.5 and later", endpoints: "messages, batches", standing: .count)
    case .overflowRefused: Scope(models: "3.7, 4 and 4.1", endpoints: "messages, batches", standing: .count)
    case .overflowHeader: Scope(models: "3.7, 4 and 4.1", endpoints: "messages, batches", standing: .header)
    case .overflowTruncated: Scope(models: "before 3.7", endpoints: "messages, batches", standing: .count)
    case .countingUnlimited: Scope(platforms: "all but Bedrock", endpoints: "count_tokens", standing: .count)
    case .windowOfModel, .windowOfSurface, .budgetTags: Self.counted
    case .windowByHeader: Scope(models: "Sonnet 4, 4.5, Opus 4.6, Sonnet 4.6", until: "2026-04-30", standing: .account)
    case .maxTokensOverMaximum: Scope(models: "each its own")
    case .budgetMinimum, .taskBudgetMinimum, .messagesPresent, .knownRoles, .validJSON,
      .messageCount, .cacheBreakpoints, .cacheOrder, .cacheOnEmptyText, .imageEdge, .imageType, .contentPresent,
      .emptyText, .toolResultPairs, .singleResult, .uniqueToolUseIDs, .toolUseIDs, .errorResultContent,
      .serverResultPairs, .serverCallPairs, .blockRoles, .userBlocks, .knownBlocks, .knownTags, .fieldsRequired,
      .fieldTypes,
      .extraInputs,
      .temperatureRange, .blankStopSequence, .choiceWithoutTools, .choiceOfUnknownTool, .uniqueToolNames, .toolSchema,
      .schemaAtTop, .propertyNames, .deferredTools, .deferredToolCount, .strictSchema, .strictToolLimits,
      .outputSchema, .editNumbers, .compactionMinimum, .clearThinkingFirst, .clearThinkingNeedsThinking,
      .containerWithoutTool, .userIDIsEmail, .thinkingLast, .thinkingSignature, .errorResultTexts, .mediaData,
      .citationsAlike, .citationsWithFormat, .searchDomains, .mcpServers, .automaticBreakpoint, .topKRange:
      Scope()
    case .taskBudgetSupported: Scope(models: "before Opus 4.7 and Fable 5, Sonnet to 5, Haiku to 4.5")
    case .mediaAddress: Scope(endpoints: "messages, batches")
    case .fallbackCredit: Scope(platforms: "Claude API", endpoints: "messages, batches")
    case .longBatchOutput: Scope(platforms: "Claude API", endpoints: "batches", since: "2026-03-30", standing: .header)
    case .batchIDs: Scope(endpoints: "batches")
    case .maxTokensZero: Self.answers
    case .budgetWithinMaxTokens: Scope(models: "with enabled thinking", endpoints: "messages, batches")
    case .bodySize: Scope(standing: .platform)
    case .bedrockTextBytes, .platformBetas: Self.bedrock
    case .mediaSource: Scope(platforms: "Bedrock, Google Cloud", standing: .platform)
    case .imageCount, .pageCount: Scope(models: "100 for models of 200K, 600 for others", since: "2026-03-13")
    case .imageBytes: Scope(since: "2026-05-01")
    case .declaredImageType: Scope(models: "4.5 and later", since: "2025-12-01")
    case .streamingRequired: Scope(platforms: "Anthropic's SDKs", endpoints: "messages", standing: .platform)
    case .thinkingMode: Scope(models: "each its own")
    case .thinkingSupported: Scope(models: "before 3.7")
    case .thinkingAtEffort: Scope(models: "Opus 5, Sonnet 5.5, Haiku 5.5")
    case .thinkingFirst: Scope(models: "3.7 to 4.5", endpoints: "messages, batches")
    case .thinkingBehind: Scope(models: "with enabled thinking", standing: .header)
    case .thinkingWhileOff: Scope(models: "to 4.5")
    case .toolNeedsBeta: Scope(standing: .header)
    case .effortLevel: Scope(models: "with effort")
    case .effortSupported: Scope(models: "without effort")
    case .forcedTool: Scope(models: "Fable and Mythos 5.1 and later, Opus 5.5, Sonnet 5.5")
    case .forcedToolWithThinking: Scope(models: "with thinking", endpoints: "messages, batches")
    case .samplingWithThinking: Scope(models: "with thinking", endpoints: "messages, batches")
    case .temperatureWithTopP: Scope(models: "Opus 4.1, 4.5, 4.6, Sonnet 4.5, 4.6, Haiku 4.5")
    case .samplingRejected: Scope(models: "4.7 and later, Mythos Preview")
    case .versionedSampling, .versionedBlocks: Scope(since: "2026-10-21", standing: .header)
    case .billingInBatches: Scope(platforms: "Claude API", endpoints: "batches")
    case .fastMode: Scope(models: "all but Opus 4.6, 4.8, 5, 5.5; in batches all", platforms: "Claude API, Foundry")
    case .inferenceGeo: Scope(models: "from 4.6 on", platforms: "Claude API")
    case .inferenceGeoSupported: Scope(models: "before 4.6", platforms: "Claude API")
    case .betaFields: Scope(standing: .header)
    case .knownBetas: Scope(standing: .header)
    case .rolesAlternate: Scope(until: "2024-10-08")
    case .systemRole: Scope(models: "before Opus 4.8, Fable 5, Sonnet 5.5 and Haiku 5.5")
    case .turnScoped: Scope(models: "with messages of the system")
    case .systemPlace: Scope(models: "with messages of the system")
    case .blankText: Scope(models: "all; the assistant's may be kept where other blocks stand beside it")
    case .prefill: Scope(models: "4.6 and later, Mythos Preview", endpoints: "messages, batches")
    case .prefillEnd: Scope(models: "to 4.5", endpoints: "messages, batches")
    case .prefillWithThinking: Scope(models: "3.7 to 4.5", endpoints: "messages, batches")
    case .prefillWithFormat: Scope(models: "to 4.5", endpoints: "messages, batches")
    case .prefillWithTools: Scope(models: "Claude 3", platforms: "Bedrock Converse", standing: .platform)
    case .sourcesCounted, .toolsCounted: Scope(endpoints: "count_tokens")
    case .converseBlocks, .converseTurns, .converseNames: Self.converse
    case .citationsSupported: Scope(models: "Claude 3 Haiku")
    case .toolName: Scope(models: "all; 64 characters before", since: "2025-07-01")
    case .toolTypeOfModel: Scope(models: "each its own")
    case .toolTypeOfPlatform: Scope(platforms: "Bedrock, Google Cloud", standing: .platform)
    case .programmaticCalling: Scope(models: "Haiku to 4.5")
    case .outputFormatSupported: Scope(models: "Sonnet 4, 3.5 Haiku")
    case .compactionSupported: Scope(models: "before 4.6")
    case .compactionOnDemand: Scope(platforms: "all but Bedrock", endpoints: "messages, batches")
    case .summaryFirst: Self.answers
    }
  }
}
