// Runs without words: digits, scalars that each stand alone, single punctuation.
//
// Safe: reads are below `end`, three bytes at a time below `end - 3`; a scalar of two or three bytes has a class.

extension RunScanner {
  mutating func takeDigits(_ workspace: Workspace) {
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
    let bow = unsafe touchesSpace && text[start] >= 0x80
    let eow = unsafe touchesSingleSpace(at) && text[last] >= 0x80
    open(bow: bow)
    unsafe total += workspace.borderedCost(text + start, at - start, bow: bow, eow: eow, limit: end - start)
    unsafe close(at: at, eow: eow, bordered: text[last] >= 0x80)
  }

  mutating func takeHardLetters(_ workspace: Workspace) {
    let start = position
    let opensWithSelector = look(workspace, start).byte & ScalarByte.classMask == ScalarClass.selector
    var endsWithSelector = false
    var at = start
    var prices = 0
    let text = unsafe text
    let scalars = unsafe scalars
    let safe = end &- 3
    while at < end {
      let before = at
      // Three bytes, alone, nothing to look at more closely: Han and Hangul.
      while at < safe {
        let first = unsafe text[at]
        let second = unsafe text[at &+ 1]
        let third = unsafe text[at &+ 2]
        guard first & 0xF0 == 0xE0, second & 0xC0 == 0x80, third & 0xC0 == 0x80 else { break }
        let scalar = Int(first & 0x0F) << 12 | Int(second & 0x3F) << 6 | Int(third & 0x3F)
        guard scalar >= 0x800 else { break }
        let byte = unsafe scalars[scalar]
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
  mutating func takeSinglePunctuation(_ workspace: Workspace, _ byte: UInt8, _ length: Int) -> Bool {
    let next = position &+ length
    guard length == 3, byte & (ScalarByte.unsettled | ScalarByte.combining) == 0, !touchesSpace, next < end,
      byte & ScalarByte.classMask != ScalarClass.hardNumber, unsafe text[next] != 0x20
    else { return false }
    let scalarClass = look(workspace, next).byte & ScalarByte.classMask
    guard scalarClass <= ScalarClass.hardLetter || scalarClass == ScalarClass.space else { return false }
    open(bow: false)
    lastCombiningClass = 0
    total &+= Self.price(byte)
    close(at: next, eow: false, bordered: true)
    return true
  }
}
