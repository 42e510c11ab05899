// Counts a stretch of text that offers no place to cut, and may have no end: a word of a gigabyte, a heap of marks, all
// spaces. What is certain is counted and forgotten scalar by scalar.
//
// Safe: bytes are lent for one call and copied where they are kept; segments and scalars end at `count` at the latest.

/// The count of a text that only grows, in memory that does not grow with it.
///
/// Slower than a pass over text that is at hand, some 20 MB/s; `RunningCount` turns to it where a text offers no cut.
/// What is held: the open run's costs within reach of a piece, and the bytes that normalisation may still join to others,
/// which are many only in a heap of combining marks.
struct LongStretch {
  private var marking: RunMarking<CostSink>
  /// Bytes of a segment that may still grow.
  private var held: [UInt8] = []
  /// A segment of more marks than are worth holding; then `held` are the bytes behind it.
  private var heap: MarkHeap?
  /// From how many held bytes on a segment is taken for a heap of marks.
  private static let heldLength = 2048
  private var paid = 0
  private var isAtStart = true

  /// A stretch between `edges` that does not end yet. Runs of more than `longestRun` scalars, at least 3, are counted
  /// as they come.
  init(_ workspace: Workspace, opensAtBow: Bool, longestRun: Int) {
    let sink = CostSink(OpenTiling(workspace.vocabulary), SpacePrices(workspace))
    marking = RunMarking(workspace, sink, opensAtBow: opensAtBow)
    marking.longestRun = longestRun
  }

  /// Takes the next bytes. O(n).
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, _ workspace: Workspace) {
    guard let base = bytes.baseAddress else { return }
    if held.isEmpty, heap == nil {
      let taken = unsafe take(base, bytes.count, workspace, isEnd: false)
      unsafe held.append(contentsOf: bytes[taken...])
    } else {
      unsafe held.append(contentsOf: bytes)
      takeHeld(workspace, isEnd: false)
    }
  }

  /// The count if the text ended here, between edges that end as `edges` do. O(what is held).
  func count(_ edges: TextEdges, _ workspace: Workspace) -> Int {
    var whole = self
    whole.takeHeld(workspace, isEnd: true)
    whole.endHeap(workspace)
    let newlines = whole.marking.finish(edges)
    return whole.paid + whole.marking.sink.total + workspace.newlines.trailing(newlines)
  }

  /// Tokens that the stretch costs at least, whatever follows, if it ends as `edges` do.
  func lowerBound(_ edges: TextEdges) -> Int {
    let spaces = edges.freeEnd == .none ? marking.leastForSpaces : 0
    return paid + (heap?.paid ?? 0) + (marking.openSinks.map(\.lowerBound).min() ?? 0) + spaces
  }

  private mutating func takeHeld(_ workspace: Workspace, isEnd: Bool) {
    if heap != nil { growHeap(workspace, isEnd: isEnd) }
    if heap != nil { return }
    let bytes = held
    let taken = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe bytes.baseAddress.map { unsafe take($0, bytes.count, workspace, isEnd: isEnd) } ?? 0
    }
    held.removeSubrange(..<taken)
    guard held.count > Self.heldLength else { return }
    // The last scalar may not be whole yet.
    let whole = held.count - 4
    if let heap = unsafe held.withUnsafeBufferPointer({
      unsafe MarkHeap(.init(rebasing: $0[..<Self.border($0, whole)]), workspace)
    }) {
      self.heap = heap
      unsafe held.removeSubrange(..<held.withUnsafeBufferPointer { unsafe Self.border($0, whole) })
    }
  }

  // MARK: Heaps of marks

  /// The last border between scalars at or before `at`.
  private static func border(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
    var at = at
    while at > 0, unsafe bytes[at] & 0xC0 == 0x80 { at -= 1 }
    return at
  }

  /// Takes the marks that `held` begins with; the heap ends before anything else.
  private mutating func growHeap(_ workspace: Workspace, isEnd: Bool) {
    let bytes = held
    var at = 0
    var goesOn = true
    unsafe bytes.withUnsafeBufferPointer { bytes in
      while at < bytes.count, goesOn {
        let (scalar, length) = unsafe decodeChecked(bytes.baseAddress! + at, bytes.count - at)
        if let scalar, workspace.isMark(scalar) {
          heap?.take(scalar, workspace)
          at += length
        } else if scalar == nil, !isEnd, bytes.count - at < 4 {
          return
        } else {
          goesOn = false
        }
      }
    }
    held.removeSubrange(..<at)
    if !goesOn { endHeap(workspace) }
  }

  private mutating func endHeap(_ workspace: Workspace) {
    guard let heap else { return }
    self.heap = nil
    paid += heap.paid
    let isRawStart = isAtStart && heap.opensWithSpace
    isAtStart = false
    heap.forEachScalar(workspace) { marking.take($0, 0..<0, isRawStart: isRawStart) }
    marking.keepSpace(unlessFreeAs: nil)
  }

  /// Takes the segments that are complete and returns how many bytes they are.
  private mutating func take(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ workspace: Workspace, isEnd: Bool
  ) -> Int {
    var at = 0
    while at < count, let segment = unsafe workspace.segment(text, from: at, to: count, isEnd: isEnd) {
      let isRawStart = unsafe isAtStart && text[at] == 0x20
      isAtStart = false
      unsafe workspace.forEachScalar(of: segment, text) { marking.take($0, $1, isRawStart: isRawStart) }
      unsafe marking.keepSpace(unlessFreeAs: FreeWhiteSpace.least(text + at, segment.range.count))
      at = segment.range.upperBound
    }
    return at
  }
}

/// Adds up what marked text costs.
private struct CostSink: MarkedTextSink {
  static let keepsSources = false

  private var tiling: OpenTiling
  private let prices: SpacePrices
  private var spaces = 0

  init(_ tiling: OpenTiling, _ prices: SpacePrices) {
    self.tiling = tiling
    self.prices = prices
  }

  mutating func take(_ byte: UInt8, _ source: Range<Int>) { tiling.append(byte) }

  mutating func takeSpaces(_ run: PendingRun) {
    tiling.cut()
    spaces += run.tally.cost(prices)
  }

  mutating func cut() { tiling.cut() }

  var total: Int {
    var tiling = tiling
    return tiling.cut() + spaces
  }

  var lowerBound: Int { tiling.lowerBound + spaces }
}
