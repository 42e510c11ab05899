// What one count needs besides the vocabulary: the memory of unit costs and buffers that grow once and stay.

import _CPlainRuns

/// The mutable state of counting. One thread uses a workspace at a time; `WorkspacePool` hands them out.
///
/// Safe: every pointer is to memory of its own, freed when nobody holds the workspace, or into the vocabulary that it
/// keeps. `marked` is as long as `reserveMarked` was last asked for.
@safe
final class Workspace {
  let family: TokenizerFamily
  let table: ScalarTable
  let newlines: NewlineCosts
  /// Classes and prices of the basic plane's scalars; see `ScalarByte`.
  let scalars: UnsafePointer<UInt8>
  let tiling: MinimumTiling
  let cache: UnitCache
  let longWords: LongWordCache
  let astral = AstralBytes()
  let written = WrittenText()
  let capsMinimum: Int?
  /// The fast path for stretches of plain text.
  private(set) var plainText: PlainText?
  /// Costs of a lone apostrophe with the contraction behind it, in the order of `Contraction.all`.
  private(set) var contractionCosts: [Int] = []
  /// Marked text of the unit at hand.
  private(set) var marked: UnsafeMutablePointer<UInt8>
  private var markedCapacity = 512
  /// The units of a batch that are not in the first cache.
  let missed: UnsafeMutablePointer<UInt16>
  /// Starts and ends of the words that wait for a batch; see `RunScanner`.
  let waiting: UnsafeMutablePointer<UInt16>
  let buffers: UnsafeMutablePointer<NormalizationBuffers>

  let vocabulary: Vocabulary

  /// - Parameter cacheLimit: bytes that each cache may take.
  init(
    _ vocabulary: Vocabulary, _ table: ScalarTable, _ newlines: NewlineCosts, _ family: TokenizerFamily,
    cacheLimit: Int
  ) {
    self.vocabulary = vocabulary
    self.table = table
    self.newlines = newlines
    self.family = family
    unsafe scalars = vocabulary.scalars
    tiling = MinimumTiling(vocabulary)
    cache = UnitCache(limit: cacheLimit)
    longWords = LongWordCache(limit: cacheLimit)
    capsMinimum = family.capsMinimum
    unsafe marked = .allocate(capacity: markedCapacity)
    unsafe missed = .allocate(capacity: Int(ULLAGE_BORDERS))
    unsafe waiting = .allocate(capacity: RunScanner.batchLength * 2)
    unsafe buffers = .allocate(capacity: 1)
    unsafe buffers.initialize(to: NormalizationBuffers())
    contractionCosts = Contraction.all.map { suffix in
      let unit = [0x27] + suffix + [Marker.eow]
      return unsafe unit.withUnsafeBufferPointer { unsafe tiling.count($0.baseAddress!, unit.count) }
    }
    plainText = PlainText(self, contractionCosts: contractionCosts)
  }

  deinit {
    unsafe plainText?.deallocate()
    unsafe tiling.deallocate()
    unsafe cache.deallocate()
    unsafe longWords.deallocate()
    unsafe astral.deallocate()
    unsafe written.deallocate()
    unsafe marked.deallocate()
    unsafe missed.deallocate()
    unsafe waiting.deallocate()
    unsafe buffers.deinitialize(count: 1)
    unsafe buffers.deallocate()
  }

  /// Makes room for `count` bytes of marked text; what is in it is lost.
  func reserveMarked(_ count: Int) {
    guard count > markedCapacity else { return }
    unsafe marked.deallocate()
    markedCapacity = max(count, markedCapacity * 2)
    unsafe marked = .allocate(capacity: markedCapacity)
  }

  /// The cost of the word of `count` bytes at `text`. `limit` is how many bytes may be read there.
  @inline(__always)
  func wordCost(_ text: UnsafePointer<UInt8>, _ count: Int, limit: Int) -> Int {
    if count <= UnitCache.longest {
      let (low, high) = unsafe unitKey(text, count, limit: limit)
      let known = cache.cost(low, high)
      return unsafe known != 0 ? known : missedWordCost(text, count, low, high)
    }
    return unsafe count <= LongWordCache.longest
      ? longWordCost(text, count) : markedWordCost(text, count, isCased: true)
  }

  /// The same for a word too long for the first cache.
  @inline(never)
  private func longWordCost(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
    if count > LongWordCache.longestShort {
      let key = unsafe LongWordCache.longKey(text, count)
      let known = longWords.cost(key)
      if known != 0 { return known }
      let cost = unsafe markedWordCost(text, count, isCased: true)
      longWords.remember(key, cost: cost)
      return cost
    }
    let key = unsafe LongWordCache.Key(text, count)
    let known = longWords.cost(key)
    if known != 0 { return known }
    let cost = unsafe markedWordCost(text, count, isCased: true)
    longWords.remember(key, cost: cost)
    return cost
  }

  /// The cost of a word that no cache holds; `isCased` is false where a stray mark opened it.
  func markedWordCost(_ text: UnsafePointer<UInt8>, _ count: Int, isCased: Bool) -> Int {
    // Marking may move `marked`, so that it must be done before `marked` is read.
    let length = unsafe markWord(text, count, isCased: isCased)
    return unsafe tiling.count(marked, length)
  }

  /// The cost of a word that is not in front of its bucket.
  @inline(never)
  func missedWordCost(_ text: UnsafePointer<UInt8>, _ count: Int, _ low: UInt64, _ high: UInt64) -> Int {
    let cost = unsafe markedWordCost(text, count, isCased: true)
    cache.remember(low, high, cost: cost)
    return cost
  }

  /// The cost of a unit that takes only border markers: punctuation, numbers.
  @inline(__always)
  func borderedCost(_ text: UnsafePointer<UInt8>, _ count: Int, bow: Bool, eow: Bool, limit: Int) -> Int {
    guard count < UnitCache.longest else { return unsafe longBorderedCost(text, count, bow: bow, eow: eow) }
    var (low, high) = unsafe unitKey(text, count, limit: limit)
    // Byte 14 says which markers: no word has a control character there.
    high |= UInt64(1 | (bow ? 2 : 0) | (eow ? 4 : 0)) << 48
    let known = cache.cost(low, high)
    return unsafe known != 0 ? known : missedBorderedCost(text, count, bow: bow, eow: eow, key: (low, high))
  }

  /// The same for a unit too long for the cache. A line drawn with one character is remembered by its length: text and
  /// code are full of them, and tiling one takes as long as fifty words.
  @inline(never)
  private func longBorderedCost(_ text: UnsafePointer<UInt8>, _ count: Int, bow: Bool, eow: Bool) -> Int {
    let (_, width) = unsafe decodeSettled(text)
    for at in width..<count where unsafe text[at] != text[at - width] {
      return unsafe missedBorderedCost(text, count, bow: bow, eow: eow, key: nil)
    }
    let (short, left) = unsafe width == 1 ? tiling.shortened(text[0], count) : (count, 0)
    // Byte 14 is that of no word and of no shorter unit.
    var character: UInt64 = 0
    for at in 0..<width { unsafe character |= UInt64(text[at]) << UInt64(at * 8) }
    let low = UInt64(short)
    let high = character | UInt64(9 | (bow ? 2 : 0) | (eow ? 4 : 0)) << 48
    let known = cache.cost(low, high)
    return unsafe left + (known != 0 ? known : missedBorderedCost(text, short, bow: bow, eow: eow, key: (low, high)))
  }

  /// The cost of a bordered unit that is not in the cache; `key` is nil where it is too long for one.
  @inline(never)
  func missedBorderedCost(
    _ text: UnsafePointer<UInt8>, _ count: Int, bow: Bool, eow: Bool, key: (low: UInt64, high: UInt64)?
  ) -> Int {
    let cost = unsafe uncachedCost(text, count, bow: bow, suffix: eow ? [Marker.eow] : [])
    if let key, cost <= UnitCache.dearest { cache.remember(key.low, key.high, cost: cost) }
    return cost
  }

  /// The cost of `text` with a ⟨bow⟩ before it where asked and `suffix` behind it, tiled as one.
  func uncachedCost(_ text: UnsafePointer<UInt8>, _ count: Int, bow: Bool, suffix: [UInt8]) -> Int {
    reserveMarked(count + suffix.count + 1)
    var length = 0
    if bow {
      unsafe marked[0] = Marker.bow
      length = 1
    }
    unsafe (marked + length).update(from: text, count: count)
    length += count
    for byte in suffix {
      unsafe marked[length] = byte
      length += 1
    }
    return unsafe tiling.count(marked, length)
  }

  /// The first 15 bytes of a unit as two words, padded with zeros.
  ///
  /// Safe: sixteen bytes are read at once only where `limit` allows; otherwise exactly `count`.
  @inline(__always)
  private func unitKey(_ text: UnsafePointer<UInt8>, _ count: Int, limit: Int) -> (UInt64, UInt64) {
    if limit >= 16 {
      let raw = unsafe UnsafeRawPointer(text)
      let masks = unsafe cache.masks + count &* 2
      return unsafe (
        raw.loadUnaligned(as: UInt64.self) & masks[0], raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self) & masks[1]
      )
    }
    var low: UInt64 = 0
    var high: UInt64 = 0
    for at in 0..<count {
      if at < 8 {
        unsafe low |= UInt64(text[at]) << UInt64(at * 8)
      } else {
        unsafe high |= UInt64(text[at]) << UInt64(at * 8 - 64)
      }
    }
    return (low, high)
  }
}
