import JSONText
import MessagesAPI
import ModelCatalog

// Images and documents: how many, how large, and how they are sent.

extension RequestCheck {
  mutating func checkMedia(_ media: Media) {
    if media.isEmpty { return }
    let imageLimits = catalog.shared("images")
    checkCount(media)
    // On Bedrock and Google documents count among the many.
    let isAPI = delivery.platform != .bedrock && delivery.platform != .google
    let many = media.images.count + (isAPI ? 0 : media.documents.count)
    let isMany = many > (imageLimits?.int("many_images") ?? .max)
    let edge = imageLimits?.int(isMany ? "many_images_edge" : "max_edge") ?? .max
    for (image, place) in media.images { check(image, at: place, edge, isMany: isMany, imageLimits) }
    for (document, place) in media.documents {
      check(document.source, at: place, "document")
      checkPDF(document.source, at: place)
    }
    checkPages()
    checkCitations(media)
  }

  /// Images are added to documents, and to their pages. Which of both the API names was not the same on all days.
  private mutating func checkCount(_ media: Media) {
    guard let most = model?.maxImages(on: day) else { return }
    let images = media.images.count
    let documents = media.documents.count
    let isOver = images + documents > most
    guard isOver || images > 0 && images + delivery.pdfPages > most else { return }
    let isNew = isOver && day >= Self.countWords
    refuse(
      .imageCount, isNew ? 0 : 1, at: .messages,
      [
        "images": "\(images)", "documents": "\(documents)", "pages": "\(delivery.pdfPages)", "most": "\(most)",
      ], remedy: "Drop the \(images + max(documents, isNew ? 0 : delivery.pdfPages) - most) oldest.")
  }

  /// Both wordings were reported on one day.
  private static let countWords = CalendarDay(year: 2026, month: 2, day: 9)

  // MARK: One image

  private mutating func check(
    _ image: ImageBlock, at place: Media.Place, _ edge: Int, isMany: Bool, _ limits: Facts?
  ) {
    if case .url = image.source.kind, delivery.platform == .bedrock || delivery.platform == .google {
      refuse(.mediaSource, at: place.path, ["place": place.imageSource], remedy: "Send the image itself, as base64.")
    }
    check(image.source, at: place, "image")
    guard case .base64(let mediaType, let base64) = image.source.kind else { return }
    if !mediaType.isEmpty, !Self.imageTypes.contains(mediaType), !isOwnShape {
      refuse(.imageType, at: place.path, ["place": place.imageSource], remedy: "Convert the image.")
    }
    if isOwnShape, base64.isEmpty || !base64.looksLikeBase64 {
      return refuse(
        .mediaData, base64.isEmpty ? 1 : 0, at: place.path, ["place": place.imageSource],
        remedy: "Send the image's bytes as base64, without \"data:\" before them.")
    }
    if let size = try? ImageSize(of: image.source) {
      let (width, height) = (size.width, size.height)
      if max(width, height) > edge {
        refuse(
          .imageEdge, at: place.path,
          ["place": place.imageSource, "many": isMany ? " for many-image requests" : "", "edge": "\(edge)"],
          remedy: "Scale the image to at most \(edge) pixels a side.")
      }
      checkDeclared(mediaType, found: "image/\(size.format.rawValue)", at: place)
    }
    checkBytes(base64.withUTF8 { $0.count }, at: place, limits)
  }

  private static let imageTypes: Set<String> = ["image/jpeg", "image/png", "image/gif", "image/webp"]

  /// Three images of another type than they were said to be were answered, the last in October 2025.
  private mutating func checkDeclared(
    _ declared: String, found: String, at place: Media.Place
  ) {
    guard Self.imageTypes.contains(declared), declared != found else { return }
    let isNew = day >= Self.declaredSince && (model?.released.map { $0 >= Self.declaredModels } ?? true)
    refuse(
      .declaredImageType, day < Self.declaredWords ? 1 : 0, at: place.path, doubt: isNew ? nil : .day,
      ["place": place.imageSource, "declared": declared, "found": found], remedy: "Give \(found) as the media type.")
  }

  private static let declaredSince = CalendarDay(year: 2025, month: 12, day: 1)
  /// The last report of the earlier words is of 2025-12-30.
  private static let declaredWords = CalendarDay(year: 2026, month: 1, day: 1)
  private static let declaredModels = CalendarDay(year: 2025, month: 9, day: 1)

  private mutating func checkBytes(_ length: Int, at place: Media.Place, _ limits: Facts?) {
    let key =
      switch delivery.platform {
      case .bedrock, .google: delivery.platform.rawValue
      default: "api"
      }
    guard let now = limits?["max_base64_megabytes"]?.int(key) else { return }
    let earlier = limits?.int("earlier_base64_megabytes") ?? now
    let megabytes = day < Self.largerImages ? min(now, earlier) : now
    let (most, isOver) = megabytes.multipliedReportingOverflow(by: 1_048_576)
    guard !isOver, length > most else { return }
    // The limit rose about then.
    let isSure = length > now * 1_048_576 || day < Self.smallerImages
    refuse(
      .imageBytes, at: place.path, doubt: isSure ? nil : .day,
      ["place": place.imageSource, "megabytes": "\(megabytes)", "bytes": "\(length)", "most": "\(most)"],
      remedy: "Scale or compress the image.")
  }

  private static let smallerImages = CalendarDay(year: 2026, month: 4, day: 15)
  private static let largerImages = CalendarDay(year: 2026, month: 6, day: 1)

  private mutating func check(_ source: MediaSource, at place: Media.Place, _ kind: String) {
    if case .url(let address) = source.kind, isOwnShape, delivery.endpoint != .countTokens {
      let isPlain = address.utf8.prefix(8).elementsEqual("https://".utf8) || address.lowercased().hasPrefix("https://")
      if !isPlain {
        refuse(.mediaAddress, at: place.path, remedy: "Give an address of https, or send the data itself.")
      }
    }
    guard delivery.endpoint == .countTokens, isOwnShape else { return }
    switch source.kind {
    case .url, .file:
      refuse(
        .sourcesCounted, at: place.path, ["place": "\(place.dotted).\(kind).source", "kind": source.type],
        remedy: "Count it with the data in the body.")
    case .base64, .text, .content, .unknown: break
    }
  }

  /// A PDF begins with its mark, within the first kilobyte.
  private mutating func checkPDF(_ source: MediaSource, at place: Media.Place) {
    guard isOwnShape, case .base64("application/pdf", let data) = source.kind else { return }
    // Nearly all begin with it: that is seen from four bytes.
    if data.base64Start(4) == Array("%PDF".utf8), data.looksLikeBase64 { return }
    let name = "\(place.dotted).document.source.base64"
    if !data.isEmpty, !data.looksLikeBase64 {
      refuse(
        .mediaData, at: place.path, ["place": name],
        remedy: "Send the PDF's bytes as base64, without \"data:\" before them.")
    } else if data.base64Start(1024).position(of: "%PDF".utf8) == nil {
      refuse(.mediaData, 2, at: place.path, ["place": name], remedy: "Send a PDF, or the text as a document of text.")
    }
  }

  // MARK: Citations

  private mutating func checkCitations(_ media: Media) {
    guard isOwnShape, let cited = media.documents.first(where: { $0.0.citationsEnabled }) else { return }
    if let other = media.documents.first(where: { !$0.0.citationsEnabled }) {
      refuse(
        .citationsAlike, at: other.1.path.field("citations"), ["place": "messages"],
        remedy: "Enable citations on each document, or on none.")
    }
    if request.outputSchema != nil {
      refuse(
        .citationsWithFormat, at: cited.1.path.field("citations"), ["place": outputFormatName],
        remedy: "Leave one of them out.")
    }
  }

  private mutating func checkPages() {
    guard let most = model?.maxPDFPages(on: day), delivery.pdfPages > most else { return }
    let path = delivery.firstPDF ?? .messages
    refuse(
      .pageCount, at: path, ["place": path.dotted, "most": "\(most)"],
      remedy: "Leave out \(delivery.pdfPages - most) pages.")
  }
}

extension RequestPath {
  /// With dots, and with the kind of the result that a block stands in: `messages.2.content.0.tool_result.content.1`.
  var dottedThroughResult: String {
    guard depth >= 6 else { return dotted }
    let steps = steps
    return RequestPath(Array(steps[..<4] + [.field("tool_result")] + steps[4...])).dotted
  }
}

/// Images and documents in messages and in results, in order.
struct Media {
  /// Where a block stands.
  struct Place {
    let path: RequestPath
    /// As the API's messages have it, which name the kind of the block around: `messages.2.content.0.tool_result…`.
    var dotted: String { path.dottedThroughResult }
    /// Where an image's data stand.
    var imageSource: String { "\(dotted).image.source.base64" }
  }

  var images: [(ImageBlock, Place)] = []
  var documents: [(DocumentBlock, Place)] = []

  var isEmpty: Bool { images.isEmpty && documents.isEmpty }
}
