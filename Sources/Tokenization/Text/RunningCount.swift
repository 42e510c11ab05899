// Counting a text that arrives in pieces: parts that no later byte can change are added up and forgotten, the rest waits.
//
// Safe: bytes are lent for one call and copied where they are kept; a cut lies inside the text that it was found in.

/// The count of a text that only grows.
///
/// After any number of appends, however the bytes were split (inside a scalar too), `count` is exactly what
/// `Tokenizer.count` says of the whole text. A value: a copy goes its own way.
///
/// ```swift
/// var running = tokenizer.makeRunningCount()
/// running.append("hello, ")
/// running.append("world")
/// running.count   // 4 with v4.8, as tokenizer.count("hello, world")
/// ```
///
/// Cost: what is certain is counted once and forgotten; only the bytes behind the last place where the text may be cut
/// are kept, on ordinary text a few hundred. Appending n bytes is O(n), and large appends are counted where they lie.
/// Reading `count` is O(kept bytes) once after each append. Text that offers no cut for 16 KB (one word, one run of
/// spaces or of punctuation) is counted scalar by scalar from there to the next cut, in memory that does not grow.
public struct RunningCount: Sendable {
  /// UTF-8 bytes appended so far.
  public private(set) var length = 0

  /// From how many kept bytes on a cut is looked for: long enough that parts are not counted word by word, short enough
  /// that reading `count` after each append stays cheap.
  private static let keptLength = 256
  /// A cut looks at no more bytes than this before it and behind it.
  private static let lookback = 8
  /// Appends from this length on are counted where they lie.
  private static let inPlaceLength = 2048

  /// More kept bytes than this are counted scalar by scalar.
  package static let heldLength = 16_384

  private let tokenizer: Tokenizer
  private let edges: TextEdges
  /// What the empty text counts.
  private let emptyCount: Int
  /// Tokens of the parts that are certain.
  private var settled = 0
  /// Whether a part was counted: then the text's left edge is behind us.
  private var hasParts = false
  /// Bytes from the last cut on.
  private var tail: [UInt8] = []
  /// Tokens of `tail`, where nothing was appended since they were asked for.
  private var tailCount: Int?
  /// What goes on without a cut; then the tail holds what it has not taken, behind `takenCount` bytes that it has.
  private var stretch: LongStretch?
  private var takenCount = 0
  private let heldLength: Int
  private let longestRun: Int

  init(_ tokenizer: Tokenizer, edges: TextEdges, emptyCount: Int, heldLength: Int, longestRun: Int) {
    self.tokenizer = tokenizer
    self.edges = edges
    self.emptyCount = emptyCount
    self.heldLength = heldLength
    self.longestRun = longestRun
  }

  /// Tokens of everything appended so far; the empty text counts 0, as with `Tokenizer.count`.
  ///
  /// Cost: O(kept bytes) after an append, then a look-up.
  public var count: Int {
    mutating get {
      if length == 0 { return emptyCount }
      if let tailCount { return settled + tailCount }
      let count = countTail(edges(at: .end))
      tailCount = count
      return settled + count
    }
  }

  /// The same if the white space that ends the text were free as `freeEnd` says. Exact: no cut lies in white space, so
  /// that nothing of it was counted before.
  package func count(freeEnd: FreeWhiteSpace) -> Int {
    if length == 0 { return emptyCount }
    var edges = edges(at: .end)
    if let tailCount, edges.freeEnd == freeEnd { return settled + tailCount }
    edges.freeEnd = freeEnd
    return settled + countTail(edges)
  }

  private func countTail(_ edges: TextEdges) -> Int {
    if let stretch {
      tokenizer.withWorkspace { Self.count(stretch, tail[takenCount...], edges, $0) }
    } else {
      unsafe tail.withUnsafeBufferPointer { unsafe tokenizer.count($0, edges) }
    }
  }

  /// Tokens that the text costs at least, whatever is appended: those of its certain parts.
  package var lowerBound: Int { settled + (stretch?.lowerBound(edges) ?? 0) }

  /// Appends text. O(n) in its UTF-8 bytes.
  public mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { unsafe append($0) }
  }

  /// Appends part of a string. O(n) in its UTF-8 bytes.
  public mutating func append(_ text: Substring) {
    var text = text
    text.withUTF8 { unsafe append($0) }
  }

  /// Appends UTF-8 bytes; a scalar may be split between two appends. O(n).
  public mutating func append(utf8 bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
  }

  /// Appends UTF-8 bytes; a scalar may be split between two appends. O(n).
  package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    length += bytes.count
    tailCount = nil
    tokenizer.withWorkspace { workspace in
      if stretch != nil {
        unsafe appendToStretch(bytes, workspace)
      } else if unsafe bytes.count < Self.inPlaceLength || !appendInPlace(base, bytes.count, workspace) {
        unsafe appendToTail(bytes, workspace)
      }
      if stretch == nil, tail.count > heldLength { openStretch(workspace) }
    }
  }

  /// Counts everything between the first and the last cut where it lies. Returns false where there is no cut.
  private mutating func appendInPlace(_ text: UnsafePointer<UInt8>, _ count: Int, _ workspace: Workspace) -> Bool {
    guard let first = unsafe TextCut.firstRunBorder(text, from: 1, to: count, workspace) else { return false }
    unsafe tail.append(contentsOf: UnsafeBufferPointer(start: text, count: first.left))
    settleTail(tail.count, dropping: tail.count, workspace)
    let rest = unsafe text + first.right
    let restCount = count - first.right
    var kept = 0
    if let last = unsafe TextCut.lastRunBorder(rest, from: 0, to: restCount, workspace) {
      unsafe settled += workspace.count(rest, last.left, .inner)
      kept = last.right
    }
    unsafe tail.append(contentsOf: UnsafeBufferPointer(start: rest + kept, count: restCount - kept))
    return true
  }

  private mutating func appendToTail(_ bytes: UnsafeBufferPointer<UInt8>, _ workspace: Workspace) {
    // A scalar that was incomplete, and the three bytes that a cut looks back at, are looked at again.
    let searched = max(tail.count - Self.lookback, 0)
    unsafe tail.append(contentsOf: bytes)
    guard tail.count >= Self.keptLength else { return }
    let cut = unsafe tail.withUnsafeBufferPointer {
      unsafe TextCut.lastRunBorder($0.baseAddress!, from: searched, to: $0.count, workspace)
    }
    if let cut { settleTail(cut.left, dropping: cut.right, workspace) }
  }

  /// Counts the first `count` bytes of the tail for good and drops `dropped`.
  private mutating func settleTail(_ count: Int, dropping dropped: Int, _ workspace: Workspace) {
    let edges = edges(at: .cut)
    unsafe settled += tail.withUnsafeBufferPointer { unsafe workspace.count($0.baseAddress!, count, edges) }
    hasParts = true
    tail.removeSubrange(..<dropped)
  }

  // MARK: Stretches without a cut

  private mutating func openStretch(_ workspace: Workspace) {
    stretch = LongStretch(workspace, opensAtBow: edges(at: .cut).opensAtBow, longestRun: longestRun)
    takenCount = 0
    advanceStretch(workspace)
  }

  /// Adds to the stretch up to the first cut, which ends it; what is behind the cut is text as any other.
  private mutating func appendToStretch(_ bytes: UnsafeBufferPointer<UInt8>, _ workspace: Workspace) {
    unsafe tail.append(contentsOf: bytes)
    let cut = unsafe tail.withUnsafeBufferPointer {
      unsafe TextCut.firstRunBorder($0.baseAddress!, from: takenCount + 1, to: $0.count, workspace)
    }
    guard let cut else { return advanceStretch(workspace) }
    let edges = edges(at: .cut)
    if let stretch { settled += Self.count(stretch, tail[takenCount..<cut.left], edges, workspace) }
    stretch = nil
    hasParts = true
    let rest = Array(tail[cut.right...])
    tail.removeAll(keepingCapacity: true)
    unsafe rest.withUnsafeBufferPointer { rest in
      if unsafe rest.count < Self.inPlaceLength || !appendInPlace(rest.baseAddress!, rest.count, workspace) {
        unsafe appendToTail(rest, workspace)
      }
    }
  }

  /// Hands the tail to the stretch but for its last bytes, which a cut may still look at.
  private mutating func advanceStretch(_ workspace: Workspace) {
    let end = tail.count - Self.lookback
    guard end > takenCount else { return }
    unsafe tail.withUnsafeBufferPointer {
      unsafe stretch?.append(UnsafeBufferPointer(rebasing: $0[takenCount..<end]), workspace)
    }
    let dropped = max(end - Self.lookback, 0)
    tail.removeSubrange(..<dropped)
    takenCount = end - dropped
  }

  /// The count of `stretch` with `rest` behind it.
  private static func count(
    _ stretch: LongStretch, _ rest: ArraySlice<UInt8>, _ edges: TextEdges, _ workspace: Workspace
  ) -> Int {
    var whole = stretch
    unsafe rest.withUnsafeBufferPointer { unsafe whole.append($0, workspace) }
    return whole.count(edges, workspace)
  }

  private enum RightSide {
    case cut
    case end
  }

  /// The edges of what is kept: the text's own where it reaches them.
  private func edges(at right: RightSide) -> TextEdges {
    TextEdges(
      opensAtBow: edges.opensAtBow && !hasParts,
      joinsNewlines: edges.joinsNewlines && right == .end,
      freeEnd: right == .end ? edges.freeEnd : .none)
  }
}

extension Tokenizer {
  /// A running count of a text alone in a user message, as `count` sees it. Nothing is allocated before the first append.
  public func makeRunningCount() -> RunningCount { makeRunningCount(edges: messageEdges, emptyCount: 0) }

  /// A running count between edges of your own choosing, as `count(utf8:edges:)` sees it.
  public func makeRunningCount(edges: TextEdges) -> RunningCount {
    makeRunningCount(edges: edges, heldLength: RunningCount.heldLength)
  }

  /// The same with a bound on what is held: reading `count` costs no more than that many bytes do.
  package func makeRunningCount(edges: TextEdges, heldLength: Int) -> RunningCount {
    makeRunningCount(edges: edges, emptyCount: edges.opensAtBow ? 1 : 0, heldLength: heldLength)
  }

  /// The same with bounds on what is held: `heldLength` bytes without a cut, runs of `longestRun` scalars, at least 3.
  package func makeRunningCount(
    edges: TextEdges, emptyCount: Int, heldLength: Int = RunningCount.heldLength, longestRun: Int = 1024
  ) -> RunningCount {
    RunningCount(self, edges: edges, emptyCount: emptyCount, heldLength: heldLength, longestRun: longestRun)
  }

  /// Tokens of the concatenation of `buffers` between `edges`, exactly as if they were one text.
  ///
  /// Cost: O(total bytes); of a large buffer only what lies before its first and behind its last cut is copied.
  package func count(concatenating buffers: [UnsafeBufferPointer<UInt8>], edges: TextEdges) -> Int {
    if unsafe buffers.count == 1 { return unsafe count(buffers[0], edges) }
    var running = makeRunningCount(edges: edges)
    for index in unsafe buffers.indices { unsafe running.append(buffers[index]) }
    return running.count
  }
}
