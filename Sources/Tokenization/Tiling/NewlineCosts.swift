// What a run of newlines costs: a coin problem over the pieces that are nothing but newlines (v3: 1 to 30, 32, 33, 40,
// 48, 64, 96, 128; v4.7: 1 to 16, 24, 32).
//
// Safe: the trie is the vocabulary's.

/// Costs of runs of newlines. A look-up for any length.
struct NewlineCosts: Sendable {
  /// Up to this length the table holds the cost; beyond, the largest piece is taken off first. A test compares both
  /// with the full coin problem up to 20,000.
  private static let tableLength = 512

  private let costs: [UInt16]
  private let largest: Int

  init(_ vocabulary: Vocabulary) {
    var sizes: [Int] = []
    var cursor = unsafe TrieCursor(vocabulary.trie)
    for length in 1...256 {
      guard cursor.step(0x0A) else { break }
      if cursor.isPiece { sizes.append(length) }
    }
    largest = sizes.last ?? 1
    var costs = [UInt16](repeating: .max, count: Self.tableLength + 1)
    costs[0] = 0
    for length in 1...Self.tableLength {
      costs[length] = 1 + sizes.reduce(.max - 1) { $1 <= length ? min($0, costs[length - $1]) : $0 }
    }
    self.costs = costs
  }

  /// Tokens of `length` newlines inside a text.
  func inside(_ length: Int) -> Int {
    guard length > Self.tableLength else { return Int(costs[length]) }
    let taken = (length - Self.tableLength + largest - 1) / largest
    return taken + Int(costs[length - taken * largest])
  }

  /// Tokens of `length` newlines at the end of a message: they join the frame's own two, for which it already pays one.
  func trailing(_ length: Int) -> Int {
    length == 0 ? 0 : inside(length + 2) - 1
  }
}
