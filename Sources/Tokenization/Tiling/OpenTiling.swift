// The minimum tiling of marked text that is still arriving. What no later tile can reach back to is forgotten, so that a
// word of a gigabyte needs no more memory than one of a kilobyte.
//
// Safe: the trie is the vocabulary's; there is one cost more than bytes of text.

/// The least number of tiles that covers marked text taken byte by byte. A value: a copy goes its own way.
///
/// Cost: O(longest piece) a byte in the worst case; a copy moves at most 10 KB.
struct OpenTiling {
  /// Bytes that the longest piece has at most (128 newlines in v3): a tile that starts further back is decided.
  private static let reach = 128
  private static let capacity = 1024 + reach

  private let vocabulary: Vocabulary
  /// The bytes that tiles may still start in, and the least cost of reaching each of them and the end behind them.
  private var text: [UInt8] = []
  private var costs: [UInt32] = [0]

  init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  mutating func append(_ byte: UInt8) {
    text.append(byte)
    if text.count == Self.capacity { settle(upTo: Self.capacity - Self.reach) }
  }

  /// Ends what was taken so far: no tile reaches over this place. Returns the count of everything before it.
  @discardableResult
  mutating func cut() -> Int {
    settle(upTo: text.count)
    return Int(costs[0])
  }

  /// Tiles that the text costs at least, whatever follows: each tiling has a border within reach of its end.
  var lowerBound: Int { Int(costs.min() ?? 0) }

  /// Tries every tile that starts in the first `limit` bytes, and forgets those bytes.
  private mutating func settle(upTo limit: Int) {
    guard limit > 0 else { return }
    while costs.count <= text.count { costs.append(.max) }
    let end = text.count
    unsafe text.withUnsafeBufferPointer { text in
      unsafe costs.withUnsafeMutableBufferPointer { costs in
        let root = unsafe TrieCursor(vocabulary.trie)
        for start in 0..<limit {
          let cost = unsafe costs[start] + 1
          // A single byte is always a tile.
          unsafe costs[start + 1] = min(costs[start + 1], cost)
          var at = start
          var cursor = root
          while at < end, unsafe cursor.step(text[at]) {
            at += 1
            if cursor.isPiece, unsafe cost < costs[at] { unsafe costs[at] = cost }
          }
        }
      }
    }
    text.removeSubrange(..<limit)
    costs.removeSubrange(..<limit)
  }
}
