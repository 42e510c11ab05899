// Reads one scalar after the other, and notices what normalisation might change.
//
// Safe: reads are below `end`; a scalar of at most three bytes has a class, and one of four bytes has four.

extension RunScanner {
  /// The class byte and the length of the scalar at `at`; length 0 at the end or where the bytes are not UTF-8.
  @inline(__always)
  func look(_ workspace: Workspace, _ at: Int) -> (byte: UInt8, length: Int) {
    guard at < end else { return (ScalarClass.space, 0) }
    let first = unsafe text[at]
    if first < 0x80 { return unsafe (scalars[Int(first)], 1) }
    if at &+ 2 < end {
      let second = unsafe text[at &+ 1]
      if first < 0xE0 {
        if first >= 0xC2, second & 0xC0 == 0x80 {
          return unsafe (scalars[Int(first & 0x1F) << 6 | Int(second & 0x3F)], 2)
        }
      } else if first < 0xF0 {
        let third = unsafe text[at &+ 2]
        let scalar = Int(first & 0x0F) << 12 | Int(second & 0x3F) << 6 | Int(third & 0x3F)
        // Surrogates are marked unsettled in the table.
        if second & 0xC0 == 0x80, third & 0xC0 == 0x80, scalar >= 0x800 { return unsafe (scalars[scalar], 3) }
      }
    }
    return unsafe Self.lookClosely(workspace, text, end, at)
  }

  /// The same for astral scalars, for the last bytes and for what is not UTF-8.
  ///
  /// Static, as is every call that is not inlined and changes nothing: a method would be handed a copy of the pass, which
  /// cost half the time of Chinese text.
  @inline(never)
  static func lookClosely(
    _ workspace: Workspace, _ text: UnsafePointer<UInt8>, _ end: Int, _ at: Int
  ) -> (byte: UInt8, length: Int) {
    let (decoded, length) = unsafe decodeChecked(text + at, end - at)
    guard let scalar = decoded else { return (ScalarClass.hardPunctuation | ScalarByte.unsettled, length) }
    if scalar < 0x10000 { return unsafe (workspace.scalars[Int(scalar)], length) }
    return unsafe (workspace.astral.byte(scalar) ?? workspace.astralByte(scalar, text + at), length)
  }

  /// Looks whether the scalar may stand as it is; called once for every scalar in order.
  @inline(__always)
  mutating func check(_ workspace: Workspace, _ byte: UInt8, _ at: Int) {
    if byte & (ScalarByte.unsettled | ScalarByte.combining) == 0 {
      lastCombiningClass = 0
    } else if !isSettled {
      checkClosely(workspace, byte, at)
    }
  }

  /// The same for a scalar with a combining class, or one that normalisation may change.
  @inline(never)
  mutating func checkClosely(_ workspace: Workspace, _ byte: UInt8, _ at: Int) {
    let (decoded, _) = unsafe decodeChecked(text + at, end - at)
    guard let scalar = decoded else {
      unsettled = true
      return
    }
    if byte & ScalarByte.unsettled != 0, unsafe !Self.staysUncomposed(workspace, scalar, text, at) {
      unsettled = true
      return
    }
    let combiningClass = workspace.table.combiningClass(scalar)
    if combiningClass != 0, combiningClass < lastCombiningClass { unsettled = true }
    lastCombiningClass = combiningClass
  }

  /// Whether `scalar`, which might compose with a starter before it, does not: that starter composes with nothing.
  static func staysUncomposed(
    _ workspace: Workspace, _ scalar: UInt32, _ text: UnsafePointer<UInt8>, _ at: Int
  ) -> Bool {
    let record = workspace.table.record(scalar)
    let others = ScalarRecord.dropped | ScalarRecord.spaced
    guard record.composition & ScalarRecord.composesBackward != 0, record.flags & others == 0 else { return false }
    var before = at
    for _ in 0..<8 {
      guard before > 0 else { return false }
      before -= 1
      while before > 0, unsafe text[before] & 0xC0 == 0x80 { before -= 1 }
      guard let starter = unsafe decodeChecked(text + before, at - before).scalar else { return false }
      let record = workspace.table.record(starter)
      // A combining starter hides the one before it only for itself: look on until a starter that nothing changes.
      if record.composition & ScalarRecord.composesForward != 0 { return false }
      if record.combiningClass == 0, record.flags & ScalarRecord.recomposes == 0 { return true }
    }
    return false
  }
}
