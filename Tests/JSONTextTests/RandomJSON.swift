import TestSupport

/// Texts that are JSON, spelt in every way the grammar allows, and texts that almost are.
struct RandomJSON {
  var random: SeededRandom

  mutating func value(depth: Int = 0) -> [UInt8] {
    switch random.below(depth > 5 ? 5 : 8) {
    case 0: return Array(random.pick(["null", "true", "false"]).utf8)
    case 1, 2: return Array(number().utf8)
    case 3, 4: return string()
    case 5: return list("[", "]") { $0.value(depth: depth + 1) }
    default:
      return list("{", "}") { $0.string() + $0.space() + [UInt8(ascii: ":")] + $0.space() + $0.value(depth: depth + 1) }
    }
  }

  mutating func space() -> [UInt8] {
    random.below(3) > 0 ? [] : (0..<random.below(3)).map { _ in random.pick([0x20, 0x09, 0x0A, 0x0D]) }
  }

  mutating func number() -> String {
    switch random.below(6) {
    case 0: return String(random.below(200) - 100)
    case 1:
      return random.pick(["-0", "0", "0.0", "-0.0", "1e400", "-1E+400", "1e-400", "5e-324", "1e16", "1e15", "1E5"])
    case 2: return "\(Double(bitPattern: random.next()).magnitude)".replacingInfinite()
    case 3: return "\(random.below(1000)).\(random.below(100_000))"
    case 4: return "\(random.below(100))" + random.pick(["e", "E", "e+", "E-"]) + "\(random.below(30))"
    default: return String(random.next()) + String(random.next())
    }
  }

  mutating func string() -> [UInt8] {
    var text = [UInt8(ascii: "\"")]
    for _ in 0..<random.below(random.below(4) == 0 ? 40 : 5) {
      switch random.below(12) {
      case 0: text += Array(random.pick(["\\n", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\r", "\\t"]).utf8)
      case 1:
        text += Array(random.pick(["\\u00e9", "\\u0000", "\\uD83D\\uDE00", "\\ud800", "\\uDC00x", "\\u007F"]).utf8)
      case 2: text += Array(random.pick(["é", "日本", "😀", "\u{FFFF}", "\u{2028}", "\u{7F}"]).utf8)
      case 3:
        text +=
          random.below(4) > 0 ? [] : random.pick([[0xFF], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xED, 0xA0, 0x80]])
      default: text.append(UInt8(random.pick(Array("abcxyzABC 019_-<>/{}[]:,".utf8))))
      }
    }
    return text + [UInt8(ascii: "\"")]
  }

  /// The text with one to three bytes changed, removed, added or moved, or cut.
  mutating func mutated(_ text: [UInt8]) -> [UInt8] {
    var text = text
    for _ in 0...random.below(3) where !text.isEmpty {
      let place = random.below(text.count)
      switch random.below(6) {
      case 0: text.remove(at: place)
      case 1: text[place] = random.pick(Array("\"\\{}[]:,0-1.eE+ \nut".utf8))
      case 2: text.insert(random.pick(Array("\"\\{}[]:,0-1.eE+ \nut".utf8)), at: place)
      case 3: text[place] = UInt8(truncatingIfNeeded: random.next())
      case 4: text.removeSubrange(place...)
      default: text.insert(contentsOf: text[place...].prefix(8), at: random.below(text.count + 1))
      }
    }
    return text
  }

  private mutating func list(_ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ item: (inout Self) -> [UInt8])
    -> [UInt8]
  {
    var text = [UInt8(ascii: opening)] + space()
    for index in 0..<random.below(4) {
      if index > 0 { text += space() + [UInt8(ascii: ",")] + space() }
      text += item(&self)
    }
    return text + space() + [UInt8(ascii: closing)]
  }
}

extension String {
  /// A random bit pattern may be no number.
  fileprivate func replacingInfinite() -> String { self == "inf" || self == "nan" || hasPrefix("nan") ? "1.5" : self }
}
