/// Decodes base64 byte by byte, as far as it is asked to.
///
/// Reads as Python's `base64.b64decode` does: characters outside the alphabet are passed over, complete padding ends the
/// text. Bits that make no whole byte at the end are dropped. The head of a data URL, `data:image/png;base64,`, which no
/// base64 begins with, is passed over whole.
struct Base64Reader {
  private var index: Int
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var pads = 0
  private var hasEnded = false

  /// A reader at the beginning of a text. O(1).
  init(_ text: borrowing Span<UInt8>) { index = Self.dataURLHead(of: text) }

  /// The next byte of `text`, or nil at its end. O(1) but for characters passed over.
  @inline(__always)
  mutating func next(in text: borrowing Span<UInt8>) -> UInt8? {
    while !hasEnded, index < text.count {
      let character = text[index]
      index += 1
      guard let value = Self.value(of: character) else {
        if character == UInt8(ascii: "=") { pad() }
        continue
      }
      pads = 0
      bits = bits << 6 | UInt32(value)
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        return UInt8(truncatingIfNeeded: bits >> UInt32(bitCount))
      }
    }
    return nil
  }

  /// Passes over bytes; false if the text ends before.
  mutating func skip(_ count: Int, in text: borrowing Span<UInt8>) -> Bool {
    for _ in 0..<max(count, 0) where next(in: text) == nil { return false }
    return true
  }

  /// Up to `count` bytes.
  mutating func bytes(_ count: Int, in text: borrowing Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count, let byte = next(in: text) { bytes.append(byte) }
    return bytes
  }

  /// How long the head of a data URL is; 0 where there is none.
  private static func dataURLHead(of text: borrowing Span<UInt8>) -> Int {
    guard has("data:", at: 0, in: text) else { return 0 }
    for index in 0..<min(text.count, mostHead) where text[index] == UInt8(ascii: ",") {
      let mark = ";base64,"
      return has(mark, at: index + 1 - mark.utf8.count, in: text) ? index + 1 : 0
    }
    return 0
  }

  /// Whether a word stands at a place, in letters of any case.
  private static func has(_ word: String, at start: Int, in text: borrowing Span<UInt8>) -> Bool {
    guard start >= 0, text.count - start >= word.utf8.count else { return false }
    for (offset, byte) in word.utf8.enumerated() where text[start + offset] | 0x20 != byte | 0x20 { return false }
    return true
  }

  /// Bytes: a media type with its parameters is shorter.
  private static let mostHead = 256

  /// All bytes of a text. O(n).
  static func decode(_ text: RequestText) -> [UInt8] {
    text.withUTF8 { characters in
      var reader = Base64Reader(characters)
      var bytes: [UInt8] = []
      bytes.reserveCapacity(characters.count / 4 * 3 + 3)
      while let byte = reader.next(in: characters) { bytes.append(byte) }
      return bytes
    }
  }

  /// Padding ends the text where it completes a group of four, and is passed over elsewhere.
  private mutating func pad() {
    guard bitCount == 4 || bitCount == 2 else { return }
    pads += 1
    hasEnded = pads >= (bitCount == 4 ? 2 : 1)
  }

  @inline(__always)
  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
