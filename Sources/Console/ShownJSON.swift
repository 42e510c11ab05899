/// JSON as a terminal may show it: the characters that ``ShownText`` writes out are escaped, so the value stays the same.
package enum ShownJSON {
  /// JSON text whose strings hold no U+007F to U+009F, no line separators and no marks that turn the direction.
  ///
  /// JSON escapes what lies below U+0020 anyway, and the others can stand in strings alone. Cost: O(n); text without any
  /// of them comes back as it is.
  package static func bytes(_ json: [UInt8]) -> [UInt8] {
    guard json.contains(where: { $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2 }) else { return json }
    var shown: [UInt8] = []
    shown.reserveCapacity(json.count)
    var at = 0
    while at < json.count {
      let (scalar, length) = hidden(json, at)
      if length == 0 {
        shown.append(json[at])
        at += 1
      } else {
        let digits = String(scalar, radix: 16)
        shown += Array("\\u".utf8) + [UInt8](repeating: UInt8(ascii: "0"), count: 4 - digits.utf8.count)
        shown += Array(digits.utf8)
        at += length
      }
    }
    return shown
  }

  /// The scalar to escape at `at`, and its length in bytes; length 0 where there is none.
  private static func hidden(_ json: [UInt8], _ at: Int) -> (scalar: UInt32, length: Int) {
    let rest = json[at...].prefix(3)
    let text: (UInt32, Int) =
      switch rest.first {
      case 0x7F: (0x7F, 1)
      case 0xC2 where rest.count > 1: (UInt32(rest[at + 1]), 2)
      case 0xE2 where rest.count > 2: (0x2000 | UInt32(rest[at + 1] & 0x3F) << 6 | UInt32(rest[at + 2] & 0x3F), 3)
      default: (0, 0)
      }
    guard text.1 > 0, let scalar = Unicode.Scalar(text.0), ShownText.isHidden(scalar) else { return (0, 0) }
    return text
  }
}

extension Stream {
  /// Writes JSON, in which nothing stays that a terminal would obey.
  package mutating func write(json: [UInt8]) { write(ShownJSON.bytes(json)) }
}
