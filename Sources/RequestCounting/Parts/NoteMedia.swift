import JSONText
import MessagesAPI

/// An image or a PDF that a client's note holds as base64: it is sent as what it is, not as its text.
struct NoteMedia {
  /// The base64 text.
  let data: String
  let isPDF: Bool

  /// The names under which clients keep base64, and its type beside it.
  private static let dataKeys = ["base64", "data", "blob"]
  private static let typeKeys = ["type", "media_type", "mimeType", "mediaType"]

  /// All media in a note, however deep. O(note).
  static func all(in json: JSONValue) -> [NoteMedia] {
    var found: [NoteMedia] = []
    collect(from: json, isPDF: false, into: &found)
    return found
  }

  private static func collect(from json: JSONValue, isPDF: Bool, into found: inout [NoteMedia]) {
    if json.isArray {
      for element in json.elements { collect(from: element, isPDF: isPDF, into: &found) }
      return
    }
    guard json.isObject else { return }
    // A PDF's type stands beside its data, or on the object around it.
    let types = typeKeys.compactMap { json[$0]?.string }
    let isPDF = isPDF || types.contains { $0 == "application/pdf" || $0 == "pdf" }
    let isMedia = isPDF || types.contains { $0.hasPrefix("image/") }
    for member in json.members {
      if isMedia, dataKeys.contains(member.key), let data = member.value.string {
        found.append(NoteMedia(data: data, isPDF: isPDF))
      } else {
        collect(from: member.value, isPDF: isPDF, into: &found)
      }
    }
  }
}

extension PromptPricing {
  /// What the images and PDFs in a note cost.
  mutating func media(in json: JSONValue, at path: RequestPath) -> [TokenCount] {
    var counts: [TokenCount] = []
    for media in NoteMedia.all(in: json) { counts += media.isPDF ? pages(of: media, at: path) : [image(media)] }
    return counts
  }

  private func image(_ media: NoteMedia) -> TokenCount {
    guard let size = try? ImageSize(base64: RequestText(media.data)) else {
      let most = rules.image.tokens + rules.image.extra
      return TokenCount(most, below: most, basis: .assumed)
    }
    return TokenCount(rules.image.tokens(width: size.width, height: size.height), below: 2, above: 2, basis: .modelled)
  }

  private mutating func pages(of media: NoteMedia, at path: RequestPath) -> [TokenCount] {
    let source = MediaSource(.base64(mediaType: "application/pdf", data: RequestText(media.data)))
    guard case .pages(let pages) = read(DocumentBlock(source: source), at: path) else {
      return [TokenCount(usualPDF, below: usualPDF, above: unreadLimit, basis: .assumed)]
    }
    return pages.map { page in
      let image = rules.image.page(width: page.width, height: page.height)
      let text = page.text.map { count($0, .enclosed) } ?? 0
      let isRead = page.text != nil && !page.isTextCut
      let price = rules[isRead ? .pdfPage : .pdfPageTextMissing].count(text: image.tokens + text)
      return TokenCount(
        price.tokens, below: image.below, above: image.above + (isRead ? 40 : rules.pageTextMost), basis: .modelled)
    }
  }
}

extension ClientNote {
  /// The same with so many tokens more.
  func adding(_ counts: [TokenCount]) -> ClientNote {
    var note = self
    for count in counts {
      note.wording += count.tokens
      note.below += count.tokens - count.bounds.lowerBound
      note.above += count.bounds.upperBound - count.tokens
      note.basis = min(note.basis, count.basis)
    }
    return note
  }
}
