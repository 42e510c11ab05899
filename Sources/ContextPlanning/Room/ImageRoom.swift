public import MessagesAPI
import RequestCounting

/// An image of the request, by the model's rule for its size: a client may scale it down before it is sent.
public struct ImageRoom: Sendable, Hashable {
  /// Where it stands.
  public let path: RequestPath
  /// Pixels.
  public let width: Int
  /// Pixels.
  public let height: Int
  /// What it takes.
  public let tokens: Int
  /// Pixels, where its longer edge has ``smallEdge`` of them; ``width`` where it has no more.
  public let smallWidth: Int
  /// The same.
  public let smallHeight: Int
  /// What it takes at that size; ``tokens`` where it is no larger.
  public let smallTokens: Int

  /// 28 patches of 28 pixels: a screen's text is still read then, fine print is not.
  public static let smallEdge = 784

  /// Where it stands in its message.
  let place: Place

  /// A block, and its part where that is a result.
  struct Place: Sendable, Hashable {
    var block: Int
    var part: Int?
  }

  private init(_ path: RequestPath, _ place: Place, _ size: ImageSize, _ media: MediaSizes) {
    self.path = path
    self.place = place
    (width, height) = (size.width, size.height)
    tokens = media.tokens(width: size.width, height: size.height)
    let (long, edge) = (max(size.width, size.height), Self.smallEdge)
    func small(_ pixels: Int) -> Int { long > edge ? max((pixels * edge + long / 2) / long, 1) : pixels }
    (smallWidth, smallHeight) = (small(size.width), small(size.height))
    smallTokens = media.tokens(width: smallWidth, height: smallHeight)
  }

  /// The images whose size is in the request. O(blocks).
  static func all(in request: MessagesRequest, _ media: MediaSizes) -> [ImageRoom] {
    var found: [ImageRoom] = []
    func add(_ block: ContentBlock, _ path: @autoclosure () -> RequestPath, _ place: Place) {
      guard case .image(let image) = block, let size = try? ImageSize(of: image.source) else { return }
      found.append(ImageRoom(path(), place, size, media))
    }
    // By index: walking over messages themselves would copy each.
    for message in request.messages.indices {
      guard case .blocks(let blocks) = request.messages[message].content else { continue }
      for (index, block) in blocks.enumerated() {
        add(block, .block(index, ofMessage: message), Place(block: index))
        guard case .toolResult(let result) = block, case .blocks(let parts)? = result.content else { continue }
        let path = RequestPath.block(index, ofMessage: message)
        for (inner, part) in parts.enumerated() { add(part, path.content[inner], Place(block: index, part: inner)) }
      }
    }
    return found
  }
}
