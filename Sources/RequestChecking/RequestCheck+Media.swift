import MessagesAPI
import ModelCatalog

// Images and documents: how many, how large, and how they are sent.

extension RequestCheck {
  mutating func checkMedia() {
    let media = Media(request.messages)
    if let most = model?.maxImages, media.images.count > most {
      refuse(
        .imageCount, at: .messages, isVerbatim: false, "Too many images: \(media.images.count) > \(most)",
        remedy: "Drop the \(media.images.count - most) oldest images.")
    }
    // On Bedrock and Google documents count among the many.
    let many = media.images.count + (sending.platform == .api ? 0 : media.documents)
    let isMany = many > (imageLimits?.int("many_images") ?? .max)
    let edge = imageLimits?.int(isMany ? "many_images_edge" : "max_edge") ?? .max
    let megabytes = imageLimits?["max_base64_megabytes"]?.int(sending.platform.rawValue) ?? .max
    for (image, place) in media.images { check(image, at: place, edge, isMany: isMany, megabytes: megabytes) }
    checkPages()
    if request.shape == .bedrockConverse { checkConverse(media) }
  }

  private mutating func check(
    _ image: ImageBlock, at place: Media.Place, _ edge: Int, isMany: Bool, megabytes: Int
  ) {
    let data = "\(place.dotted).image.source.base64.data"
    if case .url = image.source.kind, sending.platform == .bedrock {
      refuse(
        .mediaSource, at: place.path, "\(data): URL sources are not supported",
        remedy: "Send the image itself, as base64.")
    }
    guard case .base64(let mediaType, let base64) = image.source.kind else { return }
    if !mediaType.isEmpty, !Self.imageTypes.contains(mediaType) {
      refuse(
        .imageType, at: place.path, isVerbatim: false,
        "\(place.dotted).image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or "
          + "'image/webp'", remedy: "Convert the image.")
    }
    if let size = try? ImageSize(of: image.source), max(size.width, size.height) > edge {
      let which = isMany ? " for many-image requests" : ""
      refuse(
        .imageEdge, at: place.path,
        "\(data): At least one of the image dimensions exceed max allowed size\(which): \(edge) pixels",
        remedy: "Scale the image to at most \(edge) pixels a side.")
    }
    let (most, isOver) = megabytes.multipliedReportingOverflow(by: 1_048_576)
    let length = base64.withUTF8 { $0.count }
    if !isOver, length > most {
      refuse(
        .imageBytes, at: place.path, isVerbatim: false,
        "\(data): image exceeds \(megabytes) MB maximum: \(length) bytes > \(most) bytes",
        remedy: "Scale or compress the image.")
    }
  }

  private static let imageTypes: Set<String> = ["image/jpeg", "image/png", "image/gif", "image/webp"]

  private mutating func checkPages() {
    guard let most = model?.maxPDFPages, sending.pdfPages > most else { return }
    let path = sending.firstPDF ?? .messages
    refuse(
      .pageCount, at: path,
      "\(path.dotted).pdf.source.base64.data: A maximum of \(most) PDF pages may be provided.",
      remedy: "Leave out \(sending.pdfPages - most) pages.")
  }

  // MARK: Converse

  private mutating func checkConverse(_ media: Media) {
    for (index, message) in request.messages.enumerated() {
      guard case .blocks(let blocks) = message.content else { continue }
      var hasDocument = false
      var hasText = false
      for block in blocks {
        switch block {
        case .document: hasDocument = true
        case .text: hasText = true
        default: break
        }
      }
      if hasDocument, !hasText {
        refuse(
          .converseBlocks, at: .message(index),
          "A text block must be included when using documents. Add a text block and retry your request.",
          remedy: "Put a text beside the document.")
      }
    }
    for (type, place) in media.unknown where type == "video" {
      refuse(
        .converseBlocks, at: place.path,
        "This model doesn't support the video content block that you provided. Update the content block and try again.",
        remedy: "Leave the video out.")
    }
    for (image, place) in media.images where image.source.type == "s3Location" {
      refuse(
        .converseBlocks, at: place.path, "This model doesn't support the s3Uri field. Remove s3Uri and try again.",
        remedy: "Send the image itself.")
    }
  }
}

/// Images, documents and blocks of unknown kinds in messages and in results, in order.
private struct Media {
  /// Where a block stands.
  struct Place {
    var path: RequestPath
    /// As the API's messages have it, which name the kind of the block around: `messages.2.content.0.tool_result…`.
    var dotted: String
  }

  var images: [(ImageBlock, Place)] = []
  var documents = 0
  var unknown: [(type: String, Place)] = []

  /// O(blocks).
  init(_ messages: [Message]) {
    // By index: walking over messages themselves would copy each.
    for number in messages.indices {
      guard case .blocks(let blocks) = messages[number].content else { continue }
      for index in blocks.indices {
        if case .toolResult(let result) = blocks[index] {
          guard case .blocks(let inner)? = result.content else { continue }
          for (part, block) in inner.enumerated() {
            // The place is made only where something stands: most results are texts.
            add(block) {
              let path = RequestPath.block(index, ofMessage: number)
              return Place(path: path.content[part], dotted: "\(path.dotted).tool_result.content.\(part)")
            }
          }
        } else {
          add(blocks[index]) {
            let path = RequestPath.block(index, ofMessage: number)
            return Place(path: path, dotted: path.dotted)
          }
        }
      }
    }
  }

  private mutating func add(_ block: ContentBlock, _ place: () -> Place) {
    switch block {
    case .image(let image): images.append((image, place()))
    case .document: documents += 1
    case .unknown(let block): unknown.append((block.type, place()))
    default: break
    }
  }
}
