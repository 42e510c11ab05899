// Walks over text segment by segment: a scalar and what normalisation may join to it. Each segment is normalised for
// itself, so that what comes out names the bytes that it stands for.
//
// Safe: reads are below `count`; nothing appends to `normalized` while its scalars are read, which are valid UTF-8.

extension Workspace {
  /// A stretch of text that is normalised for itself.
  struct Segment {
    /// Its bytes.
    var range: Range<Int>
    /// The one scalar that it is where normalisation changes nothing; nil where it must be normalised.
    var scalar: UInt32?
  }

  /// The segment that starts at `start`; nil where what follows `text[..<count]` may belong to it, which nothing does
  /// where `isEnd`. O(length).
  func segment(_ text: UnsafePointer<UInt8>, from start: Int, to count: Int, isEnd: Bool) -> Segment? {
    let (first, length) = unsafe decodeChecked(text + start, count - start)
    if first == nil, !isEnd, unsafe Self.mayBeCut(text + start, count - start) { return nil }
    var segment = Segment(range: start..<start + length, scalar: first)
    let opening = first.map(table.record) ?? table.record(0xFFFD)
    let touched = ScalarRecord.recomposes | ScalarRecord.dropped | ScalarRecord.spaced
    // A mark or a scalar that composes stands by itself only where nothing is before it in the text.
    let isFolded = family.foldsQuotes && (0x2018...0x201D).contains(first ?? 0)
    if opening.flags & touched != 0 || isFolded || opening.combiningClass != 0 { segment.scalar = nil }
    var holdsNikhahit = first == 0x0E4D
    // Scalars in a row that compose with nothing behind them.
    var inert = opening.composition & ScalarRecord.composesForward == 0 && !decomposes(first ?? 0xFFFD) ? 1 : 0
    var at = start + length
    while true {
      guard at < count else { return isEnd ? segment : nil }
      if unsafe text[at] < 0x80, !holdsNikhahit { return segment }
      let (next, length) = unsafe decodeChecked(text + at, count - at)
      if next == nil, !isEnd, unsafe Self.mayBeCut(text + at, count - at) { return nil }
      let record = table.record(next ?? 0xFFFD)
      // What decomposes, whatever is before it, joins that only if marks come of it.
      let isJoined =
        record.combiningClass != 0
        || record.flags & ScalarRecord.recomposes != 0
          && (decomposes(next ?? 0xFFFD) ? isMark(next ?? 0xFFFD) : inert < Self.longestComposition)
      // Controls vanish before U+0E4D looks for its partner.
      let isDropped = holdsNikhahit && record.flags & ScalarRecord.dropped != 0 && (next ?? 0xFFFD) < 0xE000
      let isPartner = holdsNikhahit && next == 0x0E32
      guard isJoined || isDropped || isPartner else { return segment }
      holdsNikhahit = holdsNikhahit && isDropped || next == 0x0E4D
      segment.scalar = nil
      let isInert = record.composition & ScalarRecord.composesForward == 0 && !decomposes(next ?? 0xFFFD)
      inert = isInert ? inert + 1 : 0
      at += length
      segment.range = start..<at
    }
  }

  /// Calls `body` with each scalar of a segment after normalisation and the bytes that it stands for: its own where the
  /// segment comes out as it went in, else those of the whole segment. O(length).
  func forEachScalar(
    of segment: Segment, _ text: UnsafePointer<UInt8>, _ body: (UInt32, Range<Int>) -> Void
  ) {
    if let scalar = segment.scalar { return body(scalar, segment.range) }
    unsafe buffers.pointee.normalized.removeAll(keepingCapacity: true)
    unsafe normalize(text + segment.range.lowerBound, segment.range.count)
    unsafe buffers.pointee.normalized.withUnsafeBufferPointer { normalized in
      let raw = unsafe UnsafeBufferPointer(start: text + segment.range.lowerBound, count: segment.range.count)
      let isUnchanged = unsafe normalized.elementsEqual(raw)
      var at = 0
      while at < normalized.count {
        let (scalar, length) = unsafe decodeSettled(normalized.baseAddress! + at)
        let start = segment.range.lowerBound + at
        body(scalar, isUnchanged ? start..<start + length : segment.range)
        at += length
      }
    }
  }

  /// A composite takes in at most three scalars behind its first (ᾄ, or a Hangul syllable); behind twice as many that
  /// compose with nothing, a scalar composes with nothing before it.
  private static let longestComposition = 6

  /// Whether bytes that are not UTF-8 may become so when more follow.
  private static func mayBeCut(_ text: UnsafePointer<UInt8>, _ available: Int) -> Bool {
    unsafe text[0] >= 0xC2 && text[0] <= 0xF4 && decodeChecked(text, available).length == available && available < 4
  }
}
