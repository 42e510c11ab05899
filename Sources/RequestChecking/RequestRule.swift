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
  case maxTokensOverMaximum, longBatchOutput, maxTokensZero, budgetMinimum, budgetWithinMaxTokens, taskBudgetMinimum,
    taskBudgetSupported
  /// How large the window is; ``statement`` says it in words.
  case windowOfModel, windowByHeader, windowOfSurface, budgetTags
  /// What else limits a request; ``statement`` says it in words.
  case bodySize, bedrockTextBytes, imageCount, imageEdge, imageBytes, imageType, declaredImageType, mediaData,
    pageCount, messageCount, cacheBreakpoints, cacheOrder, cacheOnEmptyText, automaticBreakpoint
  /// What else limits a request; ``statement`` says it in words.
  case deferredToolCount, streamingRequired, batchIDs
  /// What the API says of settings; ``statement`` says it in words.
  case thinkingMode, thinkingSupported, thinkingAtEffort, thinkingFirst, thinkingLast, thinkingBehind, thinkingWhileOff,
    thinkingSignature, effortLevel, effortSupported, forcedTool, forcedToolWithThinking, choiceWithoutTools,
    choiceOfUnknownTool
  /// What the API says of settings; ``statement`` says it in words.
  case temperatureRange, topKRange, samplingWithThinking, temperatureWithTopP, samplingRejected, versionedSampling,
    blankStopSequence, versionedBlocks, fastMode, containerWithoutTool, inferenceGeo, inferenceGeoSupported,
    userIDIsEmail, billingInBatches, fallbackCredit
  /// What it says of fields; ``statement`` says it in words.
  case validJSON, fieldsRequired, fieldTypes, knownTags, extraInputs, betaFields, knownBetas, platformBetas
  /// What it says of messages; ``statement`` says it in words.
  case knownRoles, rolesAlternate, systemRole, systemPlace, turnScoped, knownBlocks, blockRoles, userBlocks,
    messagesPresent, contentPresent, emptyText, blankText, toolResultPairs, singleResult, uniqueToolUseIDs, toolUseIDs,
    errorResultContent, errorResultTexts, serverResultPairs, serverCallPairs, prefill, prefillEnd, prefillWithTools,
    prefillWithFormat, prefillWithThinking
  /// What it says of messages; ``statement`` says it in words.
  case mediaSource, mediaAddress, sourcesCounted, converseBlocks, converseTurns, converseNames, citationsSupported,
    citationsAlike,
    citationsWithFormat
  /// What it says of tools and structured output; ``statement`` says it in words.
  case toolName, uniqueToolNames, toolSchema, schemaAtTop, propertyNames, toolTypeOfModel, toolTypeOfPlatform,
    toolNeedsBeta, searchDomains, mcpServers, toolsCounted, programmaticCalling, deferredTools, strictSchema,
    strictToolLimits, outputSchema,
    outputFormatSupported
  /// What the API itself may take out; ``statement`` says it in words.
  case toolUsesCleared, editNumbers, compactionMinimum, compactionSupported, clearThinkingFirst,
    clearThinkingNeedsThinking, compactionOnDemand, summaryFirst

  /// From 1, in the order of the article. O(rules).
  public var number: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }

  /// The rule in a sentence.
  public var statement: String { text.statement }

  /// Keys of the catalogue's sources; `Catalog.source(_:)` explains them. `records` are recorded calls.
  public var sources: [String] { text.sources }

  /// The day or month of the source, or the day from which the rule has effect.
  public var date: String { text.date }
}
