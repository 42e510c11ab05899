/// Letters that the rules of runs single out.
package enum Letters {
  /// Circled letters, U+24B6 to U+24E9: they make words, but are symbols by category, so that an apostrophe behind one
  /// does not bind.
  package static var circled: ClosedRange<UInt32> {
    @inline(__always) get { 0x24B6...0x24E9 }
  }

  @inline(__always)
  static func isCircled(_ scalar: UInt32) -> Bool { circled.contains(scalar) }

  /// Whether the scalar is a leading consonant of Hangul: a letter that composes to a hard one with what follows.
  @inline(__always)
  static func isLeadingConsonant(_ scalar: UInt32) -> Bool { (0x1100...0x115F).contains(scalar) }
}
