import JSONText
import MessagesAPI

// The answers to calls, as Claude 3 to 4.6 see them.

extension RequestCounting {
  mutating func addResult(_ result: ToolResultBlock, at path: RequestPath, isOneOfSeveral: Bool) {
    let blocks = result.content?.blocks ?? []
    var texts: [RequestText] = []
    var hasMedia = false
    var hasMediaToFold = false
    for block in blocks {
      switch block {
      case .text(let text): texts.append(text.text)
      case .searchResult: hasMedia = true
      default:
        hasMedia = true
        hasMediaToFold = true
      }
    }
    if !hasMedia {
      addResultText(texts, at: path)
    } else {
      addResultParts(blocks, at: path, isList: result.content?.isList ?? false)
      if isOneOfSeveral, hasMediaToFold { add(.mediaInOneOfSeveral, at: path, role: .user) }
    }
    if !hasMedia, texts.allSatisfy(\.isEmpty) { add(.emptyResult, at: path, role: .user) }
    if result.isError == true { add(.errorResult, at: path, role: .user) }
  }

  /// Texts alone are one text in a tag.
  private mutating func addResultText(_ texts: [RequestText], at path: RequestPath) {
    var run = TextRun(.inside)
    run.append(markup: "<x>", at: path)
    for text in texts { run.append(text, at: path) }
    run.append(markup: "</x>")
    add(&run, as: .result, at: path, role: .user)
  }

  /// With anything else each text stands in a tag of its own.
  private mutating func addResultParts(_ blocks: [ContentBlock], at path: RequestPath, isList: Bool) {
    add(.resultFrame, at: path, role: .user, text: count("<x></x>", .inside))
    for (index, block) in blocks.enumerated() {
      let place = isList ? path.content[index] : path.content
      switch block {
      case .text(let text):
        var run = TextRun(.inside)
        run.append(markup: "<x>", at: place)
        run.append(text.text, at: place)
        run.append(markup: "</x>")
        add(&run, as: .resultText, at: place, role: .user)
      case .toolReference(let reference): addReference(to: reference.toolName, as: .toolReference, at: place)
      case .image(let image):
        var run = UserRun(Turn(role: .user, path: path, items: []))
        addImage(image, at: place, to: &run)
        add(.imageInResult, at: place, role: .user)
      case .document(let document):
        var run = UserRun(Turn(role: .user, path: path, items: []))
        let hadCitations = hasCitations
        hasCitations = false
        addDocument(document, at: place, to: &run)
        hasCitations = hadCitations
        flush(&run)
        add(blocks.count == 1 ? .documentAloneInResult : .documentInResult, at: place, role: .user)
        if case .text = document.source.kind { add(.textDocumentInResult, at: place, role: .user) }
      case .searchResult(let result): addSearchResult(result, at: place, role: .user)
      default: addUnknown(block, at: place, role: .user)
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
