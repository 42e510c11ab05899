import JSONText
import Synchronization
import Tokenization

/// One long text of a request, cut so that threads share it. Where it is cut does not matter to the count.
final class LongText: Sendable {
  /// Texts from so many bytes on are cut: they take about a millisecond.
  static let least = 262_144
  /// Slices are at least half as long, and there are at most so many: joining texts that offer no cut looks at all
  /// slices before again.
  private static let mostSlices = 16

  /// As it was put together: one text.
  let gathered: GatheredTexts
  let slices: Int
  private let bytes: [UInt8]
  private let sliceLength: Int
  private let edges: TextEdges
  private let tokenizer: Tokenizer
  private let counts: Mutex<[SliceCount?]>

  init(_ gathered: GatheredTexts, _ document: JSONDocument?, _ edges: TextEdges, by tokenizer: Tokenizer) {
    self.gathered = gathered
    bytes = gathered.whole(from: document)
    self.edges = edges
    self.tokenizer = tokenizer
    sliceLength = max(Self.least / 2, (bytes.count + Self.mostSlices - 1) / Self.mostSlices)
    slices = (bytes.count + sliceLength - 1) / sliceLength
    counts = Mutex(Array(repeating: nil, count: slices))
  }

  /// Counts a slice. O(bytes).
  func count(slice index: Int) {
    let start = index * sliceLength
    let end = min(start + sliceLength, bytes.count)
    let slice = bytes[start..<end]
    let count = SliceCount(of: slice.span, by: tokenizer)
    counts.withLock { $0[index] = count }
  }

  /// The tokens of the whole, when all slices are counted.
  var tokens: Int {
    let counts = counts.withLock { $0 }.compactMap { $0 }
    guard var whole = counts.first else { return 0 }
    for slice in counts.dropFirst() { whole.append(slice) }
    return whole.count(edges: edges)
  }
}
