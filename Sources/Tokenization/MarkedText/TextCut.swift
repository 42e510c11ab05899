// Where text may be cut into parts whose counts add up: both sides are normalised, split and tiled as if the other were
// not there.
//
//   a newline | anything but a newline, a control, a mark, a selector or what normalisation may touch
//   a plain letter, a space | a plain letter           (the space is free and belongs to neither part)
//   a Han ideograph | a Han ideograph
//
// Plain letters are those of ASCII, U+00C0 to U+017F and U+0400 to U+047F.
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
    if before == 0x20, at >= 2, unsafe opensWord(text, at, count), unsafe closesWord(text, at - 2) {
      return TextCut(left: at - 1, right: at)
    }
    if first >= 0xE5, first <= 0xE8, at >= 3, at + 2 < count, unsafe text[at - 3] >= 0xE5, unsafe text[at - 3] <= 0xE8,
      unsafe text[at - 2] & 0xC0 == 0x80, before & 0xC0 == 0x80, unsafe text[at + 1] & 0xC0 == 0x80,
      unsafe text[at + 2] & 0xC0 == 0x80
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

  /// Whether a plain letter starts at `at`.
  @inline(__always)
  private static func opensWord(_ text: UnsafePointer<UInt8>, _ at: Int, _ count: Int) -> Bool {
    if unsafe text[at] < 0x80 { return unsafe isLetter(text[at]) }
    return unsafe at + 1 < count && isPlainLetter(text[at], text[at + 1])
  }

  /// Whether a plain letter ends at `at`.
  @inline(__always)
  private static func closesWord(_ text: UnsafePointer<UInt8>, _ at: Int) -> Bool {
    if unsafe text[at] < 0x80 { return unsafe isLetter(text[at]) }
    return unsafe at >= 1 && isPlainLetter(text[at - 1], text[at])
  }

  /// Whether two bytes are a letter from U+00C0 to U+017F or from U+0400 to U+047F.
  @inline(__always)
  private static func isPlainLetter(_ lead: UInt8, _ continuation: UInt8) -> Bool {
    guard lead &- 0xC3 < 3 || lead &- 0xD0 < 2, continuation & 0xC0 == 0x80 else { return false }
    return lead != 0xC3 || (continuation != 0x97 && continuation != 0xB7)
  }
}
