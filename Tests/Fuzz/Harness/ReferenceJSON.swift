// RFC 8259 read scalar by scalar, as short as it can be said: what `JSONText` is compared with. Slow on purpose.

/// A value with its numbers as they are spelt and its strings as UTF-16, lone surrogates and all.
indirect enum ReferenceJSON: Equatable {
  case null
  case bool(Bool)
  case number(String)
  case string([UInt16])
  case array([ReferenceJSON])
  case object([(key: [UInt16], value: ReferenceJSON)])

  /// Nil where the text is no JSON, or one nested deeper than `depth`. A byte order mark may come first, and bytes in
  /// strings that are not UTF-8 are U+FFFD, one for each maximal subpart.
  init?(_ bytes: [UInt8], depth: Int) {
    // U+FFFD outside of strings is no JSON either way.
    let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    var reader = Reader(scalars: scalars, depth: depth)
    if scalars.first == "\u{FEFF}", bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.at = 1 }
    reader.blanks()
    guard let value = reader.value(level: 0) else { return nil }
    reader.blanks()
    guard reader.at == scalars.count else { return nil }
    self = value
  }

  static func == (left: ReferenceJSON, right: ReferenceJSON) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left == right
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }

  private struct Reader {
    let scalars: [Unicode.Scalar]
    let depth: Int
    var at = 0

    var next: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
      guard next == scalar else { return false }
      at += 1
      return true
    }

    mutating func take(word: String) -> Bool { word.unicodeScalars.allSatisfy { take($0) } }

    mutating func blanks() {
      while let scalar = next, [" ", "\t", "\n", "\r"].contains(scalar) { at += 1 }
    }

    mutating func value(level: Int) -> ReferenceJSON? {
      switch next {
      case "n": return take(word: "null") ? .null : nil
      case "t": return take(word: "true") ? .bool(true) : nil
      case "f": return take(word: "false") ? .bool(false) : nil
      case "\"": return string().map { .string($0) }
      case "[":
        return list("[", "]", level) { reader in reader.value(level: level + 1) }.map { .array($0) }
      case "{":
        return list("{", "}", level) { reader in
          guard let key = reader.string() else { return nil }
          reader.blanks()
          guard reader.take(":") else { return nil }
          reader.blanks()
          return reader.value(level: level + 1).map { (key, $0) }
        }.map { .object($0) }
      default: return number().map { .number($0) }
      }
    }

    mutating func list<T>(
      _ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ level: Int, _ item: (inout Reader) -> T?
    ) -> [T]? {
      guard level < depth, take(opening) else { return nil }
      var items: [T] = []
      blanks()
      if take(closing) { return items }
      repeat {
        blanks()
        guard let item = item(&self) else { return nil }
        items.append(item)
        blanks()
      } while take(",")
      return take(closing) ? items : nil
    }

    mutating func string() -> [UInt16]? {
      guard take("\"") else { return nil }
      var units: [UInt16] = []
      while let scalar = next {
        at += 1
        switch scalar {
        case "\"": return units
        case "\\":
          guard let unit = escape() else { return nil }
          units.append(unit)
        case "\u{0}"..."\u{1F}": return nil
        default: units += Array(String(scalar).utf16)
        }
      }
      return nil
    }

    mutating func escape() -> UInt16? {
      guard let scalar = next else { return nil }
      at += 1
      switch scalar {
      case "\"", "\\", "/": return UInt16(scalar.value)
      case "b": return 8
      case "f": return 12
      case "n": return 10
      case "r": return 13
      case "t": return 9
      case "u":
        var unit: UInt16 = 0
        for _ in 0..<4 {
          guard let digit = next, digit.isASCII, let value = Character(digit).hexDigitValue else { return nil }
          unit = unit << 4 | UInt16(value)
          at += 1
        }
        return unit
      default: return nil
      }
    }

    mutating func number() -> String? {
      let start = at
      _ = take("-")
      if !take("0") { guard digits() else { return nil } }
      if take(".") { guard digits() else { return nil } }
      if take("e") || take("E") {
        _ = take("+") || take("-")
        guard digits() else { return nil }
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars[start..<at])
      return String(text)
    }

    mutating func digits() -> Bool {
      let start = at
      while let scalar = next, ("0"..."9").contains(scalar) { at += 1 }
      return at > start
    }
  }
}
