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

  /// Tokens of the image or PDF alone in a user message, without the message's frame. Nil where the model is a bare
  /// family, or the file does not say its size. O(n).
  package func count(_ bytes: [UInt8], _ medium: SkipReason, for model: TextCounter) -> TokenCount? {
    guard medium == .image || medium == .pdf, let id = model.modelID else { return nil }
    let data = RequestText(base64Of: bytes)
    let block: ContentBlock =
      medium == .pdf
      ? .document(DocumentBlock(source: MediaSource(.base64(mediaType: "application/pdf", data: data))))
      : .image(ImageBlock(source: MediaSource(.base64(mediaType: Self.imageType(bytes), data: data))))
    let request = MessagesRequest(model: id, messages: [Message(role: .user, [block])])
    guard let count = try? counter.count(request) else { return nil }
    let place = RequestPath.block(0, ofMessage: 0).steps
    let parts = count.parts.filter { $0.path.steps.starts(with: place) }
    guard !parts.isEmpty, !parts.contains(where: { [.imageNotIncluded, .unreadablePDF].contains($0.rule) }) else {
      return nil
    }
    return TokenCount(sumOf: parts.lazy.map(\.count))
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
