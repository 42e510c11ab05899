public import MessagesAPI

/// A place up to which a request asks for its prompt to be kept in the cache.
public struct CacheBreakpoint: Sendable, Hashable {
  /// The tool or block that is marked; the request itself where the API is to set the mark at its end.
  public let path: RequestPath
  /// Tokens of the prompt up to there: tools, then the system prompt, then messages. The frame around them is none of it
  /// (case 19: 3,001 of 3,005).
  public let tokens: Int
  /// Whether it is kept for an hour; else for five minutes.
  public let isHourly: Bool
  /// Whether it is cached at all: a prefix below the model's minimum is not, and nothing says so.
  public let isCached: Bool
  /// The message that it stands in; nil for tools and the system prompt.
  let message: Int?
}

/// The marks of a request, in the order of the prompt.
struct CacheMark {
  let path: RequestPath
  let control: CacheControl
  let place: Place

  enum Place {
    case tool(Int)
    case system(Int)
    case block(BlockIndex)
    case end
  }

  /// O(blocks).
  static func all(in request: MessagesRequest) -> [CacheMark] {
    var marks: [CacheMark] = []
    for (index, tool) in request.tools.enumerated() {
      if let control = tool.cacheControl { marks.append(CacheMark(.tool(index), control, at: .tool(index))) }
    }
    if case .blocks(let blocks)? = request.system {
      for (index, block) in blocks.enumerated() {
        guard let control = block.cacheControl else { continue }
        marks.append(CacheMark(.system[index], control, at: .system(index)))
      }
    }
    // By index: walking over messages themselves would copy each.
    for message in request.messages.indices {
      guard case .blocks(let blocks) = request.messages[message].content else { continue }
      for block in blocks.indices {
        guard let control = blocks[block].cacheControl else { continue }
        let place = BlockIndex(message: message, block: block)
        marks.append(CacheMark(.block(block, ofMessage: message), control, at: .block(place)))
      }
    }
    if let control = request.cacheControl {
      marks.append(CacheMark(RequestPath([.field("cache_control")]), control, at: .end))
    }
    return marks
  }

  init(_ path: RequestPath, _ control: CacheControl, at place: Place) {
    (self.path, self.control, self.place) = (path, control, place)
  }
}
