extension RequestText {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The bytes this text is the base64 of, as Python's `base64.b64decode` reads it: characters outside the alphabet are
  /// passed over, and so is the head of a data URL. Never fails; what makes no whole byte at the end is dropped. O(n).
  public var base64Decoded: [UInt8] { Base64Reader.decode(self) }

  /// The first `count` of these bytes, or all where there are fewer. O(count).
  package func base64Start(_ count: Int) -> [UInt8] {
    withUTF8 { characters in
      var reader = Base64Reader(characters)
      return reader.bytes(count, in: characters)
    }
  }

  /// The base64 of `bytes` with padding (RFC 4648, section 4), as image and document blocks hold their data. O(n).
  ///
  ///     RequestText(base64Of: [0x61, 0x62])   // "YWI="
  public init(base64Of bytes: [UInt8]) {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let length = min(3, bytes.count - start)
      var bits = 0
      for offset in 0..<3 { bits = bits << 8 | (offset < length ? Int(bytes[start + offset]) : 0) }
      for place in 0..<4 {
        text.append(place <= length ? Self.digits[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    self.init(String(decoding: text, as: UTF8.self))
  }
}
