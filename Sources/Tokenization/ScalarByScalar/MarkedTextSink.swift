/// Takes marked text in order, as `RunMarking` writes it.
protocol MarkedTextSink: Sendable {
  /// Whether runs are kept with the bytes of the text that each scalar stands for.
  static var keepsSources: Bool { get }

  /// Takes a byte of text, or a marker, with the bytes of the text that it stands for.
  mutating func take(_ byte: UInt8, _ source: Range<Int>)

  /// Takes a run of white space.
  mutating func takeSpaces(_ run: PendingRun)

  /// Says that no tile reaches over this place.
  mutating func cut()
}

/// A run that is not written yet.
struct PendingRun {
  var facts: RunFacts
  /// The run's scalars; none where it is white space and sources are not kept, or once it is written as it comes.
  var scalars: [UInt32] = []
  /// For each scalar the bytes of the text that it stands for, where they are kept.
  var sources: [Range<Int>] = []
  /// White space by count.
  var tally = SpaceTally()
  /// A word's case.
  var wordCase = WordCase()
  /// Whether the run is written as it comes; see `RunMarking.lanes`.
  var isOpen = false

  init(_ facts: RunFacts) { self.facts = facts }
}

/// What a run of white space costs so far: changes of character part it into stretches that are priced by length.
struct SpaceTally {
  private(set) var count = 0
  /// Tokens of the stretches before the last.
  private(set) var paid = 0
  private(set) var last: UInt32 = 0
  /// Scalars in the last stretch.
  private(set) var lastCount = 0

  mutating func take(_ scalar: UInt32, _ prices: SpacePrices) {
    count += 1
    if scalar != last {
      paid += prices.cost(of: last, lastCount)
      last = scalar
      lastCount = 0
    }
    lastCount += 1
  }

  func cost(_ prices: SpacePrices) -> Int { paid + prices.cost(of: last, lastCount) }

  /// How many newlines end the run.
  var trailingNewlines: Int { last == 0x0A ? lastCount : 0 }

  /// Takes the newlines off that end the run.
  mutating func dropTrailingNewlines() {
    count -= trailingNewlines
    if last == 0x0A { lastCount = 0 }
  }
}

/// Prices of white space.
struct SpacePrices {
  let newlines: NewlineCosts
  /// Tokens of U+3000, the only white space that is priced one by one. Safe: all scalars of the basic plane have a class.
  let ideographicSpace: Int

  init(_ workspace: Workspace) {
    newlines = workspace.newlines
    ideographicSpace = unsafe Int(workspace.scalars[0x3000] >> ScalarByte.priceShift & 3) + 1
  }

  /// Tokens of `count` times `scalar`.
  func cost(of scalar: UInt32, _ count: Int) -> Int {
    switch scalar {
    case 0x0A: newlines.inside(count)
    case 0x3000: count * ideographicSpace
    default: (count + 15) / 16
    }
  }
}
