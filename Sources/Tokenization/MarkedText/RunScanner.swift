// Splits text into runs, decides their markers and adds up their costs, in one pass and without writing the marked text
// of more than one unit at a time. This is the portable path: any script, one scalar at a time.
//
// The rules, in the order of `Vocab/README.md`: a run is a maximal stretch of one class; a word is ⟨bow⟩…⟨eow⟩; runs of
// punctuation and of numbers take ⟨bow⟩ or ⟨eow⟩ only on a side that touches a single space; exactly one space between
// ⟨eow⟩ and ⟨bow⟩ disappears; a lone apostrophe supplies a contraction's boundary.

/// A pass over text that adds up the cost of its runs.
///
/// `isSettled` says that the text is normalised already. Where it is not, the pass stops at the first scalar that
/// normalisation might change and reports so; nothing else is lost, for the caller normalises and starts again.
///
/// The workspace goes from call to call as an argument: kept as a property it would be retained and released at every
/// run, a fifth of the time.
struct RunScanner {
  private let text: UnsafePointer<UInt8>
  private let end: Int
  private let isSettled: Bool
  private let scalars: UnsafePointer<UInt8>

  private var position: Int
  private var total = 0
  /// The character before `position` is a space, or the frame's ⟨bow⟩ stands there.
  private var touchesSpace: Bool
  /// The run before wrote ⟨eow⟩.
  private var closed = false
  /// One space behind ⟨eow⟩ that is free if the next run writes ⟨bow⟩.
  private var seam = false
  /// The run before writes, or would write, a marker of its own on its right.
  private var bordered = false
  /// The frame's ⟨bow⟩ is not yet taken.
  private var owesBow: Bool
  private var lastCombiningClass: UInt8 = 0
  private var unsettled = false

  /// A pass over `text[start..<end]`; `atFrame` where it opens a message whose frame ends in ⟨bow⟩.
  init(
    _ workspace: Workspace, _ text: UnsafePointer<UInt8>, from start: Int, to end: Int, atFrame: Bool, isSettled: Bool
  ) {
    self.text = text
    self.end = end
    self.isSettled = isSettled
    scalars = workspace.scalars
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
    if seam { total += 1 }
    if owesBow { total += 1 }
    return total
  }

  // MARK: Scalars

  /// The class byte and the length of the scalar at `at`; length 0 at the end or where the bytes are not UTF-8.
  @inline(__always)
  private func look(_ workspace: Workspace, _ at: Int) -> (byte: UInt8, length: Int) {
    guard at < end else { return (ScalarClass.space, 0) }
    let first = text[at]
    if first < 0x80 { return (scalars[Int(first)], 1) }
    if at &+ 2 < end {
      let second = text[at &+ 1]
      if first < 0xE0 {
        if first >= 0xC2, second & 0xC0 == 0x80 { return (scalars[Int(first & 0x1F) << 6 | Int(second & 0x3F)], 2) }
      } else if first < 0xF0 {
        let third = text[at &+ 2]
        let scalar = Int(first & 0x0F) << 12 | Int(second & 0x3F) << 6 | Int(third & 0x3F)
        // Surrogates are marked unsettled in the table.
        if second & 0xC0 == 0x80, third & 0xC0 == 0x80, scalar >= 0x800 { return (scalars[scalar], 3) }
      }
    }
    return Self.lookClosely(workspace, text, end, at)
  }

  /// The same for astral scalars, for the last bytes and for what is not UTF-8.
  ///
  /// Static, as is every call that is not inlined and changes nothing: a method would be handed a copy of the pass, which
  /// cost half the time of Chinese text.
  @inline(never)
  private static func lookClosely(
    _ workspace: Workspace, _ text: UnsafePointer<UInt8>, _ end: Int, _ at: Int
  ) -> (byte: UInt8, length: Int) {
    let (decoded, length) = decodeChecked(text + at, end - at)
    guard let scalar = decoded else { return (ScalarClass.hardPunctuation | ScalarByte.unsettled, length) }
    if scalar < 0x10000 { return (workspace.scalars[Int(scalar)], length) }
    let record = workspace.table.record(scalar)
    var byte = ScalarClass.hardLetter | UInt8(workspace.tiling.count(text + at, 4) - 1) << ScalarByte.priceShift
    if record.combiningClass != 0 { byte |= ScalarByte.combining }
    if record.flags & (ScalarRecord.recomposes | ScalarRecord.dropped | ScalarRecord.spaced) != 0 {
      byte |= ScalarByte.unsettled
    }
    return (byte, length)
  }

  /// Looks whether the scalar may stand as it is; called once for every scalar in order.
  @inline(__always)
  private mutating func check(_ workspace: Workspace, _ byte: UInt8, _ at: Int) {
    if byte & (ScalarByte.unsettled | ScalarByte.combining) == 0 {
      lastCombiningClass = 0
    } else if !isSettled {
      checkClosely(workspace, byte, at)
    }
  }

  /// The same for a scalar with a combining class, or one that normalisation may change.
  @inline(never)
  private mutating func checkClosely(_ workspace: Workspace, _ byte: UInt8, _ at: Int) {
    let (decoded, _) = decodeChecked(text + at, end - at)
    guard let scalar = decoded else {
      unsettled = true
      return
    }
    if byte & ScalarByte.unsettled != 0, !Self.staysUncomposed(workspace, scalar, text, at) {
      unsettled = true
      return
    }
    let combiningClass = workspace.table.combiningClass(scalar)
    if combiningClass != 0, combiningClass < lastCombiningClass { unsettled = true }
    lastCombiningClass = combiningClass
  }

  /// Whether `scalar`, which might compose with a starter before it, does not: that starter composes with nothing.
  private static func staysUncomposed(
    _ workspace: Workspace, _ scalar: UInt32, _ text: UnsafePointer<UInt8>, _ at: Int
  ) -> Bool {
    let record = workspace.table.record(scalar)
    let others = ScalarRecord.dropped | ScalarRecord.spaced
    guard record.composition & ScalarRecord.composesBackward != 0, record.flags & others == 0 else { return false }
    var before = at
    for _ in 0..<8 {
      guard before > 0 else { return false }
      before -= 1
      while before > 0, text[before] & 0xC0 == 0x80 { before -= 1 }
      guard let starter = decodeChecked(text + before, at - before).scalar else { return false }
      let record = workspace.table.record(starter)
      // A combining starter hides the one before it only for itself: look on until a starter that nothing changes.
      if record.composition & ScalarRecord.composesForward != 0 { return false }
      if record.combiningClass == 0, record.flags & ScalarRecord.recomposes == 0 { return true }
    }
    return false
  }

  @inline(__always)
  private static func price(_ byte: UInt8) -> Int { Int((byte >> ScalarByte.priceShift) & 3) + 1 }

  /// Whether the run that ends at `at` touches a single space on its right.
  @inline(__always)
  private func touchesSingleSpace(_ at: Int) -> Bool {
    at < end && text[at] == 0x20 && !(at + 1 < end && text[at + 1] == 0x20)
  }

  /// Closes the books of a run before it: pays for a space that the run does not absorb, and for the frame's ⟨bow⟩.
  @inline(__always)
  private mutating func open(bow: Bool) {
    if !bow {
      if seam { total += 1 }
      if owesBow { total += 1 }
    }
    seam = false
    owesBow = false
  }

  @inline(__always)
  private mutating func close(at next: Int, eow: Bool, bordered: Bool) {
    position = next
    closed = eow
    self.bordered = bordered
    touchesSpace = false
  }

  // MARK: Runs

  private mutating func takeSpaces(_ workspace: Workspace) {
    // One space before anything that is no white space: by far the most frequent run.
    if text[position] == 0x20, position &+ 1 < end, text[position &+ 1] > 0x20, text[position &+ 1] != 0xE3 {
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
    open(bow: text[position] == 0x20)
    var at = position
    let start = at
    while true {
      let (byte, length) = look(workspace, at)
      guard length > 0, byte & ScalarByte.classMask == ScalarClass.space else { break }
      check(workspace, byte, at)
      if unsettled { return }
      let first = text[at]
      if length > 1 {
        total += Self.price(byte)
        at += length
        continue
      }
      var next = at + 1
      while next < end, text[next] == first { next += 1 }
      let run = next - at
      if first == 0x0A {
        total += workspace.newlines.inside(run)
      } else {
        total += (run + 15) / 16
      }
      at = next
    }
    let single = closed && at == start + 1 && text[start] == 0x20
    if single {
      total -= 1
      seam = true
    }
    touchesSpace = text[at - 1] == 0x20
    position = at
    closed = false
    bordered = false
  }

  private mutating func takeWord(_ workspace: Workspace) {
    let start = position
    let (next, circled) = wordEnd(workspace, start)
    if unsettled { return }
    open(bow: true)
    total += workspace.wordCost(text + start, next - start, limit: end - start)
    close(at: next, eow: true, bordered: circled)
  }

  /// Where the word that goes on at `start` ends, and whether its last scalar is a circled letter: a symbol by category,
  /// which keeps a contraction from binding.
  private mutating func wordEnd(_ workspace: Workspace, _ start: Int) -> (end: Int, circled: Bool) {
    let text = text
    let scalars = scalars
    // Up to here a scalar of three bytes may be read without looking for the end.
    let safe = end &- 3
    var at = start
    var last = start
    while at < end {
      var plain = false
      while at < safe {
        let first = text[at]
        let byte: UInt8
        let length: Int
        if first < 0x80 {
          byte = scalars[Int(first)]
          length = 1
        } else if first < 0xE0 {
          let second = text[at &+ 1]
          guard second & 0xC0 == 0x80, first >= 0xC2 else { break }
          byte = scalars[Int(first & 0x1F) << 6 | Int(second & 0x3F)]
          length = 2
        } else if first < 0xF0 {
          let second = text[at &+ 1]
          let third = text[at &+ 2]
          let scalar = Int(first & 0x0F) << 12 | Int(second & 0x3F) << 6 | Int(third & 0x3F)
          guard second & 0xC0 == 0x80, third & 0xC0 == 0x80, scalar >= 0x800 else { break }
          byte = scalars[scalar]
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
    let circled = at - last == 3 && text[last] == 0xE2 && (0x24B6...0x24E9).contains(decodeSettled(text + last).scalar)
    return (at, circled)
  }

  /// Marks without a base open a word; letters behind them are the rest of it, and no case is marked.
  private mutating func takeStrayMarks(_ workspace: Workspace) {
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
    total += workspace.markedWordCost(text + start, next - start, isCased: false)
    close(at: next, eow: true, bordered: next > at && circled)
  }

  private mutating func takeDigits(_ workspace: Workspace) {
    let start = position
    var at = start
    var last = start
    var isASCII = true
    while at < end {
      let (byte, length) = look(workspace, at)
      guard byte & ScalarByte.classMask == ScalarClass.digit else { break }
      check(workspace, byte, at)
      if unsettled { return }
      if length > 1 { isASCII = false }
      last = at
      at += length
    }
    if isASCII {
      open(bow: false)
      total += (at - start + 2) / 3
      close(at: at, eow: false, bordered: false)
      return
    }
    let bow = touchesSpace && text[start] >= 0x80
    let eow = touchesSingleSpace(at) && text[last] >= 0x80
    open(bow: bow)
    total += workspace.borderedCost(text + start, at - start, bow: bow, eow: eow, limit: end - start)
    close(at: at, eow: eow, bordered: text[last] >= 0x80)
  }

  private mutating func takeHardLetters(_ workspace: Workspace) {
    let start = position
    let opensWithSelector = look(workspace, start).byte & ScalarByte.classMask == ScalarClass.selector
    var endsWithSelector = false
    var at = start
    var prices = 0
    let text = text
    let scalars = scalars
    let safe = end &- 3
    while at < end {
      let before = at
      // Three bytes, alone, nothing to look at more closely: Han and Hangul.
      while at < safe {
        let first = text[at]
        let second = text[at &+ 1]
        let third = text[at &+ 2]
        guard first & 0xF0 == 0xE0, second & 0xC0 == 0x80, third & 0xC0 == 0x80 else { break }
        let scalar = Int(first & 0x0F) << 12 | Int(second & 0x3F) << 6 | Int(third & 0x3F)
        guard scalar >= 0x800 else { break }
        let byte = scalars[scalar]
        guard byte & (ScalarByte.classMask | ScalarByte.unsettled | ScalarByte.combining) == ScalarClass.hardLetter
        else { break }
        prices &+= Self.price(byte)
        at &+= 3
      }
      if at > before {
        lastCombiningClass = 0
        endsWithSelector = false
      }
      let (byte, length) = look(workspace, at)
      let scalarClass = byte & ScalarByte.classMask
      guard length > 0, scalarClass == ScalarClass.hardLetter || scalarClass == ScalarClass.selector else { break }
      check(workspace, byte, at)
      if unsettled { return }
      endsWithSelector = scalarClass == ScalarClass.selector
      prices &+= Self.price(byte)
      at += length
    }
    let bow = touchesSpace && opensWithSelector
    let eow = endsWithSelector && touchesSingleSpace(at)
    open(bow: bow)
    total += prices + (bow ? 1 : 0) + (eow ? 1 : 0)
    close(at: at, eow: eow, bordered: endsWithSelector)
  }

  /// One scalar of punctuation between letters: no markers, no neighbours to tile with. Most punctuation of Chinese and
  /// Japanese is of this kind. Returns false where anything else is at hand.
  @inline(__always)
  private mutating func takeSinglePunctuation(_ workspace: Workspace, _ byte: UInt8, _ length: Int) -> Bool {
    let next = position &+ length
    guard length == 3, byte & (ScalarByte.unsettled | ScalarByte.combining) == 0, !touchesSpace, next < end,
      byte & ScalarByte.classMask != ScalarClass.hardNumber, text[next] != 0x20
    else { return false }
    let scalarClass = look(workspace, next).byte & ScalarByte.classMask
    guard scalarClass <= ScalarClass.hardLetter || scalarClass == ScalarClass.space else { return false }
    open(bow: false)
    lastCombiningClass = 0
    total &+= Self.price(byte)
    close(at: next, eow: false, bordered: true)
    return true
  }

  /// Punctuation and numbers that touch one another: a few pieces reach over the border between two such runs, so they
  /// are tiled as one.
  private mutating func takeCluster(_ workspace: Workspace) {
    let start = position
    var at = start
    var run = ClusterRun(scalarClass: look(workspace, start).byte & ScalarByte.classMask)
    var firstTakesBow = true
    var runs = 0
    var beforeIsBordered = false
    while at < end {
      let (byte, length) = look(workspace, at)
      let scalarClass = byte & ScalarByte.classMask
      if scalarClass == ScalarClass.selector {
        // A selector rides on a hard run; behind enumerated punctuation it opens a run of its own.
        if run.scalarClass == ScalarClass.punctuation { break }
      } else if scalarClass < ScalarClass.hardPunctuation || scalarClass > ScalarClass.punctuation {
        break
      } else if scalarClass != run.scalarClass {
        if runs == 0 { firstTakesBow = run.takesBorder }
        runs += 1
        beforeIsBordered = run.isBordered
        run = ClusterRun(scalarClass: scalarClass)
      }
      check(workspace, byte, at)
      if unsettled { return }
      run.take(scalarClass, run.scalarClass == ScalarClass.hardNumber ? Self.numberCategory(workspace, text + at) : 0, isApostrophe: text[at] == 0x27)
      at += length
    }
    if runs == 0 { firstTakesBow = run.takesBorder }
    let isLoneApostrophe = run.scalarClass == ScalarClass.punctuation && run.count == 1 && run.isApostrophe
    if isLoneApostrophe {
      let next = look(workspace, at)
      if next.length > 0, next.byte & ScalarByte.classMask <= ScalarClass.wordyMark {
        takeApostrophe(workspace, start, at, isWholeCluster: runs == 0, firstTakesBow: firstTakesBow, bordered: runs == 0 ? bordered : beforeIsBordered)
        return
      }
    }
    let bow = touchesSpace && (firstTakesBow || owesBow)
    let eow = run.isBordered && touchesSingleSpace(at)
    open(bow: bow)
    total += workspace.borderedCost(text + start, at - start, bow: bow, eow: eow, limit: end - start)
    close(at: at, eow: eow, bordered: run.isBordered)
  }

  /// A cluster that ends in a lone apostrophe before a word: the apostrophe binds a contraction, or opens the word and
  /// then takes no ⟨bow⟩ itself.
  private mutating func takeApostrophe(
    _ workspace: Workspace, _ start: Int, _ at: Int, isWholeCluster: Bool, firstTakesBow: Bool, bordered: Bool
  ) {
    let (next, circled) = wordEnd(workspace, at)
    if unsettled { return }
    let bow = !isWholeCluster && touchesSpace && (firstTakesBow || owesBow)
    if !bordered, let contraction = Contraction.index(text + at, next - at) {
      open(bow: bow)
      if isWholeCluster {
        total += workspace.contractionCosts[contraction]
      } else {
        total += workspace.uncachedCost(
          text + start, at - start, bow: bow, suffix: Contraction.all[contraction] + [Marker.eow])
      }
      close(at: next, eow: true, bordered: circled)
      return
    }
    open(bow: bow)
    total += workspace.borderedCost(text + start, at - start, bow: bow, eow: false, limit: end - start)
    close(at: at, eow: false, bordered: true)
    // The word is taken by the main loop, which knows that nothing before it binds.
    lastCombiningClass = 0
  }

  /// 1 for a decimal digit, 2 for another number.
  private static func numberCategory(_ workspace: Workspace, _ text: UnsafePointer<UInt8>) -> UInt8 {
    let flags = workspace.table.flags(decodeSettled(text).scalar)
    return flags & ScalarRecord.decimal != 0 ? 1 : flags & ScalarRecord.otherNumber != 0 ? 2 : 3
  }
}

/// One run inside a cluster.
private struct ClusterRun {
  let scalarClass: UInt8
  var count = 0
  var isApostrophe = false
  private var endsWithSelector = false
  private var categories: UInt8 = 0

  init(scalarClass: UInt8) { self.scalarClass = scalarClass }

  mutating func take(_ taken: UInt8, _ category: UInt8, isApostrophe: Bool) {
    count += 1
    self.isApostrophe = isApostrophe
    endsWithSelector = taken == ScalarClass.selector
    categories |= endsWithSelector ? 0x80 : 1 << category
  }

  /// A run of numbers takes borders only where all of them are of one category; punctuation always does.
  var takesBorder: Bool {
    scalarClass != ScalarClass.hardNumber || categories == 0x02 || categories == 0x04
  }

  /// Whether the run writes a marker on its right where it touches a space.
  var isBordered: Bool { endsWithSelector || takesBorder }
}
