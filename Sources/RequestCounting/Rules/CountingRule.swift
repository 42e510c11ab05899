/// What priced a part of a request: one rule of the laws by which the API forms `input_tokens`.
///
/// The numbers stand in the model catalogue, by generation and model, with how many recorded counts support them.
///
/// `CodingKey` is for the name of each case: made by the compiler, it needs no reflection, which took 6 million instructions
/// at the start of every program that counts a request.
public enum CountingRule: Int, CodingKey, Sendable, Hashable, CaseIterable {
  /// The frame; ``explanation`` says it in words.
  case frame, turn, replyPrompt, leadingAssistant, prefill
  /// The system prompt; ``explanation`` says it in words.
  case system, billingHeader
  /// Tools; ``explanation`` says it in words.
  case toolPrompt, toolPromptGuessed, toolPromptSerialGuessed, toolPromptEarly, serialTools
  /// Tools; ``explanation`` says it in words.
  case toolDefinitions, noToolDefinitions, undocumentedToolFields, forcedToolName, forcedToolGuessed
  /// Tools; ``explanation`` says it in words.
  case deferredTools, inputExamples, anthropicTool, anthropicToolUsed, unknownTool
  /// Texts and calls; ``explanation`` says it in words.
  case text, textBeforeCall, thinkingBeforeCall, callOpensAnswer, textAfterResult, textAfterText, newlineBeforeText
  /// Texts and calls; ``explanation`` says it in words.
  case trailingWhiteSpace, toolCalls, parallelCalls
  /// Texts and calls; ``explanation`` says it in words.
  case serverCall, toolSearchResult, toolSearchReference, webFetchResult, usesLeftNote
  /// Results; ``explanation`` says it in words.
  case result, resultFrame, resultText, emptyResult, emptyAmongSeveral, errorResult, errorWithMedia, severalResults
  /// Results; ``explanation`` says it in words.
  case callAndResult, afterResults
  /// Results; ``explanation`` says it in words.
  case endsInResult, endsInResultForced, toolReference, unknownToolReference, imageInResult, imageAfterResult
  /// Results; ``explanation`` says it in words.
  case documentInResult, documentAloneInResult, textDocumentInResult, mediaInOneOfSeveral
  /// Results; ``explanation`` says it in words.
  case searchResult, uncitedSearchResult, toolAddition, toolRemoval
  /// Media; ``explanation`` says it in words.
  case image, imageNeighbour, imageNotIncluded, textDocument, bedrockTextDocument, contentDocument
  /// Media; ``explanation`` says it in words.
  case bedrockContentDocument
  /// Media; ``explanation`` says it in words.
  case citedTextDocument, citedContentDocument, citations, documentTitle, documentContext
  /// Media; ``explanation`` says it in words.
  case pdf, citedPDF, pdfPage, pdfPageText, pdfPageTextRead, pdfPageTextMissing, pdfPageTextCut, pdfAsText
  /// Media; ``explanation`` says it in words.
  case unreadablePDF, documentNotIncluded
  /// Thinking; ``explanation`` says it in words.
  case thinkingEnabled, thinkingDate, thinkingJoin, thinkingBeforeSwitch, adaptiveThinking
  /// Thinking; ``explanation`` says it in words.
  case interleavedThinking, interleavedGuessed, interleavedUnknown
  /// Thinking; ``explanation`` says it in words.
  case thinking, thinkingInFull, thinkingBeforeText, thinkingAfterText, thinkingAfterResult
  /// Thinking; ``explanation`` says it in words.
  case thinkingInView, thinkingHidden
  /// Thinking; ``explanation`` says it in words.
  case thinkingSummarised, thinkingWithoutNewlines
  /// Thinking; ``explanation`` says it in words.
  case thinkingUnsigned, thinkingSupplied, thinkingFromOutput, redactedThinking
  /// What clients put beside messages; ``explanation`` says it in words.
  case clientNote, clientNoteText, clientNoteBehindList, unknownClientNote
  /// Settings; ``explanation`` says it in words.
  case structuredOutput, keyOrder, taskBudget, effort, mcpServers, container, contextEdits
  /// What is not known; ``explanation`` says it in words.
  case unknownBlock, systemTurnUnsupported, unmeasuredModel, substituteModel, recordedDashes
  /// What a session's file does not hold; ``explanation`` says it in words.
  case outsideMessages, unreadRows, unnotedGrowth, threadHistory, compactionFrame

  /// What edits of the API's add, and fields that nobody knows; ``explanation`` says it in words.
  case compactionOffer, compactionPass, unknownField

  /// The name in tables and JSON, for example `tool_definitions`.
  public var name: String { Self.names[rawValue] }

  /// The rule of that name; nil if there is none. O(rules).
  init?(named name: String) {
    guard let index = Self.names.firstIndex(of: name) else { return nil }
    self.init(rawValue: index)
  }

  private static let names: [String] = allCases.map { rule in
    // The names in the source are ASCII.
    var name: [UInt8] = []
    var follows = false
    for letter in rule.stringValue.utf8 {
      let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter)
      if isUpper, follows { name.append(UInt8(ascii: "_")) }
      follows = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
      name.append(isUpper ? letter | 0x20 : letter)
    }
    return String(decoding: name, as: UTF8.self)
  }

  /// ``name``.
  public var description: String { name }
}
