/// The text that bytes of some encoding hold.
package struct DecodedText: Sendable {
  /// UTF-8.
  package private(set) var utf8: [UInt8] = []
  /// How many sequences stand for no character; each is U+FFFD in the text.
  package private(set) var illFormed = 0
  /// Characters that no text has: controls but white space and the escape, and those without a meaning of their own.
  package private(set) var implausible = 0
  /// Characters.
  package private(set) var length = 0
  /// How often a letter of ASCII stands beside one of another script, or beside a line of a frame: no word is written so.
  package private(set) var mixtures = 0
  private var last = Script.none

  private enum Script {
    case none
    case ascii
    case other
  }

  mutating func append(_ scalar: UInt32) {
    length += 1
    let script: Script =
      switch scalar {
      case 0x41...0x5A, 0x61...0x7A: .ascii
      // Greek, Cyrillic, Hebrew, Arabic, Thai; frames and blocks of DOS.
      case 0x370...0x52F, 0x590...0x6FF, 0xE00...0xE7F, 0x2500...0x259F: .other
      default: .none
      }
    if script != .none, last != .none, script != last { mixtures += 1 }
    last = script
    switch scalar {
    case 0..<0x80:
      if scalar < 0x20 ? !(0x09...0x0D).contains(scalar) && scalar != 0x1B : scalar == 0x7F { implausible += 1 }
      utf8.append(UInt8(scalar))
    case 0x80..<0x800:
      if scalar < 0xA0 { implausible += 1 }
      utf8.append(UInt8(0xC0 | scalar >> 6))
      utf8.append(UInt8(0x80 | scalar & 0x3F))
    case 0x800..<0x10000:
      if (0xE000..<0xF900).contains(scalar) || scalar >= 0xFFFE { implausible += 1 }
      utf8.append(UInt8(0xE0 | scalar >> 12))
      utf8.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      utf8.append(UInt8(0x80 | scalar & 0x3F))
    default:
      if scalar >= 0xF0000 { implausible += 1 }
      utf8.append(UInt8(0xF0 | scalar >> 18))
      utf8.append(UInt8(0x80 | scalar >> 12 & 0x3F))
      utf8.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      utf8.append(UInt8(0x80 | scalar & 0x3F))
    }
  }

  mutating func appendIllFormed() {
    illFormed += 1
    append(0xFFFD)
  }
}

extension TextEncoding {
  /// The text of `bytes`, without a byte-order mark. What stands for no character is U+FFFD, one for each sequence, as
  /// browsers have it; an ASCII byte is never part of it. O(n).
  package func text(of bytes: ArraySlice<UInt8>) -> DecodedText {
    var text = DecodedText()
    var input = ByteInput(bytes)
    while let lead = input.next() {
      switch scheme {
      case .utf8: text.appendUTF8(lead, &input)
      case .utf16(let isBigEndian): text.appendUTF16(lead, &input, isBigEndian)
      case .utf32(let isBigEndian): text.appendUTF32(lead, &input, isBigEndian)
      case .single(let place): text.append(lead < 0x80 ? UInt32(lead) : EncodingTables.single(place, lead))
      case .shiftJIS: text.appendShiftJIS(lead, &input)
      case .eucJP: text.appendEUCJP(lead, &input)
      case .eucKR: text.appendEUCKR(lead, &input)
      case .gb18030: text.appendGB18030(lead, &input)
      case .big5: text.appendBig5(lead, &input)
      }
    }
    return text
  }
}

/// Bytes that are taken from the front.
struct ByteInput {
  private let bytes: ArraySlice<UInt8>
  private var place: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  mutating func next() -> UInt8? {
    guard place < bytes.endIndex else { return nil }
    defer { place += 1 }
    return bytes[place]
  }

  func peek(_ distance: Int = 0) -> UInt8? {
    place + distance < bytes.endIndex ? bytes[place + distance] : nil
  }

  mutating func skip(_ count: Int = 1) { place += count }
}

extension DecodedText {
  /// A character, or nil for what is none.
  mutating func append(_ scalar: UInt32?) {
    if let scalar { append(scalar) as Void } else { appendIllFormed() }
  }

  /// The character of a pair whose second byte is the next one. An ASCII byte that ends no pair stays.
  mutating func append(_ scalar: UInt32?, pairedWith trail: UInt8, _ input: inout ByteInput) {
    if scalar != nil || trail >= 0x80 { input.skip() }
    append(scalar)
  }
}
