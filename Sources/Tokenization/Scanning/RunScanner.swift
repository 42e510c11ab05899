// Splits text into runs, decides their markers and adds up their costs, in one pass and without writing the marked text
// of more than one unit at a time. This is the portable path: any script, one scalar at a time.
//
// The rules, in the order of the article Counting: a run is a maximal stretch of one class; a word is ⟨bow⟩…⟨eow⟩; runs of
// punctuation and of numbers take ⟨bow⟩ or ⟨eow⟩ only on a side that touches a single space; exactly one space between
// ⟨eow⟩ and ⟨bow⟩ disappears; a lone apostrophe supplies a contraction's boundary.

/// A pass over text that adds up the cost of its runs.
///
/// `isSettled` says that the text is normalised already. Where it is not, the pass stops at the first scalar that
/// normalisation might change and reports so; nothing else is lost, for the caller normalises and starts again.
///
/// The workspace goes from call to call as an argument: kept as a property it would be retained and released at every
/// run, a fifth of the time.
///
/// Safe: it is made and used up inside one call that lends it the text, and reads only below `end`.
@safe
struct RunScanner {
  /// So many words are looked up at once.
  static let batchLength = 64

  let text: UnsafePointer<UInt8>
  let end: Int
  let isSettled: Bool
  let scalars: UnsafePointer<UInt8>

  var position: Int
  var total = 0
  /// The character before `position` is a space, or the frame's ⟨bow⟩ stands there.
  var touchesSpace: Bool
  /// The run before wrote ⟨eow⟩.
  var closed = false
  /// One space behind ⟨eow⟩ that is free if the next run writes ⟨bow⟩.
  var seam = false
  /// The run before writes, or would write, a marker of its own on its right.
  var bordered = false
  /// The frame's ⟨bow⟩ is not yet taken.
  var owesBow: Bool
  var lastCombiningClass: UInt8 = 0
  var unsettled = false
  /// Words whose cost is not yet in `total`, in the workspace's list, as distances from the first one's start.
  private var waitingCount = 0
  private var waitingBase = 0

  /// A pass over `text[start..<end]`; `atFrame` where it opens a message whose frame ends in ⟨bow⟩.
  init(
    _ workspace: Workspace, _ text: UnsafePointer<UInt8>, from start: Int, to end: Int, atFrame: Bool, isSettled: Bool
  ) {
    unsafe self.text = text
    self.end = end
    self.isSettled = isSettled
    unsafe scalars = workspace.scalars
    position = start
    touchesSpace = atFrame
    owesBow = atFrame
  }

  /// The cost of the text, or nil where it must be normalised first.
  mutating func count(_ workspace: Workspace) -> Int? {
    while position < end, !unsettled {
      let (byte, length) = look(workspace, position)
      switch byte & ScalarByte.classMask {
      case ScalarClass.space: takeSpaces(workspace)
      case ScalarClass.wordy: takeWord(workspace)
      case ScalarClass.wordyMark: takeStrayMarks(workspace)
      case ScalarClass.digit: takeDigits(workspace)
      case ScalarClass.hardLetter, ScalarClass.selector: takeHardLetters(workspace)
      default:
        if !takeSinglePunctuation(workspace, byte, length) { takeCluster(workspace) }
      }
    }
    if unsettled { return nil }
    priceWaiting(workspace)
    if seam { total += 1 }
    if owesBow { total += 1 }
    return total
  }

  @inline(__always)
  static func price(_ byte: UInt8) -> Int { Int((byte >> ScalarByte.priceShift) & 3) + 1 }

  /// Whether the run that ends at `at` touches a single space on its right.
  @inline(__always)
  func touchesSingleSpace(_ at: Int) -> Bool {
    unsafe at < end && text[at] == 0x20 && !(at + 1 < end && text[at + 1] == 0x20)
  }

  /// Closes the books of a run before it: pays for a space that the run does not absorb, and for the frame's ⟨bow⟩.
  @inline(__always)
  mutating func open(bow: Bool) {
    if !bow {
      if seam { total += 1 }
      if owesBow { total += 1 }
    }
    seam = false
    owesBow = false
  }

  @inline(__always)
  mutating func close(at next: Int, eow: Bool, bordered: Bool) {
    position = next
    closed = eow
    self.bordered = bordered
    touchesSpace = false
  }

  // MARK: Runs

  mutating func takeSpaces(_ workspace: Workspace) {
    // One space before anything that is no white space: by far the most frequent run.
    if unsafe text[position] == 0x20, position &+ 1 < end, unsafe text[position &+ 1] > 0x20,
      unsafe text[position &+ 1] != 0xE3
    {
      open(bow: true)
      lastCombiningClass = 0
      if closed { seam = true } else { total &+= 1 }
      position &+= 1
      touchesSpace = true
      closed = false
      bordered = false
      return
    }
    // A run that starts with anything but a space cannot absorb the frame's ⟨bow⟩.
    unsafe open(bow: text[position] == 0x20)
    var at = position
    let start = at
    while true {
      let (byte, length) = look(workspace, at)
      guard length > 0, byte & ScalarByte.classMask == ScalarClass.space else { break }
      check(workspace, byte, at)
      if unsettled { return }
      let first = unsafe text[at]
      if length > 1 {
        total += Self.price(byte)
        at += length
        continue
      }
      var next = at + 1
      while next < end, unsafe text[next] == first { next += 1 }
      let run = next - at
      if first == 0x0A {
        total += workspace.newlines.inside(run)
      } else {
        total += (run + 15) / 16
      }
      at = next
    }
    let single = unsafe closed && at == start + 1 && text[start] == 0x20
    if single {
      total -= 1
      seam = true
    }
    touchesSpace = unsafe text[at - 1] == 0x20
    position = at
    closed = false
    bordered = false
  }

  mutating func takeWord(_ workspace: Workspace) {
    let start = position
    let (next, circled) = wordEnd(workspace, start)
    if unsettled { return }
    open(bow: true)
    price(workspace, wordFrom: start, to: next)
    close(at: next, eow: true, bordered: circled)
  }

  /// Puts a word on the list, or prices it where a distance on the list cannot say where it is.
  @inline(__always)
  private mutating func price(_ workspace: Workspace, wordFrom start: Int, to next: Int) {
    if waitingCount == Self.batchLength || next - waitingBase > Int(UInt16.max) { priceWaiting(workspace) }
    if waitingCount == 0 { waitingBase = start }
    guard next - start <= Int(UInt16.max) else {
      unsafe total += workspace.wordCost(text + start, next - start, limit: end - start)
      return
    }
    unsafe workspace.waiting[waitingCount &* 2] = UInt16(truncatingIfNeeded: start &- waitingBase)
    unsafe workspace.waiting[waitingCount &* 2 &+ 1] = UInt16(truncatingIfNeeded: next &- waitingBase)
    waitingCount &+= 1
  }

  @inline(never)
  private mutating func priceWaiting(_ workspace: Workspace) {
    unsafe total += workspace.wordCosts(
      text + waitingBase, workspace.waiting, waitingCount, readable: end - waitingBase)
    waitingCount = 0
  }

  /// Where the word that goes on at `start` ends, and whether its last scalar is a circled letter: a symbol by category,
  /// which keeps a contraction from binding.
  mutating func wordEnd(_ workspace: Workspace, _ start: Int) -> (end: Int, circled: Bool) {
    let text = unsafe text
    let scalars = unsafe scalars
    // Up to here a scalar of three bytes may be read without looking for the end.
    let safe = end &- 3
    var at = start
    var last = start
    while at < end {
      var plain = false
      while at < safe {
        let first = unsafe text[at]
        let byte: UInt8
        let length: Int
        if first < 0x80 {
          byte = unsafe scalars[Int(first)]
          length = 1
        } else if first < 0xE0 {
          let second = unsafe text[at &+ 1]
          guard second & 0xC0 == 0x80, first >= 0xC2 else { break }
          byte = unsafe scalars[Int(first & 0x1F) << 6 | Int(second & 0x3F)]
          length = 2
        } else if first < 0xF0 {
          let second = unsafe text[at &+ 1]
          let third = unsafe text[at &+ 2]
          let scalar = Int(first & 0x0F) << 12 | Int(second & 0x3F) << 6 | Int(third & 0x3F)
          guard second & 0xC0 == 0x80, third & 0xC0 == 0x80, scalar >= 0x800 else { break }
          byte = unsafe scalars[scalar]
          length = 3
        } else {
          break
        }
        // Wordy, and nothing to look at more closely.
        guard byte & (0x0E | ScalarByte.unsettled | ScalarByte.combining) == 0 else { break }
        plain = true
        last = at
        at &+= length
      }
      if plain { lastCombiningClass = 0 }
      let (byte, length) = look(workspace, at)
      guard length > 0, byte & ScalarByte.classMask <= ScalarClass.wordyMark else { break }
      check(workspace, byte, at)
      if unsettled { break }
      last = at
      at += length
    }
    let circled =
      unsafe at - last == 3 && text[last] == 0xE2 && Letters.isCircled(decodeSettled(text + last).scalar)
    return (at, circled)
  }

  /// Marks without a base open a word; letters behind them are the rest of it, and no case is marked.
  mutating func takeStrayMarks(_ workspace: Workspace) {
    let start = position
    var at = start
    while at < end {
      let (byte, length) = look(workspace, at)
      guard byte & ScalarByte.classMask == ScalarClass.wordyMark else { break }
      check(workspace, byte, at)
      if unsettled { return }
      at += length
    }
    let (next, circled) = wordEnd(workspace, at)
    if unsettled { return }
    open(bow: true)
    unsafe total += workspace.markedWordCost(text + start, next - start, isCased: false)
    close(at: next, eow: true, bordered: next > at && circled)
  }
}
