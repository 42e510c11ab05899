// Covers marked text with the least number of tiles and keeps which they are.
//
// Safe: the trie is the vocabulary's; text is read below `count`, by ranges that its segments gave.

/// Collects tiles from marked text, unit by unit.
struct TileSink: MarkedTextSink {
  static let keepsSources = true

  private(set) var tiles: [Tile] = []
  private let vocabulary: Vocabulary
  /// The unit at hand: text that tiles do not reach out of.
  private var unit: [UInt8] = []
  private var sources: [Range<Int>] = []
  /// For each place in the unit the least number of tiles before it, and the length of the last of them.
  private var costs: [UInt32] = []
  private var lengths: [UInt8] = []

  init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  mutating func take(_ byte: UInt8, _ source: Range<Int>) {
    unit.append(byte)
    sources.append(source)
  }

  mutating func takeSpaces(_ run: PendingRun) {
    cut()
    for (at, scalar) in run.scalars.prefix(run.tally.count).enumerated() {
      if at > 0, scalar != run.scalars[at - 1] { cut() }
      let source = run.sources[at]
      if scalar < 0x80 {
        take(UInt8(truncatingIfNeeded: scalar), source)
      } else {
        for (offset, byte) in String(Unicode.Scalar(scalar)!).utf8.enumerated() {
          take(byte, source.count == 3 ? source.lowerBound + offset..<source.lowerBound + offset + 1 : source)
        }
      }
    }
    cut()
  }

  mutating func cut() {
    for range in leastTiling() { tiles.append(tile(range)) }
    unit.removeAll(keepingCapacity: true)
    sources.removeAll(keepingCapacity: true)
  }

  /// Adds newlines that end the text, each with the bytes that it stands for: the last tile is the frame's.
  mutating func takeTrailingNewlines(_ newlines: [Range<Int>], end: Int) {
    cut()
    for source in newlines { take(0x0A, source) }
    // The frame's own two.
    for _ in 0..<2 { take(0x0A, end..<end) }
    let ranges = leastTiling()
    for range in ranges.dropLast() { tiles.append(tile(range)) }
    if let last = ranges.last.map(tile), !last.source.isEmpty {
      tiles.append(Tile(piece: last.piece, kind: .frame, source: last.source, cost: 0))
    }
    unit.removeAll(keepingCapacity: true)
    sources.removeAll(keepingCapacity: true)
  }

  /// The places of the tiles that cover the unit.
  private mutating func leastTiling() -> [Range<Int>] {
    let end = unit.count
    guard end > 0 else { return [] }
    costs = [0] + repeatElement(UInt32.max, count: end)
    lengths = Array(repeating: 1, count: end + 1)
    let root = unsafe TrieCursor(vocabulary.trie)
    for start in 0..<end {
      let cost = costs[start] + 1
      if cost < costs[start + 1] {
        costs[start + 1] = cost
        lengths[start + 1] = 1
      }
      var at = start
      var cursor = root
      while at < end, cursor.step(unit[at]) {
        at += 1
        if cursor.isPiece, cost < costs[at] {
          costs[at] = cost
          lengths[at] = UInt8(at - start)
        }
      }
    }
    var ranges: [Range<Int>] = []
    var at = end
    while at > 0 {
      ranges.append(at - Int(lengths[at])..<at)
      at -= Int(lengths[at])
    }
    return ranges.reversed()
  }

  private func tile(_ range: Range<Int>) -> Tile {
    let bytes = unit[range]
    let source = sources[range].dropFirst().reduce(sources[range.lowerBound]) {
      min($0.lowerBound, $1.lowerBound)..<max($0.upperBound, $1.upperBound)
    }
    let (piece, kind) = Self.notation(bytes)
    return Tile(piece: piece, kind: kind, source: source, cost: 1)
  }

  /// How a tile's bytes are written, and what they are.
  private static func notation(_ bytes: ArraySlice<UInt8>) -> (String, Tile.Kind) {
    var text = ""
    var kind = Tile.Kind.marker
    var at = bytes.startIndex
    while at < bytes.endIndex {
      if let name = markerName(bytes[at]) {
        text += name
        at += 1
        continue
      }
      let (scalar, length) = unsafe bytes[at...].withUnsafeBufferPointer {
        unsafe decodeChecked($0.baseAddress!, $0.count)
      }
      if let scalar = scalar.flatMap(Unicode.Scalar.init) {
        if kind == .marker { kind = .piece }
        text.unicodeScalars.append(scalar)
        at += length
      } else {
        kind = .bytes
        let digits = String(bytes[at], radix: 16, uppercase: true)
        text += "⟨0x\(digits)⟩"
        at += 1
      }
    }
    return (text, kind)
  }

  private static func markerName(_ byte: UInt8) -> String? {
    switch byte {
    case Marker.bow: "⟨bow⟩"
    case Marker.eow: "⟨eow⟩"
    case Marker.shift: "⟨shift⟩"
    case Marker.caps: "⟨caps⟩"
    default: nil
    }
  }
}

extension Workspace {
  /// The tiles of the `count` bytes at `text`, at least one, between `edges`; their costs add up to the count.
  func tiling(_ text: UnsafePointer<UInt8>, _ count: Int, _ edges: TextEdges) -> [Tile] {
    let end = unsafe edges.freeEnd.contentLength(text, count)
    let content = unsafe edges.joinsNewlines ? trailingNewlines(text, end).content : end
    var marking = RunMarking(self, TileSink(vocabulary), opensAtBow: edges.opensAtBow)
    var free: [Range<Int>] = []
    var at = 0
    while at < content, let segment = unsafe segment(text, from: at, to: content, isEnd: true) {
      var isFree = true
      unsafe forEachScalar(of: segment, text) {
        unsafe marking.take($0, $1, isRawStart: at == 0 && text[0] == 0x20)
        isFree = false
      }
      if isFree { free.append(segment.range) }
      at = segment.range.upperBound
    }
    _ = marking.finish(TextEdges(opensAtBow: edges.opensAtBow, joinsNewlines: false))
    var sink = marking.sink
    sink.cut()
    var newlines: [Range<Int>] = []
    for at in content..<end {
      // What is neither newline nor free belongs to a scalar that normalisation drops.
      if unsafe text[at] == 0x0A { newlines.append(at..<at + 1) } else { free.append(at..<at + 1) }
    }
    if !newlines.isEmpty { sink.takeTrailingNewlines(newlines, end: end) }
    if end < count { free.append(end..<count) }
    return unsafe sink.tiles.merged(with: free, text)
  }
}

extension [Tile] {
  /// The tiles with the stretches that cost nothing between them, neighbours among these as one; a stretch inside a
  /// tile's range is the tile's.
  fileprivate func merged(with free: [Range<Int>], _ text: UnsafePointer<UInt8>) -> [Tile] {
    if free.isEmpty { return self }
    var stretches: [Range<Int>] = []
    for range in free {
      if let last = stretches.last, last.upperBound == range.lowerBound {
        stretches[stretches.count - 1] = last.lowerBound..<range.upperBound
      } else {
        stretches.append(range)
      }
    }
    var tiles: [Tile] = []
    var next = stretches[...]
    for tile in self {
      while let range = next.first, range.lowerBound < tile.source.lowerBound {
        unsafe tiles.append(Tile(freeText: text, next.removeFirst()))
      }
      while let range = next.first, range.upperBound <= tile.source.upperBound { next.removeFirst() }
      tiles.append(tile)
    }
    return tiles + next.map { unsafe Tile(freeText: text, $0) }
  }
}

extension Tile {
  fileprivate init(freeText text: UnsafePointer<UInt8>, _ range: Range<Int>) {
    let bytes = unsafe UnsafeBufferPointer(start: text + range.lowerBound, count: range.count)
    unsafe self.init(piece: String(decoding: bytes, as: UTF8.self), kind: .free, source: range, cost: 0)
  }
}
