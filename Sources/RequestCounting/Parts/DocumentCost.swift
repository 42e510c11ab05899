import MessagesAPI

// Documents: text in a tag, or the pages of a PDF as images with their text.

/// What can be read of a document.
enum ReadableDocument {
  /// Its text, and the chunks that answers may cite.
  case text(chunks: [[UInt8]], isContent: Bool)
  case pages([DocumentPage])
  case unreadablePDF
  case notIncluded
}

/// What a document's bytes are.
private enum DocumentFormat {
  case pdf, text
  /// Of a word processor or a spreadsheet: the platform takes its text out.
  case office

  /// The type is believed where it says PDF, and the bytes where it says nothing: a text may mention the mark.
  init(_ mediaType: String, _ bytes: [UInt8]) {
    let type = mediaType.lowercased()
    if type == "application/pdf" || bytes.starts(with: "%PDF".utf8) {
      self = .pdf
    } else if type.isEmpty, PDFPages.hasHeader(bytes) {
      self = .pdf
    } else if type == "application/msword" || type.hasPrefix("application/vnd.") {
      self = .office
    } else {
      self = .text
    }
  }
}

extension PromptPricing {
  /// Reads a document as far as it is in the request. O(n).
  mutating func read(_ document: DocumentBlock, at path: RequestPath) -> ReadableDocument {
    switch document.source.kind {
    case .text(_, let data):
      var text: [UInt8] = []
      data.appendUTF8(to: &text)
      return .text(chunks: [text], isContent: false)
    case .content(let content):
      return .text(chunks: Self.texts(of: content), isContent: true)
    case .base64(let mediaType, let data) where !data.isEmpty:
      let bytes = data.base64Decoded
      switch DocumentFormat(mediaType, bytes) {
      case .pdf: return readPages(bytes, at: path)
      case .text: return .text(chunks: [bytes], isContent: false)
      case .office:
        notices.append(
          Notice(
            code: .unknownSize, path: path, message: "what is read of a document of type \(mediaType) is not known"))
        return .notIncluded
      }
    default:
      notices.append(
        Notice(
          code: .unknownSize, path: path,
          message: "the document is not in the request (\(document.source.type)): what it costs is not known"))
      return .notIncluded
    }
  }

  private mutating func readPages(_ pdf: [UInt8], at path: RequestPath) -> ReadableDocument {
    if let reader = context.pages {
      if let pages = reader(pdf) { return .pages(pages) }
      notices.append(Notice(code: .unknownSize, path: path, message: "the PDF's pages cannot be read"))
      return .unreadablePDF
    }
    do throws(MediaError) {
      let pages = try readings.pages(of: pdf)
      let unread = pages.count { $0.text == nil || $0.isTextCut }
      if pages.isCutShort {
        notices.append(
          Notice(
            code: .unknownSize, path: path,
            message: "reading the PDF takes more work than a file of its size warrants: "
              + "the text of \(unread) of its \(pages.count) pages is bounded"))
      } else if unread > 0 {
        notices.append(
          Notice(code: .unknownSize, path: path, message: "the text of the PDF's pages is not readable: it is assumed"))
      }
      return .pages(
        pages.map { page in
          let isUpright = page.rotation % 180 == 0
          return DocumentPage(
            width: isUpright ? page.width : page.height, height: isUpright ? page.height : page.width, text: page.text,
            isTextCut: page.isTextCut)
        })
    } catch {
      notices.append(Notice(code: .unknownSize, path: path, message: error.message))
      return .unreadablePDF
    }
  }

  private static func texts(of content: Content) -> [[UInt8]] {
    content.blocks.map { block in
      var text: [UInt8] = []
      if case .text(let block) = block { block.text.appendUTF8(to: &text) }
      return text
    }
  }

  /// Adds what a document of blocks has besides texts. Nobody has recorded it: an image is taken to cost what it does
  /// elsewhere, with a frame as in a result.
  private mutating func addOtherBlocks(of document: DocumentBlock, at path: RequestPath, role: Role) {
    guard case .content(let content) = document.source.kind else { return }
    for (index, block) in content.blocks.enumerated() {
      let place = path.field("source").content[index]
      if case .text = block { continue }
      guard case .image(let image) = block else {
        addUnknown(block, at: place, role: role)
        continue
      }
      let first = parts.count
      addImage(image, at: place, role: role)
      for index in first..<parts.count {
        let tokens = parts[index].count.tokens
        let count = TokenCount(tokens, below: tokens, above: Self.mostImageFrame, basis: .assumed)
        parts[index] = Part(path: place, role: role, count: count, rule: parts[index].rule)
      }
    }
  }

  /// What stands around an image in a result at most, on any model, and as much again.
  private static let mostImageFrame = 60

  /// Chunks in their tags: the sentences of a text, the blocks of a content.
  static func cited(_ chunks: [[UInt8]], isContent: Bool) -> [UInt8] {
    if !isContent { return Sentences.cited(Array(chunks.joined())) }
    var bytes: [UInt8] = []
    for chunk in chunks { Sentences.append(chunk: chunk, to: &bytes) }
    return bytes
  }

  private mutating func addTitleAndContext(
    of document: DocumentBlock, at path: RequestPath, role: Role, _ place: TextPosition
  ) {
    if let title = document.title, !title.isEmpty {
      add(.documentTitle, at: path.field("title"), role: role, text: count(title, place))
    }
    if let context = document.context, !context.isEmpty {
      add(.documentContext, at: path.field("context"), role: role, text: count(context, place))
    }
  }

  // MARK: Claude 3 to 4.6

  /// Adds a document to a turn: its tags and its text are one text with what stands around it.
  mutating func addDocument(_ document: DocumentBlock, at path: RequestPath, to run: inout UserRun) {
    let role = run.role
    let isCited = document.citationsEnabled
    let isBedrock = request.shape == .bedrockConverse
    switch read(document, at: path) {
    case .text(let chunks, let isContent):
      if isCited, !rules.breaksBeforeParts {
        run.append(markup: "<document>", at: path)
      } else {
        run.append(markup: "\n\n<document>", at: path)
      }
      run.append(isCited ? Self.cited(chunks, isContent: isContent) : Array(chunks.joined()), at: path)
      run.append(markup: "</document>", at: path)
      let rule: CountingRule =
        switch (isCited, isContent, isBedrock) {
        case (true, true, _): .citedContentDocument
        case (true, false, _): .citedTextDocument
        case (false, true, false): .contentDocument
        case (false, true, true): .bedrockContentDocument
        case (false, false, false): .textDocument
        case (false, false, true): .bedrockTextDocument
        }
      add(rule, at: path, role: role)
      addOtherBlocks(of: document, at: path, role: role)
    case .pages(let pages) where !rules.showsPDFPages: addPagesAsText(pages, isCited, at: path, to: &run)
    case .pages(let pages): addPages(pages, isCited, isBedrock: isBedrock, at: path, to: &run)
    case .unreadablePDF:
      return addUnread(.unreadablePDF, at: path, role: role, tokens: usualPDF, most: largestPDF)
    case .notIncluded:
      return addUnread(.documentNotIncluded, at: path, role: role, tokens: usualPDF, most: largestPDF)
    }
    addTitleAndContext(of: document, at: path, role: role, .behindMark)
    if isCited { addCitations(at: path, role: role) }
  }

  private mutating func addPages(
    _ pages: [DocumentPage], _ isCited: Bool, isBedrock: Bool, at path: RequestPath, to run: inout UserRun
  ) {
    let role = run.role
    // A break stands between parts: none before the first of a turn.
    let isFirst = !run.hasContent && run.text.isEmpty
    run.append(markup: rules.breaksBeforeParts && !isFirst ? "\n\n<document>" : "<document>", at: path)
    flush(&run)
    var tokens = 0
    // Without citations Bedrock's Converse sometimes sends no PDF at all.
    let mayBeMissing = isBedrock && !isCited
    for page in pages {
      let image = rules.image.page(width: page.width, height: page.height)
      let below = mayBeMissing ? image.tokens : image.below
      addMedia(.pdfPage, at: path, to: &run, text: image.tokens, below: below, above: image.above)
      guard let text = page.text else {
        add(.pdfPageTextMissing, at: path, role: role)
        continue
      }
      let bytes = isCited ? Sentences.cited(Array(text.utf8)) : Array(text.utf8)
      let isBlank = WhiteSpace.stripped(bytes[...]).isEmpty
      let textTokens = isBlank ? 0 : count(bytes.span, .behindMark)
      tokens += textTokens
      add(textRule, at: path, role: role, text: textTokens, below: mayBeMissing ? textTokens + 40 : 0)
      if page.isTextCut { addCut(at: path, role: role, read: textTokens) }
    }
    addPDF(isCited ? .citedPDF : .pdf, at: path, role: role, textTokens: tokens)
    resume(&run, with: "</document>", at: path)
  }

  /// The text of pages is as certain as the one who read it.
  private var textRule: CountingRule { context.pages == nil ? .pdfPageTextRead : .pdfPageText }

  /// The rest of what a PDF costs; its text is only as certain as the text that was extracted.
  private mutating func addPDF(_ rule: CountingRule, at path: RequestPath, role: Role, textTokens: Int) {
    let share = rules[rule].textPerSpread
    let spread = share > 0 ? textTokens / share : 0
    add(rule, at: path, role: role, below: spread, above: spread)
  }

  /// Claude 3 reads a PDF's text and nothing else.
  private mutating func addPagesAsText(
    _ pages: [DocumentPage], _ isCited: Bool, at path: RequestPath, to run: inout UserRun
  ) {
    let text = Array(pages.compactMap(\.text).joined(separator: "\n").utf8)
    if isCited { run.append(markup: "<document>", at: path) } else { run.append(markup: "\n\n<document>", at: path) }
    run.append(isCited ? Sentences.cited(text) : text, at: path)
    run.append(markup: "</document>", at: path)
    let rule: CountingRule =
      isCited ? .citedTextDocument : request.shape == .bedrockConverse ? .bedrockTextDocument : .textDocument
    add(rule, at: path, role: run.role)
    add(.pdfAsText, at: path, role: run.role)
    for page in pages where page.text == nil { add(.pdfPageTextMissing, at: path, role: run.role) }
    for page in pages where page.isTextCut { addCut(at: path, role: run.role, read: count(page.text ?? "", .inside)) }
  }

  // MARK: Later models

  /// Adds a document to a turn; its text stands by itself.
  ///
  /// - Parameter neighbours: how many texts stand right beside it.
  mutating func addDocument(_ document: DocumentBlock, at path: RequestPath, role: Role, neighbours: Int = 0) {
    let isCited = document.citationsEnabled
    switch read(document, at: path) {
    case .text(let chunks, let isContent):
      let text = isCited ? Self.cited(chunks, isContent: isContent) : Array(chunks.joined())
      let rule: CountingRule = isCited ? (isContent ? .citedContentDocument : .citedTextDocument) : .textDocument
      add(rule, at: path, role: role, text: count(text.span, .inside))
      addOtherBlocks(of: document, at: path, role: role)
    case .pages(let pages):
      var tokens = 0
      for page in pages {
        let image = rules.image.page(width: page.width, height: page.height)
        add(.pdfPage, at: path, role: role, text: image.tokens, below: image.below, above: image.above)
        guard let text = page.text else {
          add(.pdfPageTextMissing, at: path, role: role)
          continue
        }
        let textTokens = count(text, .inside)
        tokens += textTokens
        add(textRule, at: path, role: role, text: textTokens)
        if page.isTextCut { addCut(at: path, role: role, read: textTokens) }
      }
      addPDF(isCited ? .citedPDF : .pdf, at: path, role: role, textTokens: tokens)
      if neighbours > 0 { addIfPriced(.imageNeighbour, at: path, role: role, times: neighbours) }
    case .unreadablePDF:
      return addUnread(.unreadablePDF, at: path, role: role, tokens: usualPDF, most: largestPDF)
    case .notIncluded:
      return addUnread(.documentNotIncluded, at: path, role: role, tokens: usualPDF, most: largestPDF)
    }
    addTitleAndContext(of: document, at: path, role: role, .inside)
  }
}
