import Tokenization

/// Tokens, one a line: the bytes they stand for, what they cost, their kind, and the token; the total last.
struct TokenTable {
  let tiles: [Tile]
  /// Bytes of the text.
  let length: Int
  let usesColor: Bool

  func write(to stream: inout Stream) {
    let width = max(String(length).utf8.count, "START".utf8.count)
    stream.write("\(Self.right("START", width))  \(Self.right("END", width))  TOKENS  KIND    TOKEN\n")
    for (index, tile) in tiles.enumerated() {
      let start = Self.right(String(tile.source.lowerBound), width)
      let end = Self.right(String(tile.source.upperBound), width)
      let cost = Self.right(String(tile.cost), 6)
      let kind = tile.kind.rawValue + String(repeating: " ", count: 6 - tile.kind.rawValue.utf8.count)
      let token = Self.quoted(tile.piece)
      stream.write("\(start)  \(end)  \(cost)  \(kind)  \(usesColor ? Self.colored(token, tile.kind, index) : token)\n")
    }
    let total = Self.right(String(tiles.reduce(0) { $0 + $1.cost }), 6)
    stream.write("\(Self.right("0", width))  \(Self.right(String(length), width))  \(total)  total\n")
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(width - text.utf8.count, 0)) + text
  }

  /// Neighbouring pieces differ in colour; what is no piece stands back.
  private static func colored(_ token: String, _ kind: Tile.Kind, _ index: Int) -> String {
    let code =
      switch kind {
      case .piece: index.isMultiple(of: 2) ? "36" : "32"
      case .bytes: "33"
      case .marker: "35"
      case .frame, .free: "2"
      }
    return "\u{1B}[\(code)m\(token)\u{1B}[0m"
  }

  /// `text` between quotes, with everything escaped that a terminal would act on or not show.
  static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      default:
        if isShown(scalar) {
          out.unicodeScalars.append(scalar)
        } else {
          out += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
      }
    }
    return out + "\""
  }

  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == " " { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }
}
