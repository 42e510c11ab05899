// Writes marked text one scalar at a time, for what the passes over whole texts cannot do: say where each token comes
// from, and go on through a run that no buffer holds. The rules are those of `RunScanner`; both must agree.
//
// Safe: a scalar takes at most four bytes, and a contraction has the two that are handed over.

/// Turns normalised scalars into marked text: runs, case, border markers, seams.
///
/// A run is written when the two runs behind it have begun, for a border depends on no more than that. A run of more
/// than `longestRun` scalars is written as it comes, once for each marker that it may yet turn out to open with.
struct RunMarking<Sink: MarkedTextSink> {
  /// From how many scalars on a run is written as it comes.
  var longestRun = Int.max
  private(set) var sink: Sink

  private let table: ScalarTable
  private let prices: SpacePrices
  private let capsMinimum: Int?
  private let opensAtBow: Bool

  /// Runs not written yet; the last one may still grow.
  private var pending: [PendingRun] = []
  /// The two runs that were written last.
  private var before: RunFacts?
  private var beforeThat: RunFacts?
  private var endsInEow = false
  /// The one space behind ⟨eow⟩, which disappears before ⟨bow⟩.
  private var seam: PendingRun?
  /// The space that opens the text, until it is known whether the frame's ⟨bow⟩ absorbs it.
  private var firstSpace: Range<Int>?
  private var absorbed: Range<Int>?
  private var hasScalars = false
  /// The ways to go on with a run that is written as it comes.
  private var lanes: [Lane] = []
  /// The white space at hand as it was before what may be free at the text's end, by each reading of what that is.
  private var keptSpace: [FreeWhiteSpace: PendingRun] = [:]

  private struct Lane {
    var marker: UInt8?
    var sink: Sink
    var isLowered: Bool { marker == Marker.shift || marker == Marker.caps }
  }

  init(_ workspace: Workspace, _ sink: Sink, opensAtBow: Bool) {
    self.sink = sink
    self.opensAtBow = opensAtBow
    table = workspace.table
    prices = SpacePrices(workspace)
    capsMinimum = workspace.capsMinimum
  }

  /// Takes the next scalar of normalised text, which stands for the bytes `source`. `isRawStart` says that it is a space
  /// that stands first in the text as it was before normalisation.
  mutating func take(_ scalar: UInt32, _ source: Range<Int>, isRawStart: Bool = false) {
    if !hasScalars {
      hasScalars = true
      if opensAtBow, isRawStart, scalar == 0x20 {
        firstSpace = source
        return
      }
    }
    if firstSpace != nil { placeFirstSpace(before: scalar) }
    add(scalar, source)
  }

  /// Says that the text went on with what is free at an end by no reading narrower than `least`; by none where it is nil.
  mutating func keepSpace(unlessFreeAs least: FreeWhiteSpace?) {
    guard least != .recorded, let last = pending.last, last.facts.kind == .space else { return }
    keptSpace[.recorded] = last
    if least == nil { keptSpace[.widest] = last }
  }

  /// Ends the text. Trailing newlines are left out and counted where they join those of the frame.
  mutating func finish(_ edges: TextEdges) -> Int {
    if let source = firstSpace {
      firstSpace = nil
      absorbed = source
    }
    if edges.freeEnd != .none, pending.last?.facts.kind == .space {
      pending.removeLast()
      if let keptSpace = keptSpace[edges.freeEnd] { pending.append(keptSpace) }
    }
    var newlines = 0
    if edges.joinsNewlines, let last = pending.indices.last, pending[last].facts.kind == .space {
      newlines = pending[last].tally.trailingNewlines
      pending[last].tally.dropTrailingNewlines()
      if pending[last].tally.count == 0 { pending.removeLast() }
    }
    for at in pending.indices { write(pending[at], next: at + 1 < pending.count ? pending[at + 1].facts : nil) }
    pending.removeAll()
    if before == nil, opensAtBow { open([Marker.bow], absorbed ?? 0..<0) }
    paySeam()
    return newlines
  }

  /// What is written so far, in every way that the run at hand may have begun.
  var openSinks: [Sink] { lanes.isEmpty ? [sink] : lanes.map(\.sink) }

  /// Tokens that white space not written yet costs at least, if it is not the end of a text where that is free.
  var leastForSpaces: Int {
    guard let tally = pending.last?.tally, tally.count > 1 else { return 0 }
    // Newlines may join the frame's; the largest piece holds 128.
    return tally.last == 0x0A ? tally.paid + max(tally.lastCount / 128 - 1, 0) : tally.cost(prices)
  }

  // MARK: Runs

  /// A single space that opens the text is the frame's to absorb, unless another one follows.
  private mutating func placeFirstSpace(before scalar: UInt32) {
    guard let source = firstSpace else { return }
    firstSpace = nil
    if scalar == 0x20 { add(0x20, source) } else { absorbed = source }
  }

  private mutating func add(_ scalar: UInt32, _ source: Range<Int>) {
    let record = table.record(scalar)
    let kind = RunFacts.kind(of: record, after: pending.last?.facts.kind)
    let last = pending.count - 1
    if last >= 0, pending[last].facts.kind == kind {
      pending[last].facts.take(scalar, record)
    } else {
      pending.append(PendingRun(RunFacts(scalar, record, kind)))
      if !keptSpace.isEmpty { keptSpace = [:] }
      if pending.count == 3 { write(pending.removeFirst(), next: pending[0].facts) }
    }
    keep(scalar, record, source)
  }

  /// Adds a scalar to what is kept of the last run.
  private mutating func keep(_ scalar: UInt32, _ record: ScalarRecord, _ source: Range<Int>) {
    let last = pending.count - 1
    let kind = pending[last].facts.kind
    if kind == .word { pending[last].wordCase.take(scalar, record) }
    if kind == .space { pending[last].tally.take(scalar, prices) }
    if Sink.keepsSources {
      pending[last].scalars.append(scalar)
      pending[last].sources.append(source)
    } else if kind != .space {
      if pending[last].isOpen {
        for at in lanes.indices {
          Self.write(scalar, source, lanes[at].isLowered ? record.lowerDelta : 0, to: &lanes[at].sink)
        }
        return
      }
      pending[last].scalars.append(scalar)
      if pending[last].scalars.count > longestRun { openLanes() }
    }
  }

  /// Writes what is known of a long run, in every way that it may have begun.
  private mutating func openLanes() {
    var run = pending.removeLast()
    for at in pending.indices { write(pending[at], next: at + 1 < pending.count ? pending[at + 1].facts : run.facts) }
    pending.removeAll()
    let start = self
    lanes = possibleMarkers(run).map { marker in
      var way = start
      way.open(way.openers(run.facts, marker), 0..<0)
      way.writeScalars(run, isLowered: marker == Marker.shift || marker == Marker.caps)
      return Lane(marker: marker, sink: way.sink)
    }
    seam = nil
    absorbed = nil
    run.isOpen = true
    run.scalars = []
    pending = [run]
  }

  /// What a long run may yet open with: a word's case marker, or a border's ⟨bow⟩.
  private func possibleMarkers(_ run: PendingRun) -> [UInt8?] {
    if run.facts.kind == .word {
      return before?.kind == .strayMarks ? [nil] : run.wordCase.possibleMarkers(capsMinimum: capsMinimum)
    }
    if !touchesSpace || !run.facts.mayTakeLeft || run.facts.isWordy { return [nil] }
    return run.facts.takesLeft && run.facts.kind != .hardNumbers && run.facts.kind != .digits
      ? [Marker.bow] : [nil, Marker.bow]
  }

  // MARK: Markers

  /// Whether a space, or the frame's ⟨bow⟩, stands before the run to be written.
  private var touchesSpace: Bool { before.map(\.endsInSpace) ?? opensAtBow }

  /// Writes a run that is complete. `next` is the run behind it, of which two scalars are known if it has two.
  private mutating func write(_ run: PendingRun, next: RunFacts?) {
    let facts = run.facts
    if facts.kind == .space {
      writeSpaces(run)
    } else {
      let marker = marker(run, next)
      if run.isOpen {
        sink = lanes.first { $0.marker == marker }?.sink ?? sink
        lanes = []
      } else {
        open(openers(facts, marker, next: next), run.sources.first ?? 0..<0)
        writeScalars(run, isLowered: marker == Marker.shift || marker == Marker.caps)
      }
      close(run, next)
    }
    beforeThat = before
    before = facts
  }

  /// What decides how a run opens: a word's case marker, or a border's ⟨bow⟩; nil for neither.
  private func marker(_ run: PendingRun, _ next: RunFacts?) -> UInt8? {
    switch run.facts.kind {
    case .word: before?.kind == .strayMarks ? nil : run.wordCase.marker(capsMinimum: capsMinimum)
    case .strayMarks: nil
    default: touchesSpace && run.facts.takesLeft && !opensWord(run.facts, next) ? Marker.bow : nil
    }
  }

  /// The markers that a run opens with.
  private func openers(_ facts: RunFacts, _ marker: UInt8?, next: RunFacts? = nil) -> [UInt8] {
    switch facts.kind {
    case .word:
      if before?.kind == .strayMarks || isContraction(facts) { return [] }
      return marker.map { [$0, Marker.bow] } ?? [Marker.bow]
    case .strayMarks: return [Marker.bow]
    default:
      // The frame's own ⟨bow⟩ stands where nothing takes it; a lone apostrophe before a word turns it into a space.
      if marker == nil, before == nil, opensAtBow { return [opensWord(facts, next) ? 0x20 : Marker.bow] }
      return marker.map { [$0] } ?? []
    }
  }

  private func opensWord(_ facts: RunFacts, _ next: RunFacts?) -> Bool { facts.isApostrophe && next?.isWordy == true }

  /// Whether the word to be written is bound by the lone apostrophe before it.
  private func isContraction(_ facts: RunFacts) -> Bool {
    guard facts.count <= 2, let before, before.isApostrophe else { return false }
    let bytes = [UInt8(truncatingIfNeeded: facts.first), UInt8(truncatingIfNeeded: facts.last)]
    guard facts.first < 0x80, facts.last < 0x80 else { return false }
    let index = unsafe bytes.withUnsafeBufferPointer { unsafe Contraction.index($0.baseAddress!, facts.count) }
    return index != nil && beforeThat?.keepsApostropheFromBinding != true
  }

  /// Writes markers that open a run; a seam disappears before ⟨bow⟩.
  private mutating func open(_ markers: [UInt8], _ first: Range<Int>) {
    var source = absorbed ?? first.lowerBound..<first.lowerBound
    absorbed = nil
    if markers.last == Marker.bow {
      if let space = seam?.sources.first { source = space }
      seam = nil
      sink.cut()
    }
    paySeam()
    for marker in markers { sink.take(marker, source) }
  }

  private mutating func close(_ run: PendingRun, _ next: RunFacts?) {
    let isClosed =
      switch run.facts.kind {
      case .word: true
      case .strayMarks: next?.kind != .word
      default: run.facts.takesRight && next?.opensWithOneSpace == true
      }
    endsInEow = isClosed
    guard isClosed else { return }
    let end = run.sources.last?.upperBound ?? 0
    sink.take(Marker.eow, end..<end)
    sink.cut()
  }

  private mutating func writeSpaces(_ run: PendingRun) {
    if before == nil, opensAtBow, run.facts.first != 0x20 {
      open([Marker.bow], run.sources.first ?? 0..<0)
    }
    if endsInEow, run.tally.count == 1, run.facts.first == 0x20 {
      seam = run
    } else {
      sink.takeSpaces(run)
    }
    endsInEow = false
  }

  private mutating func paySeam() {
    guard let space = seam else { return }
    seam = nil
    sink.takeSpaces(space)
  }

  // MARK: Scalars

  private mutating func writeScalars(_ run: PendingRun, isLowered: Bool) {
    for at in run.scalars.indices {
      let delta = isLowered ? table.record(run.scalars[at]).lowerDelta : 0
      Self.write(run.scalars[at], Sink.keepsSources ? run.sources[at] : 0..<0, delta, to: &sink)
    }
  }

  /// Writes the scalar at a distance of `delta` from `scalar`.
  private static func write(_ scalar: UInt32, _ source: Range<Int>, _ delta: Int32, to sink: inout Sink) {
    let scalar = UInt32(Int32(scalar) + delta)
    if scalar < 0x80 {
      sink.take(UInt8(truncatingIfNeeded: scalar), source)
      return
    }
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { bytes in
      let length = unsafe encode(scalar, to: bytes.baseAddress!)
      // A scalar that stands in the text as it is has bytes of its own there.
      let isOwn = source.count == length
      for at in 0..<length {
        unsafe sink.take(bytes[at], isOwn ? source.lowerBound + at..<source.lowerBound + at + 1 : source)
      }
    }
  }
}
