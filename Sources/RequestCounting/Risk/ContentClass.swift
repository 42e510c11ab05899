/// What makes a request hard to count: recorded requests are compared with their like.
///
/// A request belongs to the last of these that it has something of.
///
///     counter.count(request).content        // .tools
public enum ContentClass: String, Sendable, Hashable, CaseIterable {
  /// Texts, and settings that write something into the prompt.
  case text
  /// Definitions, calls and results of tools.
  case tools
  /// Thinking of earlier answers.
  case thinking
  /// Tools that Anthropic defines or runs, and blocks that no rule knows.
  case serverTools = "server_tools"
  /// Images and documents.
  case media
  /// A conversation of which the API counted the beginning: only what has come since is in doubt.
  case growth

  private var rank: Int {
    switch self {
    case .text: 0
    case .tools: 1
    case .thinking: 2
    case .serverTools: 3
    case .media: 4
    case .growth: 5
    }
  }

  /// The harder of two.
  package static func harder(_ left: ContentClass, _ right: ContentClass) -> ContentClass {
    left.rank < right.rank ? right : left
  }

  /// The hardest of what a request's parts are; texts where there are none. O(parts).
  static func hardest(of parts: [Part]) -> ContentClass {
    // By index: walking over the parts themselves would copy each.
    parts.indices.reduce(.text) { .harder($0, parts[$1].rule.content) }
  }
}

extension RequestCount {
  /// The hardest of what the request has. O(parts).
  public var content: ContentClass { .hardest(of: parts) }
}

extension CountingRule {
  /// The class that a part by this rule makes a request belong to.
  fileprivate var content: ContentClass {
    switch self {
    case .frame, .turn, .replyPrompt, .leadingAssistant, .prefill, .system, .billingHeader, .text, .textAfterText,
      .newlineBeforeText, .trailingWhiteSpace, .thinkingEnabled, .thinkingDate, .thinkingJoin, .adaptiveThinking,
      .structuredOutput, .keyOrder, .taskBudget, .effort, .contextEdits, .compactionOffer, .compactionPass,
      .unknownField, .systemTurnUnsupported, .unmeasuredModel,
      .substituteModel, .recordedDashes, .clientNote, .clientNoteText, .unknownClientNote, .compactionFrame,
      .unreadRows, .unnotedGrowth, .threadHistory:
      .text
    case .toolPrompt, .toolPromptGuessed, .toolPromptSerialGuessed, .toolPromptEarly, .serialTools, .toolDefinitions,
      .noToolDefinitions, .undocumentedToolFields, .forcedToolName, .forcedToolGuessed, .inputExamples,
      .interleavedThinking, .interleavedGuessed, .interleavedUnknown, .textBeforeCall, .callOpensAnswer,
      .textAfterResult, .toolCalls, .parallelCalls, .result, .resultFrame, .resultText, .emptyResult,
      .emptyAmongSeveral, .errorResult, .severalResults, .callAndResult, .afterResults, .endsInResult,
      .endsInResultForced, .clientNoteBehindList:
      .tools
    case .thinking, .thinkingInFull, .thinkingBeforeText, .thinkingAfterText, .thinkingAfterResult, .thinkingInView,
      .thinkingHidden, .thinkingSummarised, .thinkingWithoutNewlines, .thinkingUnsigned, .thinkingSupplied,
      .thinkingFromOutput, .redactedThinking, .thinkingBeforeCall, .thinkingBeforeSwitch:
      .thinking
    case .deferredTools, .anthropicTool, .anthropicToolUsed, .unknownTool, .serverCall, .toolSearchResult,
      .toolSearchReference, .webFetchResult, .usesLeftNote, .toolReference, .unknownToolReference, .toolAddition,
      .toolRemoval, .mcpServers, .container, .unknownBlock:
      .serverTools
    case .errorWithMedia, .imageInResult, .imageAfterResult, .documentInResult, .documentAloneInResult,
      .textDocumentInResult, .mediaInOneOfSeveral, .searchResult, .uncitedSearchResult, .image, .imageNeighbour,
      .imageNotIncluded, .textDocument, .bedrockTextDocument, .contentDocument, .bedrockContentDocument,
      .citedTextDocument, .citedContentDocument, .citations, .documentTitle, .documentContext, .pdf, .citedPDF,
      .pdfPage, .pdfPageText, .pdfPageTextRead, .pdfPageTextMissing, .pdfPageTextCut, .pdfAsText, .unreadablePDF,
      .documentNotIncluded:
      .media
    case .outsideMessages: .growth
    }
  }
}
