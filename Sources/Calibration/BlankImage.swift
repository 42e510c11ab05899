import MessagesAPI

/// A black PNG of any size in a few kilobytes: what an image costs depends on its size alone.
enum BlankImage {
  /// The file, in base64. Cost: O(width · height / 2048).
  static func base64(width: Int, height: Int) -> String {
    RequestText(base64Of: png(width: width, height: height)).string
  }

  /// One bit a pixel, all of them 0.
  static func png(width: Int, height: Int) -> [UInt8] {
    let header = bigEndian(width) + bigEndian(height) + [1, 0, 0, 0, 0]
    // Each row begins with the number of its filter, 0 as the pixels are.
    let zeros = (1 + (width + 7) / 8) * height
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunk("IDAT", compressed(zeros))
      + chunk("IEND", [])
  }

  private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + content
    return bigEndian(content.count) + body + bigEndian(Int(checksum(body)))
  }

  /// That many zeros in the zlib format (RFC 1950, 1951): a literal, then repeats of up to 258 of it.
  private static func compressed(_ zeros: Int) -> [UInt8] {
    var bits = BitWriter()
    bits.append(0b1, 1)
    bits.append(0b01, 2)
    let literals = 1 + (zeros - 1) % 258
    for _ in 0..<literals { bits.appendCode(0b0011_0000, 8) }
    for _ in 0..<(zeros - literals) / 258 {
      // Length 258, which is symbol 285, at distance 1, which is symbol 0.
      bits.appendCode(0b1100_0101, 8)
      bits.appendCode(0, 5)
    }
    bits.appendCode(0, 7)
    // Adler-32 of zeros: the first sum stays 1, the second counts the bytes.
    return [0x78, 0x01] + bits.bytes + bigEndian((zeros % 65_521) << 16 | 1)
  }

  /// CRC-32 as PNG has it.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var rest: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      rest ^= UInt32(byte)
      for _ in 0..<8 { rest = rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
    }
    return ~rest
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}

/// Bits in the order of deflate: the lowest of each byte first.
private struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var used = 8

  /// A number, its lowest bit first.
  mutating func append(_ value: Int, _ count: Int) {
    for place in 0..<count { append(bit: value >> place & 1) }
  }

  /// A code of Huffman's, its highest bit first.
  mutating func appendCode(_ code: Int, _ count: Int) {
    for place in stride(from: count - 1, through: 0, by: -1) { append(bit: code >> place & 1) }
  }

  private mutating func append(bit: Int) {
    if used == 8 {
      bytes.append(0)
      used = 0
    }
    bytes[bytes.count - 1] |= UInt8(bit) << UInt8(used)
    used += 1
  }
}
