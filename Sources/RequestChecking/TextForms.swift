import JSONText
import MessagesAPI

// What texts look like at their beginning, and bytes.

extension RequestText {
  /// Whether its beginning and its end are base64: data URLs, addresses and placeholders are not. O(1).
  var looksLikeBase64: Bool {
    withUTF8 { bytes in
      let start = min(bytes.count, 1024)
      for index in 0..<start where !bytes[index].isBase64 { return false }
      for index in max(start, bytes.count - 64)..<bytes.count where !bytes[index].isBase64 { return false }
      return true
    }
  }

  /// Whether the first byte is neither white space nor an escape: most texts are neither empty nor blank. O(1).
  var startsWithInk: Bool {
    guard let json else { return string.utf8.first.map { $0 > 0x20 } ?? false }
    let byte = json.sourceByte(1)
    return byte > 0x20 && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "\"")
  }

  /// Whether there is nothing but ASCII white space. O(the white space at the start).
  var isBlank: Bool {
    guard let json else { return string.utf8.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }
    var bytes = json.sourceBytes.dropFirst().dropLast()
    while let byte = bytes.popFirst() {
      if byte == 0x20 { continue }
      guard byte == UInt8(ascii: "\\"), let escaped = bytes.popFirst() else { return false }
      switch escaped {
      case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"), UInt8(ascii: "f"): continue
      default: return false
      }
    }
    return true
  }
}

extension UInt8 {
  /// A character of base64, padding and line ends among them: a bit for each byte below 128.
  fileprivate var isBase64: Bool {
    let (low, high): (UInt64, UInt64) = (0x23FF_8800_0000_2400, 0x07FF_FFFE_07FF_FFFE)
    return self < 128 && (self < 64 ? low : high) >> UInt64(self & 63) & 1 == 1
  }

  /// A letter, a digit, `_` or `-`: a bit for each byte below 128.
  var isNameByte: Bool {
    let (low, high): (UInt64, UInt64) = (0x03FF_2000_0000_0000, 0x07FF_FFFE_87FF_FFFE)
    return self < 128 && (self < 64 ? low : high) >> UInt64(self & 63) & 1 == 1
  }
}
