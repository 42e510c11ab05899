// Punctuation and numbers, and the apostrophe that may bind what follows it.
//
// Safe: `at` is below `end` where a byte is read, and `wordEnd` ends a word at `end` at the latest.

extension RunScanner {
  /// Punctuation and numbers that touch one another: a few pieces reach over the border between two such runs, so they
  /// are tiled as one.
  mutating func takeCluster(_ workspace: Workspace) {
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
      unsafe run.take(
        scalarClass, run.scalarClass == ScalarClass.hardNumber ? Self.numberCategory(workspace, text + at) : 0,
        isApostrophe: text[at] == 0x27)
      at += length
    }
    if runs == 0 { firstTakesBow = run.takesBorder }
    let isLoneApostrophe = run.scalarClass == ScalarClass.punctuation && run.count == 1 && run.isApostrophe
    if isLoneApostrophe {
      let next = look(workspace, at)
      if next.length > 0, next.byte & ScalarByte.classMask <= ScalarClass.wordyMark {
        takeApostrophe(
          workspace, start, at, isWholeCluster: runs == 0, firstTakesBow: firstTakesBow,
          bordered: runs == 0 ? bordered : beforeIsBordered)
        return
      }
    }
    let bow = touchesSpace && (firstTakesBow || owesBow)
    let eow = run.isBordered && touchesSingleSpace(at)
    open(bow: bow)
    unsafe total += workspace.borderedCost(text + start, at - start, bow: bow, eow: eow, limit: end - start)
    close(at: at, eow: eow, bordered: run.isBordered)
  }

  /// A cluster that ends in a lone apostrophe before a word: the apostrophe binds a contraction, or opens the word and
  /// then takes no ⟨bow⟩ itself.
  mutating func takeApostrophe(
    _ workspace: Workspace, _ start: Int, _ at: Int, isWholeCluster: Bool, firstTakesBow: Bool, bordered: Bool
  ) {
    let (next, circled) = wordEnd(workspace, at)
    if unsettled { return }
    let bow = !isWholeCluster && touchesSpace && (firstTakesBow || owesBow)
    if !bordered, let contraction = unsafe Contraction.index(text + at, next - at) {
      open(bow: bow)
      if isWholeCluster {
        total += workspace.contractionCosts[contraction]
      } else {
        unsafe total += workspace.uncachedCost(
          text + start, at - start, bow: bow, suffix: Contraction.all[contraction] + [Marker.eow])
      }
      close(at: next, eow: true, bordered: circled)
      return
    }
    open(bow: bow)
    unsafe total += workspace.borderedCost(text + start, at - start, bow: bow, eow: false, limit: end - start)
    close(at: at, eow: false, bordered: true)
    // The word is taken by the main loop, which knows that nothing before it binds.
    lastCombiningClass = 0
  }

  /// 1 for a decimal digit, 2 for another number.
  static func numberCategory(_ workspace: Workspace, _ text: UnsafePointer<UInt8>) -> UInt8 {
    let flags = unsafe workspace.table.flags(decodeSettled(text).scalar)
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
