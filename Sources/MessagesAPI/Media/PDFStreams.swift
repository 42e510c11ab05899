// The data of streams, and values below other values.

extension PDFObjects {
  /// All that is unpacked for one document may come to this many bytes.
  static let unpackedLimit = 32 << 20

  /// A dictionary that stands at a place or is referred to there.
  func dictionary(at offset: Int?) -> Dictionary? { value(at: offset).flatMap(entries) }

  /// The data of a stream that is referred to, unpacked; nil where there is none or its packing is not known. O(n).
  func stream(at offset: Int?, limit: Int = unpackedLimit) -> [UInt8]? {
    guard let start = reference(at: offset).flatMap({ offsets[$0] }), let entries = entries(from: start),
      let raw = rawStream(from: start, entries)
    else { return nil }
    guard budget.spend(raw.count) else { return nil }
    var data = Array(raw)
    for filter in names(at: entries["Filter"]) {
      guard budget.spend(data.count) else { return nil }
      let unpacked: [UInt8]? =
        switch filter {
        case "FlateDecode", "Fl": Inflate.zlib(data[...], limit: limit, budget: budget)
        case "ASCIIHexDecode", "AHx": PDFString.hexadecimal(data[...])
        case "ASCII85Decode", "A85": Self.ascii85(data)
        default: nil
        }
      guard let unpacked else { return nil }
      data = unpacked
    }
    // A predictor is for pictures and tables, not for text.
    return entries["DecodeParms"] == nil || names(at: entries["Filter"]).isEmpty ? data : nil
  }

  /// The data of the streams that are referred to, one behind the other; nil if one cannot be read.
  func streams(at offset: Int?) -> [UInt8]? {
    guard let offset else { return [] }
    if let data = stream(at: offset) { return data }
    var lexer = PDFLexer(bytes: bytes, position: value(at: offset) ?? bytes.count, budget: budget)
    guard lexer.next() == .arrayStart else { return nil }
    var data: [UInt8] = []
    var place = lexer.position
    while data.count < Self.unpackedLimit, let token = lexer.next(), token != .arrayEnd {
      guard case .number = token, case .number? = lexer.next(), lexer.isKeyword(lexer.next(), "R"),
        let part = stream(at: place, limit: Self.unpackedLimit - data.count)
      else { return nil }
      data += part
      data.append(0x0A)
      place = lexer.position
    }
    return data
  }

  /// One name, or the names of an array.
  func names(at offset: Int?) -> [String] {
    if let name = name(at: offset) { return [name] }
    var lexer = PDFLexer(bytes: bytes, position: value(at: offset) ?? bytes.count, budget: budget)
    guard lexer.next() == .arrayStart else { return [] }
    var names: [String] = []
    while names.count < 16, case .name(let range)? = lexer.next() { names.append(lexer.text(range)) }
    return names
  }

  private func rawStream(from start: Int, _ entries: Dictionary) -> ArraySlice<UInt8>? {
    var lexer = PDFLexer(bytes: bytes, position: start, budget: budget)
    var depth = 0
    repeat {
      switch lexer.next() {
      case .dictionaryStart?, .arrayStart?: depth += 1
      case .dictionaryEnd?, .arrayEnd?: depth -= 1
      case nil: return nil
      default: break
      }
    } while depth > 0
    guard lexer.isKeyword(lexer.next(), "stream") else { return nil }
    var first = lexer.position
    if first < bytes.count, bytes[first] == 0x0D { first += 1 }
    if first < bytes.count, bytes[first] == 0x0A { first += 1 }
    if let length = number(at: entries["Length"]).flatMap({ Int(exactly: $0) }), length >= 0,
      length <= bytes.count - first
    {
      var behind = PDFLexer(bytes: bytes, position: first + length, budget: budget)
      if behind.isKeyword(behind.next(), "endstream") { return bytes[first..<first + length] }
    }
    let end = Self.end(ofStreamAt: first, in: bytes)
    budget.spend(end - first)
    return bytes[first..<max(first, end - "endstream".utf8.count)]
  }

  private static func ascii85(_ text: [UInt8]) -> [UInt8]? {
    var output: [UInt8] = []
    var group: [UInt32] = []
    func flush(_ group: [UInt32], _ length: Int) -> [UInt8] {
      let value = group.reduce(UInt32(0)) { $0 &* 85 &+ $1 }
      return (0..<length).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) }
    }
    scan: for byte in text {
      switch byte {
      case 0x21...0x75:
        group.append(UInt32(byte) - 0x21)
        if group.count == 5 {
          output += flush(group, 4)
          group = []
        }
      case UInt8(ascii: "z") where group.isEmpty: output += [0, 0, 0, 0]
      case UInt8(ascii: "~"): break scan
      case 0x00, 0x09, 0x0A, 0x0C, 0x0D, 0x20: break
      default: return nil
      }
    }
    if group.count > 1 { output += flush(group + repeatElement(84, count: 5 - group.count), group.count - 1) }
    return output
  }
}

/// The bytes that a string of a PDF stands for.
enum PDFString {
  /// A string as it is written, in parentheses or in angle brackets. O(n).
  static func bytes(_ literal: ArraySlice<UInt8>) -> [UInt8] {
    if literal.first == UInt8(ascii: "<") { return hexadecimal(literal) }
    var text = literal.dropFirst()
    if text.last == UInt8(ascii: ")") { text.removeLast() }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    while let byte = text.popFirst() {
      if byte == UInt8(ascii: "\\") { escape(&text, into: &bytes) } else { bytes.append(byte) }
    }
    return bytes
  }

  private static func escape(_ text: inout ArraySlice<UInt8>, into bytes: inout [UInt8]) {
    guard let byte = text.popFirst() else { return }
    switch byte {
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case 0x0D: if text.first == 0x0A { text.removeFirst() }
    case 0x0A: break
    case 0x30...0x37:
      var value = Int(byte - 0x30)
      for _ in 0..<2 {
        guard let digit = text.first, (0x30...0x37).contains(digit) else { break }
        value = value * 8 + Int(digit - 0x30)
        text.removeFirst()
      }
      bytes.append(UInt8(truncatingIfNeeded: value))
    default: bytes.append(byte)
    }
  }

  /// Pairs of hexadecimal digits; a last one alone has a 0 behind it. All else is passed over.
  static func hexadecimal(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var half: UInt8?
    for character in text {
      let digit: UInt8
      switch character {
      case 0x30...0x39: digit = character - 0x30
      case 0x41...0x46: digit = character - 0x41 + 10
      case 0x61...0x66: digit = character - 0x61 + 10
      default: continue
      }
      if let high = half {
        bytes.append(high << 4 | digit)
        half = nil
      } else {
        half = digit
      }
    }
    if let half { bytes.append(half << 4) }
    return bytes
  }
}
