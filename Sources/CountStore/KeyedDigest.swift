/// HMAC-SHA-256 (RFC 2104, FIPS 180-4): names a request without telling anything about it to those without the key.
///
/// Written out because the alternative is a library of cryptography in the build for this one hash.
struct KeyedDigest: Sendable {
  private let inner: SHA256
  private let outer: SHA256

  init(key: [UInt8]) {
    var block = key.count > SHA256.blockLength ? SHA256.digest(key) : key
    block += [UInt8](repeating: 0, count: SHA256.blockLength - block.count)
    var inner = SHA256()
    inner.update(block.map { $0 ^ 0x36 })
    var outer = SHA256()
    outer.update(block.map { $0 ^ 0x5C })
    (self.inner, self.outer) = (inner, outer)
  }

  /// 32 bytes that stand for the parts in this order; where one ends and the next begins matters. O(n).
  func digest(_ parts: [[UInt8]]) -> [UInt8] {
    var inner = inner
    for part in parts {
      inner.update(UInt64(part.count).bigEndianBytes)
      inner.update(part)
    }
    return finish(inner)
  }

  /// The plain code of RFC 2104, for its test vectors.
  func code(_ message: [UInt8]) -> [UInt8] {
    var inner = inner
    inner.update(message)
    return finish(inner)
  }

  private func finish(_ inner: consuming SHA256) -> [UInt8] {
    var outer = outer
    outer.update(inner.finished())
    return outer.finished()
  }
}

/// SHA-256 of bytes that come in portions.
struct SHA256: Sendable {
  static let blockLength = 64

  private var state: [UInt32] = [
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
  ]
  private var pending: [UInt8] = []
  private var length = 0

  static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finished()
  }

  mutating func update(_ bytes: [UInt8]) {
    length += bytes.count
    pending += bytes
    var start = 0
    var words = [UInt32](repeating: 0, count: 64)
    while pending.count - start >= Self.blockLength {
      compress(pending[start..<start + Self.blockLength], &words)
      start += Self.blockLength
    }
    pending.removeFirst(start)
  }

  consuming func finished() -> [UInt8] {
    let bits = UInt64(length) * 8
    var padding: [UInt8] = [0x80]
    padding += [UInt8](repeating: 0, count: (119 - length % 64) % 64)
    padding += bits.bigEndianBytes
    update(padding)
    return state.flatMap(\.bigEndianBytes)
  }

  private mutating func compress(_ block: ArraySlice<UInt8>, _ words: inout [UInt32]) {
    for index in 0..<16 {
      let at = block.startIndex + index * 4
      words[index] = block[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<64 {
      let (early, late) = (words[index - 15], words[index - 2])
      let one = Self.rotate(early, 7) ^ Self.rotate(early, 18) ^ early >> 3
      let two = Self.rotate(late, 17) ^ Self.rotate(late, 19) ^ late >> 10
      words[index] = words[index - 16] &+ one &+ words[index - 7] &+ two
    }
    var v = state
    for index in 0..<64 {
      let sum = Self.rotate(v[4], 6) ^ Self.rotate(v[4], 11) ^ Self.rotate(v[4], 25)
      let choice = v[4] & v[5] ^ ~v[4] & v[6]
      let first = v[7] &+ sum &+ choice &+ Self.constants[index] &+ words[index]
      let other = Self.rotate(v[0], 2) ^ Self.rotate(v[0], 13) ^ Self.rotate(v[0], 22)
      let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]
      (v[7], v[6], v[5], v[4]) = (v[6], v[5], v[4], v[3] &+ first)
      (v[3], v[2], v[1], v[0]) = (v[2], v[1], v[0], first &+ other &+ majority)
    }
    for index in 0..<8 { state[index] &+= v[index] }
  }

  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1, 0x923F_82A4, 0xAB1C_5ED5,
    0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3, 0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174,
    0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
    0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967,
    0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13, 0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85,
    0xA2BF_E8A1, 0xA81A_664B, 0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
    0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3,
    0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208, 0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
  ]
}

extension FixedWidthInteger {
  fileprivate var bigEndianBytes: [UInt8] {
    stride(from: Self.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> $0) }
  }
}
