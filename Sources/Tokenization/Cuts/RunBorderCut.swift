// More places to cut than `TextCut.at` knows: borders between runs that neither marks nor normalisation reach over. They
// keep what a running count holds back short in scripts without ASCII letters and in lines without end.
//
// Safe: `0 < at < count`, and what is read before `at` is looked for no further than at the text's first byte.

extension TextCut {
  /// The cut whose right part starts at `at`, at one of the places of `TextCut.at` or where two runs meet:
  ///
  ///     a word | ASCII digits | ASCII punctuation | a hard letter, in any order    (but no apostrophe before a word)
  ///     a hard letter | a hard letter
  ///     a word, a space | a word            (the space is free and belongs to neither part)
  ///     a space | ASCII digits or a hard letter
  ///
  /// A right part never opens with white space, so that what an edge takes off a text's end never reaches over a cut.
  /// Both sides are exact: left of the cut no run looks further than at a single space, and right of it a run that
  /// opens with one of these takes nothing from what stands before it. `0 < at < count`.
  static func atRunBorder(
    _ at: Int, _ text: UnsafePointer<UInt8>, _ count: Int, _ workspace: Workspace
  ) -> TextCut? {
    if unsafe text[at] > 0x20, let cut = unsafe Self.at(at, text, count, workspace.scalars) { return cut }
    guard let right = unsafe Side(startingAt: at, text, count, workspace) else { return nil }
    let before = unsafe text[at - 1]
    if before == 0x20 {
      guard at >= 2 else { return nil }
      if right == .digit || right == .hardLetter { return TextCut(left: at, right: at) }
      let isBetweenWords = unsafe right == .word && Side(endingAt: at - 1, text, workspace) == .word
      return isBetweenWords ? TextCut(left: at - 1, right: at) : nil
    }
    guard let left = unsafe Side(endingAt: at, text, workspace) else { return nil }
    if left == right, left != .hardLetter { return nil }
    // An apostrophe may bind the word behind it.
    if before == 0x27, right == .word { return nil }
    return TextCut(left: at, right: at)
  }

  /// The first cut of `atRunBorder` at or after `from`, within `text[..<count]`.
  static func firstRunBorder(
    _ text: UnsafePointer<UInt8>, from: Int, to count: Int, _ workspace: Workspace
  ) -> TextCut? {
    var at = max(from, 1)
    while at < count {
      if let cut = unsafe atRunBorder(at, text, count, workspace) { return cut }
      at += 1
    }
    return nil
  }

  /// The last cut of `atRunBorder` whose right part starts after `from`, within `text[..<count]`.
  static func lastRunBorder(
    _ text: UnsafePointer<UInt8>, from: Int, to count: Int, _ workspace: Workspace
  ) -> TextCut? {
    var at = count - 1
    while at > max(from, 0) {
      if let cut = unsafe atRunBorder(at, text, count, workspace) { return cut }
      at -= 1
    }
    return nil
  }
}

/// What a scalar beside a border belongs to, where that alone decides.
private enum Side {
  case word
  case digit
  case punctuation
  case hardLetter

  /// The side that the scalar at `at` opens; nil where normalisation or the scalar's own rules may reach over the border.
  init?(startingAt at: Int, _ text: UnsafePointer<UInt8>, _ count: Int, _ workspace: Workspace) {
    let first = unsafe text[at]
    if first < 0x80 {
      self.init(ascii: first)
      return
    }
    guard first >= 0xC2, let scalar = unsafe decodeChecked(text + at, count - at).scalar else { return nil }
    self.init(scalar: scalar, workspace)
  }

  /// The side that the scalar that ends at `end` closes.
  init?(endingAt end: Int, _ text: UnsafePointer<UInt8>, _ workspace: Workspace) {
    if unsafe text[end - 1] < 0x80 {
      unsafe self.init(ascii: text[end - 1])
      return
    }
    var start = end - 1
    while start > 0, end - start < 4, unsafe text[start] & 0xC0 == 0x80 { start -= 1 }
    let (decoded, length) = unsafe decodeChecked(text + start, end - start)
    guard let scalar = decoded, length == end - start else { return nil }
    self.init(scalar: scalar, workspace)
  }

  private init?(ascii byte: UInt8) {
    switch byte {
    case 0x30...0x39: self = .digit
    case 0x41...0x5A, 0x61...0x7A: self = .word
    case 0x21...0x7E: self = .punctuation
    default: return nil
    }
  }

  private init?(scalar: UInt32, _ workspace: Workspace) {
    let record = workspace.table.record(scalar)
    let touched = ScalarRecord.recomposes | ScalarRecord.dropped | ScalarRecord.spaced
    guard record.flags & touched == 0, record.combiningClass == 0 else { return nil }
    // Circled letters are symbols by category and keep an apostrophe from binding; the leading consonants of Hangul are
    // letters that compose to hard ones.
    let isSpecial = Letters.isCircled(scalar) || Letters.isLeadingConsonant(scalar) || scalar == 0x0E4D
    if record.scalarClass == ScalarClass.wordy, !isSpecial {
      self = .word
    } else if record.scalarClass == ScalarClass.hardLetter {
      self = .hardLetter
    } else {
      return nil
    }
  }
}
