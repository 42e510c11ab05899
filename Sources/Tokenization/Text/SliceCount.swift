// Counting slices of one text apart from each other, on several threads, and adding them up exactly.
//
// Safe: bytes are lent for one call and copied where they are kept; a cut lies inside the text that it was found in.

/// The count of a slice of a text, to be joined with the slices before and behind it.
///
/// Between its first and its last cut a slice is counted once; what lies outside waits for its neighbours. Joined in
/// order, slices count exactly what `Tokenizer.count` says of the whole, wherever they were cut, inside a scalar too.
///
/// ```swift
/// var text = SliceCount(of: firstHalf.span, by: tokenizer)
/// text.append(SliceCount(of: secondHalf.span, by: tokenizer))
/// text.count(edges: tokenizer.messageEdges)
/// ```
///
/// Cost: O(n) for a slice; joining and reading are O(bytes that wait), on ordinary text a few dozen. A slice without any
/// cut waits as a whole.
package struct SliceCount: Sendable {
  /// From how many bytes on what waits is searched for a cut.
  private static let longTail = 4096

  /// UTF-8 bytes so far.
  package private(set) var length: Int
  private let tokenizer: Tokenizer
  /// What lies before the first cut, or everything where there is none.
  private var head: [UInt8]
  /// Tokens between the first and the last cut.
  package private(set) var settled = 0
  /// What lies behind the last cut; nil where there is no cut.
  private var tail: [UInt8]?

  /// Counts a slice; bytes that are not UTF-8 count as U+FFFD.
  package init(of bytes: Span<UInt8>, by tokenizer: Tokenizer) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe Self($0, tokenizer) }
  }

  /// A slice whose ``settled`` tokens are known from an earlier time. O(bytes before its first and behind its last cut).
  package init(of bytes: Span<UInt8>, settled: Int, by tokenizer: Tokenizer) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe Self($0, tokenizer, settled: settled) }
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>, _ tokenizer: Tokenizer, settled known: Int? = nil) {
    self.tokenizer = tokenizer
    length = bytes.count
    head = []
    guard let base = bytes.baseAddress else { return }
    tokenizer.withWorkspace { workspace in
      guard let first = unsafe TextCut.firstRunBorder(base, from: 1, to: bytes.count, workspace) else {
        head = unsafe Array(bytes)
        return
      }
      head = unsafe Array(bytes[..<first.left])
      unsafe settle(base + first.right, bytes.count - first.right, workspace, known: known)
    }
  }

  /// Counts what follows a cut up to its own last one, and keeps the rest as the tail.
  private mutating func settle(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ workspace: Workspace, known: Int? = nil
  ) {
    var kept = 0
    if let last = unsafe TextCut.lastRunBorder(text, from: 0, to: count, workspace) {
      unsafe settled += known ?? workspace.count(text, last.left, .inner)
      kept = last.right
    }
    tail = unsafe Array(UnsafeBufferPointer(start: text + kept, count: count - kept))
  }

  /// Joins the slice that follows.
  package mutating func append(_ next: SliceCount) {
    length += next.length
    guard let end = tail else {
      // No cut so far: the border may hold one.
      let joined = head + next.head
      let border = unsafe joined.withUnsafeBufferPointer { unsafe Self($0, tokenizer) }
      (head, settled, tail) = (border.head, border.settled, border.tail)
      if let nextTail = next.tail {
        if let end = tail {
          settleInner(end)
        } else {
          // `head` ends at the next slice's first cut.
          tail = []
        }
        settled += next.settled
        tail = nextTail
      }
      return
    }
    let joined = end + next.head
    if let nextTail = next.tail {
      settleInner(joined)
      settled += next.settled
      tail = nextTail
    } else if joined.count < Self.longTail {
      tail = joined
    } else {
      tokenizer.withWorkspace { workspace in
        unsafe joined.withUnsafeBufferPointer { unsafe settle($0.baseAddress!, $0.count, workspace) }
      }
    }
  }

  private mutating func settleInner(_ text: [UInt8]) { settled += tokenizer.count(utf8: text.span, edges: .inner) }

  /// Tokens of the text between `edges`; without any bytes what the edges alone cost.
  package func count(edges: TextEdges) -> Int {
    guard let tail else { return tokenizer.count(utf8: head.span, edges: edges) }
    var left = TextEdges.inner
    left.opensAtBow = edges.opensAtBow
    var right = edges
    right.opensAtBow = false
    return tokenizer.count(utf8: head.span, edges: left) + settled + tokenizer.count(utf8: tail.span, edges: right)
  }
}
