public import MessagesAPI
public import ModelCatalog
public import RequestChecking
public import RequestCounting

/// What becomes of a request in its window.
public struct Plan: Sendable {
  /// The catalogue's id of the model.
  public let model: String
  /// The day for which the rules were read.
  public let day: CalendarDay
  /// Whose limits hold.
  public let platform: Platform
  /// The window that the request has to fit.
  public let window: ContextWindow
  /// What the model sees: after the edits that the request asks the API for.
  public let input: RequestCount
  /// What the request counts before those edits; nil where it asks for none or they change nothing.
  public let unedited: TokenCount?
  /// Tokens of output that are reserved: `max_tokens`, or 0 where there is none.
  public let maxTokens: Int
  /// Whether it fits.
  public let verdict: Verdict
  /// Why it is not accepted, the surest first: the API names only one.
  public let refusals: [Refusal]
  /// What the API would refuse or ignore, and what is not known about this request.
  public internal(set) var notices: [Notice]
  /// What the messages alone count, without an anchor; the same as ``input`` where there is none.
  public internal(set) var counted: TokenCount
  /// What the API counted of the conversation before, where ``input`` goes on from there.
  public internal(set) var anchor: PlanAnchor?
  /// Whether ``maxTokens`` is a client's usual setting and not one that was given.
  public let maxTokensIsDefault: Bool
  /// The upper limit that the verdict goes by, where the policy names a risk; nil where it goes by the upper bound.
  public let riskLimit: RiskLimit?
  /// What tools that the API runs add while the answer is made, which is reserved; nil where there are none.
  public let growth: AnswerGrowth?
  /// What the API reads to write a summary first, where the request's edits compact it; nil where they do not.
  public let compactionPass: TokenCount?
  /// Where the input is, by what it is, largest first. O(parts).
  public var shares: [WindowShare] { WindowShare.all(of: input) }
  /// What the model is told of its window; nil for models without context awareness, or where it is not known.
  public let budgetText: BudgetText?
  /// Ways out, best first; see ``PlanPolicy/remedies``.
  public internal(set) var remedies: [Remedy] = []
  /// The most tokens of input that the policy's goal allows; nil where there is no goal.
  public internal(set) var goal: Int?
  /// How little can be left; nil where no remedies were looked for.
  public internal(set) var floor: PlanFloor?
  /// How the answer ends at the latest; nil where there is none.
  public internal(set) var outputEnd: OutputEnd?
  /// What fits next; nil where nobody asks, see ``PlanPolicy/asksForRoom``.
  public internal(set) var room: Room?
  /// What the request costs; nil where no price is known.
  public internal(set) var cost: Cost?
  /// What the next turns cost; nil where no price is known.
  public internal(set) var outlook: CostOutlook?
  /// How long the conversation may go on like this; nil before the first answer.
  public internal(set) var forecast: Forecast?
  /// What was found in the messages, while remedies are looked for that leave them alone.
  var checked: CheckedConversation?

  /// What is left of the window when the input is as large as it may be and all of `max_tokens` is written. Negative
  /// where that is too much.
  public var headroom: Int { window.tokens - mostInput - maxTokens - (growth?.most ?? 0) }

  /// As large as the input may be: its upper bound, or what the risk leaves.
  public var mostInput: Int { riskLimit?.tokens ?? input.total.bounds.upperBound }

  /// Whether the input may be above the goal.
  public var isOverGoal: Bool { goal.map { mostInput > $0 } ?? false }

  /// The largest `max_tokens` of which every token has its place, 0 where there is none.
  public var largestMaxTokens: Int {
    let room = max(window.tokens - mostInput - (growth?.most ?? 0), 0)
    return min(room, window.maxOutput ?? room)
  }

  /// The share of the window, in hundredths of a per cent, that `tokens` take; rounded down.
  public func basisPoints(of tokens: Int) -> Int { window.tokens > 0 ? tokens * 10_000 / window.tokens : 0 }
}

/// What a part of the input is, and what it takes.
public struct WindowShare: Sendable, Hashable {
  /// What part of a request a token belongs to.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The system prompt.
    case system
    /// Definitions of tools and the instructions on them.
    case tools
    /// The user's texts.
    case user
    /// The assistant's texts.
    case assistant
    /// Calls of tools.
    case toolCalls = "tool_calls"
    /// Results of tools.
    case toolResults = "tool_results"
    /// Thinking that the model sees again.
    case thinking
    /// Images.
    case images
    /// PDFs and other documents.
    case documents
    /// What the API writes around all of it.
    case frame
    /// Blocks of kinds whose cost is not known.
    case unknown
    /// What the API counted beyond the messages of a session: system prompt, tools, reminders.
    case outside = "outside_messages"
  }

  /// What has the share.
  public let kind: Kind
  /// The share, in tokens with bounds.
  public let count: TokenCount

  /// The parts of a count by kind, largest first; their tokens add up to the count's. O(parts).
  static func all(of count: RequestCount) -> [WindowShare] {
    var sums = [Sum](repeating: Sum(), count: Kind.allCases.count)
    let parts = count.parts
    // By index: walking over the parts themselves would copy each.
    for place in parts.indices {
      let own = parts[place].count
      let kind = Kind(of: parts[place].rule, parts[place].role)
      sums[kind.index].add(own)
    }
    let shares = Kind.allCases.compactMap { kind -> WindowShare? in
      let sum = sums[kind.index]
      guard sum.parts > 0 else { return nil }
      let count = TokenCount(
        sum.tokens, below: sum.tokens - sum.lower, above: sum.upper - sum.tokens, basis: sum.basis)
      return WindowShare(kind: kind, count: count)
    }
    return shares.sorted { ($1.count.tokens, $0.kind.rawValue) < ($0.count.tokens, $1.kind.rawValue) }
  }
}

/// What the parts of one kind count together.
private struct Sum {
  var parts = 0
  var tokens = 0
  var lower = 0
  var upper = 0
  var basis = Basis.exact

  mutating func add(_ count: TokenCount) {
    parts += 1
    tokens += count.tokens
    lower += count.bounds.lowerBound
    upper += count.bounds.upperBound
    basis = min(basis, count.basis)
  }
}

extension WindowShare.Kind {
  /// The index among all kinds.
  fileprivate var index: Int {
    switch self {
    case .system: 0
    case .tools: 1
    case .user: 2
    case .assistant: 3
    case .toolCalls: 4
    case .toolResults: 5
    case .thinking: 6
    case .images: 7
    case .documents: 8
    case .frame: 9
    case .unknown: 10
    case .outside: 11
    }
  }

  /// What a part of that rule and role belongs to.
  package init(of rule: CountingRule, _ role: Role?) {
    switch rule {
    case .system, .billingHeader, .systemTurnUnsupported: self = .system
    case .toolPrompt, .toolPromptGuessed, .toolPromptSerialGuessed, .toolPromptEarly, .serialTools, .toolDefinitions,
      .noToolDefinitions, .undocumentedToolFields, .forcedToolName, .forcedToolGuessed, .deferredTools, .inputExamples,
      .anthropicTool, .anthropicToolUsed, .unknownTool, .mcpServers, .toolAddition, .toolRemoval:
      self = .tools
    case .toolCalls, .parallelCalls, .serverCall, .textBeforeCall, .thinkingBeforeCall, .callOpensAnswer:
      self = .toolCalls
    case .result, .resultFrame, .resultText, .emptyResult, .emptyAmongSeveral, .errorResult, .errorWithMedia,
      .severalResults, .callAndResult,
      .afterResults, .toolReference, .unknownToolReference, .toolSearchResult, .toolSearchReference, .webFetchResult,
      .searchResult, .uncitedSearchResult, .endsInResult, .endsInResultForced, .usesLeftNote, .mediaInOneOfSeveral:
      self = .toolResults
    case .image, .imageNeighbour, .imageNotIncluded, .imageInResult, .imageAfterResult: self = .images
    case .textDocument, .bedrockTextDocument, .contentDocument, .bedrockContentDocument, .citedTextDocument,
      .citedContentDocument, .citations, .documentTitle, .documentContext, .pdf, .citedPDF, .pdfPage, .pdfPageText,
      .pdfPageTextRead, .pdfPageTextMissing, .pdfPageTextCut, .pdfAsText, .unreadablePDF, .documentNotIncluded,
      .documentInResult,
      .documentAloneInResult, .textDocumentInResult:
      self = .documents
    case .thinking, .thinkingInFull, .thinkingBeforeText, .thinkingInView, .thinkingHidden, .thinkingSummarised,
      .thinkingUnsigned, .thinkingSupplied, .thinkingFromOutput, .redactedThinking, .thinkingAfterResult,
      .thinkingAfterText, .thinkingWithoutNewlines:
      self = .thinking
    case .unknownBlock, .unknownField, .unreadRows, .unnotedGrowth: self = .unknown
    case .outsideMessages, .threadHistory: self = .outside
    case .compactionFrame: self = .user
    case .text, .turn, .textAfterResult, .textAfterText, .trailingWhiteSpace, .newlineBeforeText, .clientNote,
      .clientNoteText, .clientNoteBehindList, .unknownClientNote:
      self = role == .assistant ? .assistant : .user
    case .frame, .replyPrompt, .leadingAssistant, .prefill, .thinkingEnabled, .thinkingDate, .thinkingJoin,
      .thinkingBeforeSwitch, .adaptiveThinking, .interleavedThinking, .interleavedGuessed, .interleavedUnknown,
      .structuredOutput, .keyOrder, .taskBudget, .effort, .container, .contextEdits, .compactionOffer,
      .compactionPass, .unmeasuredModel,
      .substituteModel, .recordedDashes:
      self = .frame
    }
  }
}
