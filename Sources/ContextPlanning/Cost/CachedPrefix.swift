import MessagesAPI

/// How much of a request is cached, by its breakpoints.
struct CachedPrefix: Sendable {
  /// Messages before this one are cached; 0 where only tools and system prompt are, or nothing is.
  let messages: Int
  /// Tokens of the prefix, the head included; 0 where there is no breakpoint or the prefix is below the minimum.
  let tokens: Int

  /// The prefix up to the last breakpoint. A breakpoint of the request itself lies at its end.
  init(_ request: MessagesRequest, _ costs: MessageTokens, minimum: Int) {
    var last: Int?
    if request.cacheControl != nil {
      last = request.messages.count
    } else {
      // By index: walking over messages themselves would copy each.
      for index in request.messages.indices.reversed() {
        guard case .blocks(let blocks) = request.messages[index].content,
          blocks.contains(where: { $0.cacheControl != nil })
        else { continue }
        last = index + 1
        break
      }
      let isHeadCached =
        request.systemBlocks.contains { $0.cacheControl != nil } || request.tools.contains { $0.cacheControl != nil }
      if last == nil, isHeadCached { last = 0 }
    }
    let sum = last.map { costs.head + costs.tokens[..<$0].reduce(0, +) } ?? 0
    messages = sum >= minimum ? last ?? 0 : 0
    tokens = sum >= minimum ? sum : 0
  }

  /// Tokens of the prefix that have to be written again where the message at `index` is the first that changes.
  func rewritten(from index: Int?, _ costs: MessageTokens) -> Int {
    guard let index, index < messages else { return 0 }
    return costs.tokens[index..<messages].reduce(0, +)
  }
}
