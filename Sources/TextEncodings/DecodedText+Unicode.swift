// UTF-8, UTF-16 and UTF-32.

extension DecodedText {
  mutating func appendUTF8(_ lead: UInt8, _ input: inout ByteInput) {
    let (count, least): (Int, UInt32)
    switch lead {
    case 0..<0x80: return append(UInt32(lead))
    case 0xC2...0xDF: (count, least) = (1, 0x80)
    case 0xE0...0xEF: (count, least) = (2, 0x800)
    case 0xF0...0xF4: (count, least) = (3, 0x10000)
    default: return appendIllFormed()
    }
    var scalar = UInt32(lead) & (count == 1 ? 0x1F : count == 2 ? 0x0F : 0x07)
    for index in 0..<count {
      guard let next = input.peek(), next & 0xC0 == 0x80 else { return appendIllFormed() }
      scalar = scalar << 6 | UInt32(next & 0x3F)
      // What can become no character any more is ill-formed here, and the rest by itself.
      let low = scalar << (6 * UInt32(count - 1 - index))
      let high = low | (1 << (6 * UInt32(count - 1 - index)) - 1)
      if high < least || low > 0x10FFFF || low >= 0xD800 && high <= 0xDFFF { return appendIllFormed() }
      input.skip()
    }
    append(scalar)
  }

  mutating func appendUTF16(_ first: UInt8, _ input: inout ByteInput, _ isBigEndian: Bool) {
    guard let second = input.next() else { return appendIllFormed() }
    let unit = Self.unit(first, second, isBigEndian)
    guard (0xD800...0xDFFF).contains(unit) else { return append(unit) }
    if unit < 0xDC00, let third = input.peek(0), let fourth = input.peek(1) {
      let low = Self.unit(third, fourth, isBigEndian)
      if (0xDC00...0xDFFF).contains(low) {
        input.skip(2)
        return append(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      }
    }
    appendIllFormed()
  }

  mutating func appendUTF32(_ first: UInt8, _ input: inout ByteInput, _ isBigEndian: Bool) {
    guard let second = input.next(), let third = input.next(), let fourth = input.next() else {
      return appendIllFormed()
    }
    let (left, right) = (Self.unit(first, second, isBigEndian), Self.unit(third, fourth, isBigEndian))
    let scalar = isBigEndian ? left << 16 | right : right << 16 | left
    append(scalar > 0x10FFFF || (0xD800...0xDFFF).contains(scalar) ? nil : scalar)
  }

  private static func unit(_ first: UInt8, _ second: UInt8, _ isBigEndian: Bool) -> UInt32 {
    isBigEndian ? UInt32(first) << 8 | UInt32(second) : UInt32(second) << 8 | UInt32(first)
  }
}
