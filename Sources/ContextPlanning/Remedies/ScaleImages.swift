import MessagesAPI
import RequestCounting

extension RemedySearch {
  /// Lower resolution for images, the dearest first, as far as is needed. The bytes are the caller's to make: what the
  /// scaled images count is known by their size.
  mutating func scaleImages() throws(PlanError) {
    let media: MediaSizes
    do { media = try planner.counter.mediaSizes(of: resolved.countedModel) } catch { throw PlanError(error) }
    let sorted = ImageRoom.all(in: request, media).filter { $0.smallTokens < $0.tokens }
      .sorted { ($1.tokens - $1.smallTokens) < ($0.tokens - $0.smallTokens) }
    var chosen: [ImageRoom] = []
    var freed = 0
    for image in sorted where need <= 0 || freed < need {
      chosen.append(image)
      freed += image.tokens - image.smallTokens
    }
    guard let first = chosen.map(\.path).compactMap(\.messageIndex).min() else { return }
    var edited = request
    for image in chosen { edited.standIn(for: image) }
    let edge = ImageRoom.smallEdge
    try keep(
      "scale_images",
      chosen.count == 1
        ? "scale the image down to \(edge) pixels" : "scale \(chosen.count) images down to \(edge) pixels",
      edited, firstChange: first, scaling: chosen)
  }
}

extension MessagesRequest {
  /// Puts a picture of the small size in the place of an image; only its head is there.
  fileprivate mutating func standIn(for image: ImageRoom) {
    let small = ContentBlock.image(
      ImageBlock(source: MediaSource(pngHead: image.smallWidth, by: image.smallHeight)))
    guard let message = image.path.messageIndex, case .blocks(var blocks) = messages[message].content,
      blocks.indices.contains(image.place.block)
    else { return }
    let place = image.place
    if let part = place.part {
      guard case .toolResult(var result) = blocks[place.block], case .blocks(var parts)? = result.content,
        parts.indices.contains(part)
      else { return }
      parts[part] = small
      result.content = .blocks(parts)
      blocks[place.block] = .toolResult(result)
    } else {
      blocks[place.block] = small
    }
    messages[message].content = .blocks(blocks)
  }
}

extension MediaSource {
  /// The head of a PNG of a size, without its pixels.
  fileprivate init(pngHead width: Int, by height: Int) {
    func bytes(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
    let head: [UInt8] =
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + bytes(width) + bytes(height)
      + [8, 2, 0, 0, 0]
    self.init(.base64(mediaType: "image/png", data: RequestText(base64Of: head)))
  }
}
