/// What priced a part of a request: one rule of the laws by which the API forms `input_tokens`.
///
/// The numbers stand in the model catalogue, by generation and model, with how many recorded counts support them.
public enum CountingRule: Int, Sendable, Hashable, CaseIterable {
  // The frame.
  case frame, turn, replyPrompt, leadingAssistant, prefill
  // The system prompt.
  case system, billingHeader
  // Tools.
  case toolPrompt, toolPromptGuessed, toolPromptSerialGuessed, toolPromptEarly, serialTools
  case toolDefinitions, noToolDefinitions, undocumentedToolFields, forcedToolName, forcedToolGuessed
  case deferredTools, inputExamples, anthropicTool, anthropicToolUsed, unknownTool
  // Texts and calls.
  case text, textBeforeCall, textAfterResult, textAfterText, trailingWhiteSpace, toolCalls, parallelCalls
  case serverCall, toolSearchResult, toolSearchReference, webFetchResult, usesLeftNote
  // Results.
  case result, resultFrame, resultText, emptyResult, errorResult, severalResults, callAndResult, afterResults
  case endsInResult, endsInResultForced, toolReference, unknownToolReference, imageInResult, imageAfterResult
  case documentInResult, documentAloneInResult, textDocumentInResult, mediaInOneOfSeveral
  case searchResult, uncitedSearchResult, toolAddition, toolRemoval
  // Media.
  case image, imageNotIncluded, textDocument, bedrockTextDocument, contentDocument, bedrockContentDocument
  case citedTextDocument, citedContentDocument, citations, documentTitle, documentContext
  case pdf, citedPDF, pdfPage, pdfPageText, pdfPageTextRead, pdfPageTextMissing, pdfAsText
  case unreadablePDF, documentNotIncluded
  // Thinking.
  case thinkingEnabled, thinkingDate, thinkingJoin, thinkingBeforeSwitch, adaptiveThinking
  case interleavedThinking, interleavedGuessed, interleavedUnknown
  case thinking, thinkingInFull, thinkingBeforeText, thinkingInView, thinkingHidden, thinkingSummarised
  case thinkingUnsigned, thinkingSupplied, redactedThinking
  // Settings.
  case structuredOutput, keyOrder, taskBudget, effort, mcpServers, container, contextEdits
  // What is not known.
  case unknownBlock, systemTurnUnsupported, unmeasuredModel, substituteModel, recordedDashes

  /// The name in tables and JSON, for example `tool_definitions`.
  public var name: String { Self.names[rawValue] }

  /// The rule of that name; nil if there is none. O(rules).
  init?(named name: String) {
    guard let index = Self.names.firstIndex(of: name) else { return nil }
    self.init(rawValue: index)
  }

  private static let names: [String] = allCases.map { rule in
    var name = ""
    var follows = false
    for character in "\(rule)" {
      if character.isUppercase, follows { name.append("_") }
      follows = character.isLowercase
      name.append(character.lowercased())
    }
    return name
  }
}
