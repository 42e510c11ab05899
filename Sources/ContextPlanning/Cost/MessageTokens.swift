import MessagesAPI
import RequestCounting

/// Tokens of each message of a request, and what stands before them all.
///
/// A text that the API reads as one stands at its first block, so the share of a message can be that of its turn.
struct MessageTokens: Sendable {
  /// Likely tokens by message.
  let tokens: [Int]
  /// What each message adds to the upper bound.
  let uppers: [Int]
  /// Likely tokens of what belongs to no message: frame, tools, system prompt, settings.
  let head: Int

  /// O(parts).
  init(_ count: RequestCount, messages: Int) {
    var tokens = [Int](repeating: 0, count: messages)
    var uppers = tokens
    var head = 0
    let parts = count.parts
    // By index: walking over the parts themselves would copy each, with its path.
    for place in parts.indices {
      let own = parts[place].count
      if let index = parts[place].path.messageIndex, index < messages {
        tokens[index] += own.tokens
        uppers[index] += own.bounds.upperBound
      } else {
        head += own.tokens
      }
    }
    self.tokens = tokens
    self.uppers = uppers
    self.head = head
  }
}
