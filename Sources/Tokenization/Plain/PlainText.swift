// The fast path: stretches of plain text between two cuts (`plain_runs.h` says what is plain). Run borders are found 64
// bytes at a time; digits, hard letters and white space are priced by counting bits; words and punctuation are looked up
// in a loop that branches only on what is new.

import _CPlainRuns

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
    unsafe window.pointee.word_list = .allocate(capacity: ULLAGE_BORDERS)
    unsafe window.pointee.punctuation_list = .allocate(capacity: ULLAGE_BORDERS)
    unsafe window.pointee.apostrophe_list = .allocate(capacity: ULLAGE_BORDERS)
    unsafe window.pointee.long_run = .allocate(capacity: ULLAGE_LONG_RUNS)
    unsafe Self.priceSingles(workspace, &window.pointee)
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

  /// Prices the words and runs of punctuation that are one byte of ASCII.
  private static func priceSingles(_ workspace: Workspace, _ window: inout ullage_window) {
    unsafe withUnsafeMutableBytes(of: &window.single_cost) { costs in
      for byte in UInt8(0x21)...0x7E where !isDigit(byte) {
        let isLetter = (byte | 0x20) &- 0x61 < 26
        for way in 0..<4 {
          let cost = unsafe withUnsafePointer(to: byte) { text in
            unsafe isLetter
              ? workspace.wordCost(text, 1, limit: 1)
              : workspace.borderedCost(text, 1, bow: way & 1 != 0, eow: way & 2 != 0, limit: 1)
          }
          unsafe costs[way * 128 + Int(byte)] = UInt8(cost)
        }
      }
    }
  }

  /// Frees the lists; the value must not be used afterwards.
  @unsafe func deallocate() {
    unsafe window.pointee.word_list.deallocate()
    unsafe window.pointee.punctuation_list.deallocate()
    unsafe window.pointee.apostrophe_list.deallocate()
    unsafe window.pointee.long_run.deallocate()
    unsafe window.deallocate()
  }

  /// A stretch of plain text up to a cut, and where it ends; `plain` is how far text is plain in any case, and
  /// `obstacle` where something was found that is not.
  struct Stretch {
    var count: Int
    var cut: TextCut?
    var plain: Int
    var obstacle: Int?
  }

  /// Tokens of the longest stretch of plain text from `start`, behind a cut, to another cut, at most `limit`, with
  /// `start > 0`; `readable` bytes may be read from `text` on.
  ///
  /// Text counts as plain until a window shows otherwise; the stretch then ends at the last cut before that place. If that
  /// cut precedes this window, or white space crosses into it, the window before is counted again, or, if the same is true
  /// of that one, the stretch.
  ///
  /// Safe: offsets come from bits of bytes inside the stretch; a unit touches at most the two bytes behind it, which
  /// exist because a stretch ends in a letter or a newline and `unitKey` looks at `limit`.
  func count(
    _ workspace: Workspace, _ text: UnsafePointer<UInt8>, from start: Int, to limit: Int, readable: Int
  ) -> Stretch {
    guard let last = unsafe TextCut.last(text, from: start, to: limit, workspace.scalars) else {
      let plain = unsafe Int(ullage_plain_length(workspace.scalars, text + start, Int64(limit - start)))
      return Stretch(count: 0, cut: nil, plain: start + plain, obstacle: start + plain < limit ? start + plain : nil)
    }
    var cut = last
    var obstacle: Int?
    var pass = Pass(start)
    var before = pass
    while pass.at < cut.left {
      var length = min(ULLAGE_WINDOW, cut.left - pass.at)
      let plain = unsafe Int(
        ullage_classify(
          workspace.scalars, text + pass.at, Int64(length), Int64(cut.left - pass.at), &pass.carry, window))
      if plain < length {
        let end = pass.at + plain
        obstacle = end
        guard end - start >= Self.shortest,
          let last = unsafe TextCut.last(text, from: start, to: end, workspace.scalars)
        else { return Stretch(count: 0, cut: nil, plain: end, obstacle: end) }
        cut = last
        // White space that reaches into the window was priced as far as the stretch went.
        if unsafe cut.left < pass.at || text[pass.at - 1] <= 0x20 && pass.at > start {
          let isWhole = unsafe before.at < cut.left && (text[before.at - 1] > 0x20 || before.at == start)
          pass = isWhole ? before : Pass(start)
          continue
        }
        length = cut.left - pass.at
      }
      before = pass
      unsafe ullage_split(
        text, Int64(pass.at), Int64(length), pass.at + length == cut.left ? 1 : 0, &pass.carry, window)
      unsafe price(workspace, text, &pass, to: cut.left, readable: readable)
      pass.at += length
    }
    if pass.openWord >= 0 {
      let length = cut.left - pass.openWord
      unsafe pass.total += workspace.wordCost(text + pass.openWord, length, limit: readable - pass.openWord)
    }
    return Stretch(count: pass.total, cut: cut, plain: cut.right, obstacle: obstacle)
  }

  /// What goes from window to window.
  private struct Pass {
    /// End of the windows that are priced.
    var at: Int
    var total = 0
    var carry = ullage_carry()
    var openWord = -1
    var openPunctuation = -1

    init(_ start: Int) { at = start }
  }

  /// Adds what the window costs that was split last.
  private func price(
    _ workspace: Workspace, _ text: UnsafePointer<UInt8>, _ pass: inout Pass, to end: Int, readable: Int
  ) {
    let base = pass.at
    unsafe pass.total += Int(window.pointee.simple_count)
    let words = unsafe UnsafeBufferPointer(start: window.pointee.word_list, count: Int(window.pointee.word_borders))
    unsafe pass.total += countWords(workspace, text, base: base, words, open: &pass.openWord, readable: readable)
    let punctuation = unsafe UnsafeBufferPointer(
      start: window.pointee.punctuation_list, count: Int(window.pointee.punctuation_borders))
    unsafe pass.total += countPunctuation(
      workspace, text, base: base, punctuation, open: &pass.openPunctuation, readable: readable)
    if unsafe window.pointee.apostrophes > 0 {
      unsafe pass.total += correctApostrophes(text, base: base, readable: readable, workspace.scalars)
    }
    for index in unsafe 0..<Int(window.pointee.long_runs) {
      unsafe pass.total += workspace.longRunExtra(text, from: Int(window.pointee.long_run[index]), to: end)
    }
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
  private func correctApostrophes(
    _ text: UnsafePointer<UInt8>, base: Int, readable: Int, _ scalars: UnsafePointer<UInt8>
  ) -> Int {
    var total = 0
    for index in unsafe 0..<Int(window.pointee.apostrophes) {
      let at = unsafe base + Int(window.pointee.apostrophe_list[index])
      let afterSpace = unsafe text[at - 1] == 0x20
      let priced = afterSpace ? apostropheCosts.marked : apostropheCosts.bare
      var length = 1
      while length < 3, unsafe Self.isWordy(text, at + 1 + length, readable, scalars) { length += 1 }
      if let contraction = unsafe Contraction.index(text + at + 1, length) {
        total += contractionGains[contraction] - priced
      } else {
        total += apostropheCosts.bare - priced
      }
      if afterSpace, unsafe text[at - 2] > 0x20, unsafe !Self.isDigit(text[at - 2]) { total += 1 }
    }
    return total
  }

  /// Whether a scalar of a word begins at `at`, or goes on there.
  private static func isWordy(
    _ text: UnsafePointer<UInt8>, _ at: Int, _ readable: Int, _ scalars: UnsafePointer<UInt8>
  ) -> Bool {
    guard at < readable else { return false }
    if unsafe text[at] < 0xC2 { return unsafe (text[at] | 0x20) &- 0x61 < 26 || text[at] >= 0x80 }
    guard let scalar = unsafe decodeChecked(text + at, readable - at).scalar, scalar < 0x10000 else { return false }
    return unsafe scalars[Int(scalar)] & ScalarByte.classMask <= ScalarClass.wordyMark
  }

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
