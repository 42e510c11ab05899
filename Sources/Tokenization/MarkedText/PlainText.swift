// The fast path: stretches of plain text between two cuts: ASCII, and the Latin and
// Cyrillic letters of two bytes (`ullage_plain_length`). Run borders are found 64 bytes at a time; digits and white space
// are priced by counting bits; words and punctuation are looked up in a loop that branches only on what is new.

import _CASCIIRuns

/// Lists of run borders and the sums that go from window to window. One for each workspace.
///
/// Safe: the lists are its own until the workspace frees them.
@safe
struct PlainText {
  /// Shorter stretches are not worth the start.
  static let shortest = ULLAGE_STRETCH

  private let window: UnsafeMutablePointer<ullage_window>
  /// Cost of a lone apostrophe before a word as a run of punctuation would be priced: without and with ⟨bow⟩.
  private let apostropheCosts: (bare: Int, marked: Int)
  /// For each of `Contraction.all`: what it costs bound less what it costs as a word.
  private let contractionGains: [Int]

  init(_ workspace: Workspace, contractionCosts: [Int]) {
    unsafe window = .allocate(capacity: 1)
    unsafe window.initialize(to: ullage_window())
    unsafe window.pointee.word = .allocate(capacity: ULLAGE_BORDERS)
    unsafe window.pointee.punctuation = .allocate(capacity: ULLAGE_BORDERS)
    unsafe window.pointee.apostrophe = .allocate(capacity: ULLAGE_BORDERS)
    unsafe window.pointee.long_run = .allocate(capacity: ULLAGE_LONG_RUNS)
    let apostrophe: [UInt8] = [0x27]
    apostropheCosts = unsafe apostrophe.withUnsafeBufferPointer { text in
      unsafe (
        workspace.borderedCost(text.baseAddress!, 1, bow: false, eow: false, limit: 1),
        workspace.borderedCost(text.baseAddress!, 1, bow: true, eow: false, limit: 1)
      )
    }
    contractionGains = zip(Contraction.all, contractionCosts).map { suffix, cost in
      unsafe cost
        - suffix.withUnsafeBufferPointer {
          unsafe workspace.wordCost($0.baseAddress!, suffix.count, limit: suffix.count)
        }
    }
  }

  /// Frees the lists; the value must not be used afterwards.
  @unsafe func deallocate() {
    unsafe window.pointee.word.deallocate()
    unsafe window.pointee.punctuation.deallocate()
    unsafe window.pointee.apostrophe.deallocate()
    unsafe window.pointee.long_run.deallocate()
    unsafe window.deallocate()
  }

  /// Tokens of the stretch `text[start..<end]`, plain text between two cuts, with `start > 0`; `readable` bytes may be
  /// read from `text` on.
  ///
  /// Safe: offsets come from bits of bytes inside the stretch; a unit touches at most the two bytes behind it, which
  /// exist because a stretch ends in a letter or a newline and `unitKey` looks at `limit`.
  func count(_ workspace: Workspace, _ text: UnsafePointer<UInt8>, from start: Int, to end: Int, readable: Int) -> Int {
    var carry = ullage_carry()
    var total = 0
    var openWord = -1
    var openPunctuation = -1
    var at = start
    while at < end {
      let length = min(ULLAGE_WINDOW, end - at)
      let following = unsafe at + length < end ? text[at + length] : 0
      unsafe ullage_split_ascii(text, Int64(at), Int64(length), following, &carry, window)
      unsafe total += Int(window.pointee.simple_count)
      let words = unsafe UnsafeBufferPointer(start: window.pointee.word, count: Int(window.pointee.word_borders))
      unsafe total += countWords(workspace, text, base: at, words, open: &openWord, readable: readable)
      let punctuation = unsafe UnsafeBufferPointer(
        start: window.pointee.punctuation, count: Int(window.pointee.punctuation_borders))
      unsafe total += countPunctuation(
        workspace, text, base: at, punctuation, open: &openPunctuation, readable: readable)
      if unsafe window.pointee.apostrophes > 0 { unsafe total += correctApostrophes(text, base: at) }
      for index in unsafe 0..<Int(window.pointee.long_runs) {
        unsafe total += workspace.longRunExtra(text, from: Int(window.pointee.long_run[index]), to: end)
      }
      at += length
    }
    if openWord >= 0 { unsafe total += workspace.wordCost(text + openWord, end - openWord, limit: readable - openWord) }
    return total
  }

  private func countWords(
    _ workspace: Workspace, _ text: UnsafePointer<UInt8>, base: Int, _ borders: UnsafeBufferPointer<UInt16>,
    open: inout Int, readable: Int
  ) -> Int {
    guard let first = borders.baseAddress, borders.count > 0 else { return 0 }
    var total = 0
    var done = 0
    if open >= 0 {
      unsafe total += workspace.wordCost(text + open, base + Int(first[0]) - open, limit: readable - open)
      open = -1
      done = 1
    }
    let whole = (borders.count - done) / 2
    if done + whole * 2 < borders.count { open = unsafe base + Int(borders[done + whole * 2]) }
    return unsafe total + workspace.wordCosts(text + base, first + done, whole, readable: readable - base)
  }

  private func countPunctuation(
    _ workspace: Workspace, _ text: UnsafePointer<UInt8>, base: Int, _ borders: UnsafeBufferPointer<UInt16>,
    open: inout Int, readable: Int
  ) -> Int {
    guard let first = borders.baseAddress, borders.count > 0 else { return 0 }
    var total = 0
    var done = 0
    if open >= 0 {
      unsafe total += workspace.punctuationCost(text + open, base + Int(first[0]) - open, limit: readable - open)
      open = -1
      done = 1
    }
    let whole = (borders.count - done) / 2
    if done + whole * 2 < borders.count { open = unsafe base + Int(borders[done + whole * 2]) }
    return unsafe total + workspace.punctuationCosts(text + base, first + done, whole, readable: readable - base)
  }

  /// Lone apostrophes were priced as punctuation and what follows as a word: sets right what binds, and the space that
  /// an opening apostrophe does not absorb.
  private func correctApostrophes(_ text: UnsafePointer<UInt8>, base: Int) -> Int {
    var total = 0
    for index in unsafe 0..<Int(window.pointee.apostrophes) {
      let at = unsafe base + Int(window.pointee.apostrophe[index])
      let afterSpace = unsafe text[at - 1] == 0x20
      let priced = afterSpace ? apostropheCosts.marked : apostropheCosts.bare
      var length = 1
      while length < 4, unsafe Self.isLetter(text[at + 1 + length]) { length += 1 }
      if let contraction = unsafe Contraction.index(text + at + 1, length) {
        total += contractionGains[contraction] - priced
      } else {
        total += apostropheCosts.bare - priced
      }
      if afterSpace, unsafe text[at - 2] > 0x20, unsafe !Self.isDigit(text[at - 2]) { total += 1 }
    }
    return total
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 }
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}

extension Workspace {
  /// What the white space stretch that starts at `start` costs beyond one token for each of its runs.
  func longRunExtra(_ text: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
    var extra = 0
    var at = start
    while at < end {
      let first = unsafe text[at]
      guard first == 0x20 || first == 0x0A || first == 0x09 else { break }
      var next = at + 1
      while next < end, unsafe text[next] == first { next += 1 }
      let run = next - at
      extra += (first == 0x0A ? newlines.inside(run) : (run + 15) / 16) - 1
      at = next
    }
    return extra
  }
}
