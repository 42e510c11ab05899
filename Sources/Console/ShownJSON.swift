/// JSON as a terminal may show it: the characters that ``ShownText`` writes out are escaped, so the value stays the same.
package enum ShownJSON {
  /// JSON text whose strings hold nothing that ``ShownText`` writes out.
  ///
  /// JSON escapes what lies below U+0020 anyway, and the others can stand in strings alone. Cost: O(n); text without any
  /// of them comes back as it is.
  package static func bytes(_ json: [UInt8]) -> [UInt8] {
    guard json.contains(where: { length(after: $0) > 0 }) else { return json }
    var shown: [UInt8] = []
    shown.reserveCapacity(json.count)
    var at = 0
    while at < json.count {
      let (scalar, length) = hidden(json, at)
      if length == 0 {
        shown.append(json[at])
        at += 1
      } else {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          shown += Array("\\u".utf8) + [UInt8](repeating: UInt8(ascii: "0"), count: 4 - digits.utf8.count)
          shown += Array(digits.utf8)
        }
        at += length
      }
    }
    return shown
  }

  /// The bytes of a character that begins so and may have to be escaped; 0 for all others.
  private static func length(after first: UInt8) -> Int {
    switch first {
    case 0x7F: 1
    case 0xC2, 0xD8: 2
    case 0xE2, 0xEF: 3
    case 0xF3: 4
    default: 0
    }
  }

  /// The scalar to escape at `at`, and its length in bytes; length 0 where there is none.
  private static func hidden(_ json: [UInt8], _ at: Int) -> (scalar: Unicode.Scalar, length: Int) {
    let length = length(after: json[at])
    guard length > 0, at + length <= json.count else { return ("\0", 0) }
    var number = UInt32(json[at]) & (length == 1 ? 0x7F : 0x7F >> UInt32(length))
    for byte in json[at + 1..<at + length] { number = number << 6 | UInt32(byte & 0x3F) }
    guard let scalar = Unicode.Scalar(number), ShownText.isHidden(scalar) else { return ("\0", 0) }
    return (scalar, length)
  }
}

extension Stream {
  /// Writes JSON, in which nothing stays that a terminal would obey.
  package mutating func write(json: [UInt8]) { write(ShownJSON.bytes(json)) }
}
