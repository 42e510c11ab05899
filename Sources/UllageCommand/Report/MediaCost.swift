import FileSelection
import MessagesAPI
import ModelCatalog
import RequestCounting

/// What images and PDFs cost as blocks of a request, by the rules that count requests.
struct MediaCost: Sendable {
  private let counter: RequestCounter

  init(catalog: Catalog) { counter = RequestCounter(catalog: catalog) }

  /// Tokens of the image or PDF alone in a user message, without the message's frame. Nil where the model is a bare
  /// family, or the file does not say its size. O(n).
  func count(_ bytes: [UInt8], _ medium: SkipReason, for model: CountingModel) -> ItemCount? {
    guard let id = model.id else { return nil }
    let data = RequestText(Self.base64(bytes))
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
    let lower = parts.reduce(0) { $0 + $1.count.bounds.lowerBound }
    let upper = parts.reduce(0) { $0 + $1.count.bounds.upperBound }
    let basis = parts.map(\.count.basis).min() ?? .assumed
    return ItemCount(
      tokens: parts.reduce(0) { $0 + $1.count.tokens }, bounds: lower...upper, basis: basis.description)
  }

  private static func imageType(_ bytes: [UInt8]) -> String {
    switch bytes.first {
    case 0x89: "image/png"
    case 0xFF: "image/jpeg"
    case UInt8(ascii: "G"): "image/gif"
    default: "image/webp"
    }
  }

  /// RFC 4648, with padding.
  static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    return String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { buffer in
      var written = 0
      for start in stride(from: 0, to: bytes.count, by: 3) {
        let length = min(3, bytes.count - start)
        var bits = 0
        for offset in 0..<3 { bits = bits << 8 | (offset < length ? Int(bytes[start + offset]) : 0) }
        for place in 0..<4 {
          buffer[written] = place <= length ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "=")
          written += 1
        }
      }
      return written
    }
  }
}
