// Where text may be cut into parts whose counts add up: both sides are normalised, split and tiled as if the other were
// not there.
//
//   a newline | anything but a newline, a control, a mark, a selector or what normalisation may touch
//   a letter, a space | a letter           (the space is free and belongs to neither part)
//   a hard letter | a hard letter
//
// Letters are those of words, and both kinds such that normalisation leaves them alone. Not among them are marks,
// circled letters, which are symbols, and the leading consonants of Hangul, which compose to hard letters.
//
// The fuzzer compares sums over such parts with the whole.
//
// Safe: `0 < at < count`; a byte further away is read only where that is compared with 0 and `count`.

/// A place to cut: where the left part ends and where the right part starts.
struct TextCut: Equatable {
  /// End of the left part, in bytes.
  let left: Int
  /// Start of the right part; one more than `left` where a free space stands between.
  let right: Int

  /// The cut whose right part starts at `at`, if there is one; `0 < at < count`.
  @inline(__always)
  static func at(_ at: Int, _ text: UnsafePointer<UInt8>, _ count: Int, _ scalars: UnsafePointer<UInt8>) -> TextCut? {
    let before = unsafe text[at - 1]
    let first = unsafe text[at]
    if before == 0x0A {
      if (first >= 0x20 && first < 0x7F) || first == 0x09 { return TextCut(left: at, right: at) }
      guard first >= 0xC2 else { return nil }
      let (scalar, _) = unsafe decodeChecked(text + at, count - at)
      guard let scalar, scalar < 0x10000 else { return nil }
      let byte = unsafe scalars[Int(scalar)]
      guard byte & (ScalarByte.unsettled | ScalarByte.combining) == 0 else { return nil }
      let scalarClass = byte & ScalarByte.classMask
      return scalarClass == ScalarClass.space || scalarClass == ScalarClass.selector
        || scalarClass == ScalarClass.wordyMark
        || scalarClass == ScalarClass.hardPunctuation ? nil : TextCut(left: at, right: at)
    }
    if before == 0x20, at >= 2, unsafe opensWord(text, at, count, scalars), unsafe closesWord(text, at - 1, scalars) {
      return TextCut(left: at - 1, right: at)
    }
    if first >= 0xE0, before >= 0x80, at >= 3,
      unsafe scalarClass(startingAt: at, text, count, scalars) == ScalarClass.hardLetter,
      unsafe scalarClass(endingAt: at, text, scalars) == ScalarClass.hardLetter
    {
      return TextCut(left: at, right: at)
    }
    return nil
  }

  /// The first cut at or after `from`, within `text[..<count]`.
  static func first(
    _ text: UnsafePointer<UInt8>, from: Int, to count: Int, _ scalars: UnsafePointer<UInt8>
  ) -> TextCut? {
    var at = max(from, 1)
    while at < count {
      if let cut = unsafe Self.at(at, text, count, scalars) { return cut }
      at += 1
    }
    return nil
  }

  /// The last cut whose right part starts after `from`, within `text[..<count]`.
  static func last(
    _ text: UnsafePointer<UInt8>, from: Int, to count: Int, _ scalars: UnsafePointer<UInt8>
  ) -> TextCut? {
    var at = count - 1
    while at > max(from, 0) {
      if let cut = unsafe Self.at(at, text, count, scalars) { return cut }
      at -= 1
    }
    return nil
  }

  @inline(__always)
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  /// Whether a letter starts at `at`.
  @inline(__always)
  private static func opensWord(
    _ text: UnsafePointer<UInt8>, _ at: Int, _ count: Int, _ scalars: UnsafePointer<UInt8>
  ) -> Bool {
    unsafe text[at] < 0x80
      ? isLetter(text[at]) : scalarClass(startingAt: at, text, count, scalars) == ScalarClass.wordy
  }

  /// Whether a letter ends at `end`.
  @inline(__always)
  private static func closesWord(
    _ text: UnsafePointer<UInt8>, _ end: Int, _ scalars: UnsafePointer<UInt8>
  ) -> Bool {
    unsafe text[end - 1] < 0x80
      ? isLetter(text[end - 1]) : scalarClass(endingAt: end, text, scalars) == ScalarClass.wordy
  }

  /// The class of the scalar of two or three bytes that starts at `at`; nil where more than its class decides.
  private static func scalarClass(
    startingAt at: Int, _ text: UnsafePointer<UInt8>, _ count: Int, _ scalars: UnsafePointer<UInt8>
  ) -> UInt8? {
    guard unsafe text[at] >= 0xC2, let scalar = unsafe decodeChecked(text + at, count - at).scalar, scalar < 0x10000,
      !Letters.isLeadingConsonant(scalar), !Letters.isCircled(scalar)
    else { return nil }
    let byte = unsafe scalars[Int(scalar)]
    return byte & (ScalarByte.unsettled | ScalarByte.combining) == 0 ? byte & ScalarByte.classMask : nil
  }

  /// The same for the scalar that ends at `end`.
  private static func scalarClass(
    endingAt end: Int, _ text: UnsafePointer<UInt8>, _ scalars: UnsafePointer<UInt8>
  ) -> UInt8? {
    var start = end - 1
    while start > 0, end - start < 3, unsafe text[start] & 0xC0 == 0x80 { start -= 1 }
    guard unsafe decodeChecked(text + start, end - start).length == end - start else { return nil }
    return unsafe scalarClass(startingAt: start, text, end, scalars)
  }
}
