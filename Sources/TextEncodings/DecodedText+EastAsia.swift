// Encodings of Japanese, Korean and Chinese: a byte below 0x80 is ASCII, others begin a pair. As the WHATWG's Encoding
// Standard decodes them, but EUC-JP, whose punctuation is that of JIS X 0208 and not Microsoft's.

extension DecodedText {
  mutating func appendShiftJIS(_ lead: UInt8, _ input: inout ByteInput) {
    if lead < 0x80 { return append(UInt32(lead)) }
    if (0xA1...0xDF).contains(lead) { return append(0xFF61 + UInt32(lead - 0xA1)) }
    guard (0x81...0x9F).contains(lead) || (0xE0...0xFC).contains(lead), let trail = input.peek() else {
      return appendIllFormed()
    }
    var scalar: UInt32?
    if trail >= 0x40, trail != 0x7F, trail <= 0xFC {
      let row = Int(lead) - (lead < 0xA0 ? 0x81 : 0xC1)
      let pointer = row * EncodingTables.shiftJISTrails + Int(trail) - (trail < 0x7F ? 0x40 : 0x41)
      // Rows 0xF0 to 0xF9 are the user's own: U+E000 and on.
      scalar = (0xF0...0xF9).contains(lead) ? 0xE000 + UInt32(pointer - 8836) : EncodingTables.jis0208(pointer)
    }
    append(scalar, pairedWith: trail, &input)
  }

  mutating func appendEUCJP(_ lead: UInt8, _ input: inout ByteInput) {
    if lead < 0x80 { return append(UInt32(lead)) }
    guard let trail = input.peek() else { return appendIllFormed() }
    if lead == 0x8E, (0xA1...0xDF).contains(trail) {
      input.skip()
      return append(0xFF61 + UInt32(trail - 0xA1))
    }
    if lead == 0x8F, (0xA1...0xFE).contains(trail), let last = input.peek(1), (0xA1...0xFE).contains(last) {
      input.skip(2)
      return append(EncodingTables.jis0212(Int(trail - 0xA1) * 94 + Int(last - 0xA1)))
    }
    var scalar: UInt32?
    if (0xA1...0xFE).contains(lead), (0xA1...0xFE).contains(trail) {
      scalar =
        switch (lead, trail) {
        case (0xA1, 0xC1): 0x301C
        case (0xA1, 0xC2): 0x2016
        case (0xA1, 0xDD): 0x2212
        case (0xA1, 0xF1): 0xA2
        case (0xA1, 0xF2): 0xA3
        case (0xA2, 0xCC): 0xAC
        default: EncodingTables.jis0208(Int(lead - 0xA1) * 94 + Int(trail - 0xA1))
        }
    }
    append(scalar, pairedWith: trail, &input)
  }

  mutating func appendEUCKR(_ lead: UInt8, _ input: inout ByteInput) {
    if lead < 0x80 { return append(UInt32(lead)) }
    guard (0x81...0xFE).contains(lead), let trail = input.peek() else { return appendIllFormed() }
    let pointer = Int(lead - 0x81) * EncodingTables.koreanTrails + Int(trail) - 0x41
    append((0x41...0xFE).contains(trail) ? EncodingTables.korean(pointer) : nil, pairedWith: trail, &input)
  }

  mutating func appendGB18030(_ lead: UInt8, _ input: inout ByteInput) {
    if lead < 0x80 { return append(UInt32(lead)) }
    guard (0x81...0xFE).contains(lead), let trail = input.peek() else { return appendIllFormed() }
    if (0x30...0x39).contains(trail), let third = input.peek(1), (0x81...0xFE).contains(third),
      let fourth = input.peek(2), (0x30...0x39).contains(fourth)
    {
      input.skip(3)
      let pointer =
        ((Int(lead - 0x81) * 10 + Int(trail - 0x30)) * 126 + Int(third - 0x81)) * 10 + Int(fourth - 0x30)
      return append(Self.fourByteScalar(pointer))
    }
    let pointer = Int(lead - 0x81) * EncodingTables.chineseTrails + Int(trail) - (trail < 0x7F ? 0x40 : 0x41)
    let isTrail = (0x40...0xFE).contains(trail) && trail != 0x7F
    append(isTrail ? EncodingTables.gbk(pointer) : nil, pairedWith: trail, &input)
  }

  /// Above the basic plane four bytes count on from 0x90308130.
  private static func fourByteScalar(_ pointer: Int) -> UInt32? {
    let plane1 = 189_000
    if pointer >= plane1, pointer < plane1 + 0x100000 { return UInt32(0x10000 + pointer - plane1) }
    let rest = EncodingTables.besidesGBK
    return rest.indices.contains(pointer) ? UInt32(rest[pointer]) : nil
  }

  mutating func appendBig5(_ lead: UInt8, _ input: inout ByteInput) {
    if lead < 0x80 { return append(UInt32(lead)) }
    guard (0x81...0xFE).contains(lead), let trail = input.peek() else { return appendIllFormed() }
    let isTrail = (0x40...0x7E).contains(trail) || (0xA1...0xFE).contains(trail)
    let pointer = Int(lead - 0x81) * EncodingTables.big5Trails + Int(trail) - (trail < 0x7F ? 0x40 : 0x62)
    let scalar = isTrail ? EncodingTables.big5(pointer) : nil
    // Four pairs are a letter and its mark.
    guard let scalar, (1...4).contains(scalar) else { return append(scalar, pairedWith: trail, &input) }
    input.skip()
    append(scalar < 3 ? 0xCA : 0xEA)
    append(scalar.isMultiple(of: 2) ? 0x030C : 0x0304)
  }
}
