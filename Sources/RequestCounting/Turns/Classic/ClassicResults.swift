import JSONText
import MessagesAPI

// The answers to calls, as Claude 3 to 4.6 see them.

extension PromptPricing {
  mutating func addResult(_ result: ToolResultBlock, at path: RequestPath, isOneOfSeveral: Bool) {
    switch result.content {
    case .text(let text)?: addResultText([text], at: path, isOneOfSeveral: isOneOfSeveral)
    case .blocks(let blocks)?: addResult(blocks, at: path, isOneOfSeveral: isOneOfSeveral)
    case nil: addResultText([], at: path, isOneOfSeveral: isOneOfSeveral)
    }
    // Among several an error has a tag of another name in place of the usual one.
    if result.isError == true, !isOneOfSeveral { add(.errorResult, at: path, role: .user) }
  }

  private mutating func addResult(_ blocks: [ContentBlock], at path: RequestPath, isOneOfSeveral: Bool) {
    var texts: [RequestText] = []
    var hasMedia = false
    var hasMediaToFold = false
    for block in blocks {
      switch block {
      case .text(let text): texts.append(text.text)
      case .searchResult: hasMedia = true
      case .image, .document, .toolUse, .serverToolUse, .mcpToolUse, .toolResult, .mcpToolResult, .serverToolResult,
        .thinking, .redactedThinking, .toolReference, .toolAddition, .toolRemoval, .containerUpload, .compaction,
        .clientNote, .unknown:
        hasMedia = true
        hasMediaToFold = true
      }
    }
    if !hasMedia { return addResultText(texts, isList: true, at: path, isOneOfSeveral: isOneOfSeveral) }
    addResultParts(blocks, at: path)
    if isOneOfSeveral, hasMediaToFold { add(.mediaInOneOfSeveral, at: path, role: .user) }
  }

  /// Texts alone are one text in a tag.
  private mutating func addResultText(
    _ own: [RequestText], isList: Bool = false, at path: RequestPath, isOneOfSeveral: Bool
  ) {
    if resultNotes.isEmpty {
      texts.append(markup: "<x>")
      for text in own { texts.append(text) }
      texts.append(markup: "</x>")
      addPart(ofTextAt: .inside, as: .result, at: path, role: .user)
    } else {
      var run = TextRun(.inside)
      run.append(markup: "<x>")
      for text in own { run.append(text, at: path) }
      appendResultNotes(to: &run, at: path, isList: isList)
      run.append(markup: "</x>")
      add(&run, as: .result, at: path, role: .user)
    }
    if own.allSatisfy(\.isEmpty) { add(isOneOfSeveral ? .emptyAmongSeveral : .emptyResult, at: path, role: .user) }
  }

  /// With anything else each text stands in a tag of its own.
  private mutating func addResultParts(_ blocks: [ContentBlock], at path: RequestPath) {
    add(.resultFrame, at: path, role: .user, text: count("<x></x>", .inside))
    for (index, block) in blocks.enumerated() {
      let place = path.content[index]
      switch block {
      case .text(let text):
        var run = TextRun(.inside)
        run.append(markup: "<x>", at: place)
        run.append(text.text, at: place)
        run.append(markup: "</x>")
        add(&run, as: .resultText, at: place, role: .user)
      case .toolReference(let reference): addReference(to: reference.toolName, as: .toolReference, at: place)
      case .image(let image):
        var run = UserRun(.user, path)
        addImage(image, at: place, to: &run)
        add(.imageInResult, at: place, role: .user)
      case .document(let document):
        var run = UserRun(.user, path)
        let hadCitations = hasCitations
        hasCitations = false
        addDocument(document, at: place, to: &run)
        hasCitations = hadCitations
        flush(&run)
        add(blocks.count == 1 ? .documentAloneInResult : .documentInResult, at: place, role: .user)
        if case .text = document.source.kind { add(.textDocumentInResult, at: place, role: .user) }
      case .searchResult(let result): addSearchResult(result, at: place, role: .user)
      case .toolUse, .serverToolUse, .mcpToolUse, .toolResult, .mcpToolResult, .serverToolResult, .thinking,
        .redactedThinking, .toolAddition, .toolRemoval, .containerUpload, .compaction, .clientNote, .unknown:
        addUnknown(block, at: place, role: .user)
      }
    }
  }

  /// A tool that a search found: its definition stands here.
  mutating func addReference(to name: String, as rule: CountingRule, at path: RequestPath, role: Role = .user) {
    if let tokens = definitionCount(name) {
      add(rule, at: path, role: role, text: tokens)
    } else {
      add(.unknownToolReference, at: path, role: role)
      notices.append(
        Notice(code: .unknownTool, path: path, message: "no tool of the request is named \"\(name.prefix(64))\""))
    }
  }

  mutating func addSearchResult(_ result: SearchResultBlock, at path: RequestPath, role: Role) {
    let isCited = result.citations?["enabled"]?.bool == true
    if isCited { addCitations(at: path, role: role) }
    let blocks = result.content
    var tokens = count(result.title, .behindMark) + count(result.source, .behindMark)
    tokens += count(.behindMark) { bytes in
      for case .text(let text) in blocks { text.text.appendUTF8(to: &bytes) }
    }
    add(.searchResult, at: path, role: role, text: tokens, times: blocks.count)
    if !isCited { add(.uncitedSearchResult, at: path, role: role) }
  }

  /// The instructions on citations, which stand in the prompt once.
  mutating func addCitations(at path: RequestPath, role: Role) {
    if !hasCitations { add(.citations, at: path, role: role) }
    hasCitations = true
  }
}

extension Content {
  /// Whether the content is a list of blocks rather than a string.
  var isList: Bool { if case .blocks = self { true } else { false } }
}
