package import FileSelection
import MessagesAPI
package import ModelCatalog
package import RequestCounting

/// What images and PDFs cost as blocks of a request, by the rules that count requests.
package struct MediaCost: Sendable {
  private let counter: RequestCounter

  package init(catalog: Catalog) { counter = RequestCounter(catalog: catalog) }

  /// The catalogue with the rules.
  package var catalog: Catalog { counter.catalog }

  /// Tokens of the image or PDF alone in a user message, without the message's frame; of an office document as the PDF that
  /// it would have to become. Nil where the model is a bare family, or the file does not say its size. O(n).
  package func count(_ bytes: [UInt8], _ medium: SkipReason, for model: TextCounter) -> TokenCount? {
    guard let id = model.modelID else { return nil }
    if case .binary = medium { return OfficeDocument(bytes).flatMap { count($0, for: id, model) } }
    guard medium == .image || medium == .pdf else { return nil }
    let data = RequestText(base64Of: bytes)
    let block: ContentBlock =
      medium == .pdf
      ? .document(DocumentBlock(source: MediaSource(.base64(mediaType: "application/pdf", data: data))))
      : .image(ImageBlock(source: MediaSource(.base64(mediaType: Self.imageType(bytes), data: data))))
    return count(block, for: id, CountContext())
  }

  private func count(_ block: ContentBlock, for id: String, _ context: CountContext) -> TokenCount? {
    let request = MessagesRequest(model: id, messages: [Message(role: .user, [block])])
    guard let count = try? counter.count(request, context: context) else { return nil }
    let place = RequestPath.block(0, ofMessage: 0).steps
    let parts = count.parts.filter { $0.path.steps.starts(with: place) }
    guard !parts.isEmpty, !parts.contains(where: { [.imageNotIncluded, .unreadablePDF].contains($0.rule) }) else {
      return nil
    }
    return TokenCount(sumOf: parts.lazy.map(\.count))
  }

  /// What the text of an office document may have more than is read of it, in hundredths: headers, notes, diagrams.
  private static let unreadText = 25

  /// Assumed: nobody knows how the PDF would be laid out. The bounds are those of the fewest pages, and of the most with
  /// a quarter more text.
  private func count(_ document: OfficeDocument, for id: String, _ model: TextCounter) -> TokenCount? {
    func pages(_ pages: Int) -> TokenCount? {
      let blank = DocumentPage(width: document.pageSize.width, height: document.pageSize.height, text: "")
      var laidOut = Array(repeating: blank, count: pages)
      laidOut[0].text = document.text
      var context = CountContext()
      context.pages = { [laidOut] _ in laidOut }
      let source = MediaSource(.base64(mediaType: "application/pdf", data: RequestText(base64Of: Array("%PDF".utf8))))
      return count(.document(DocumentBlock(source: source)), for: id, context)
    }
    guard let likely = pages(document.pages), let least = pages(document.pageBounds.lowerBound),
      let most = pages(document.pageBounds.upperBound)
    else { return nil }
    let text = model.count(utf8: Array(document.text.utf8).span).tokens
    let upper = most.bounds.upperBound + text * Self.unreadText / 100
    return TokenCount(
      likely.tokens, below: likely.tokens - least.bounds.lowerBound, above: upper - likely.tokens, basis: .assumed)
  }

  private static func imageType(_ bytes: [UInt8]) -> String {
    switch bytes.first {
    case 0x89: "image/png"
    case 0xFF: "image/jpeg"
    case UInt8(ascii: "G"): "image/gif"
    default: "image/webp"
    }
  }
}
