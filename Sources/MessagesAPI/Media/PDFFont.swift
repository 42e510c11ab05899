/// A font of a PDF, as far as text needs it: what its codes mean, and how wide they are.
final class PDFFont {
  /// Bytes of a code: 1, or 2 in composite fonts.
  let codeLength: Int
  /// The width of a space; nil where the font has none.
  private(set) var spaceWidth: Double?
  /// What the file spells out; it goes before the encoding.
  private let meanings: [Int: String]
  private let encoding: PDFEncoding?
  private let widths: [Int: Double]
  private let defaultWidth: Double

  /// What a font costs beside what it is read from.
  private static let cost = 500
  /// What a width costs: a map holds it.
  private static let widthCost = 8

  /// Nil where the codes' meaning cannot be known from the file.
  init?(_ font: PDFObjects.Dictionary, in objects: PDFObjects) {
    guard objects.budget.spend(Self.cost) else { return nil }
    let map = objects.stream(at: font["ToUnicode"]).map { PDFCharacterMap($0, budget: objects.budget) }
    if objects.name(at: font["Subtype"]) == "Type0" {
      guard let map, !map.meanings.isEmpty else { return nil }
      codeLength = map.codeLength ?? 2
      meanings = map.meanings
      let descendant = Self.first(of: font["DescendantFonts"], in: objects)
      widths = descendant.map { Self.compositeWidths($0["W"], in: objects) } ?? [:]
      defaultWidth = descendant.flatMap { objects.number(at: $0["DW"]) } ?? 1000
      encoding = nil
      let space = codeLength == 1 ? 0x20 : meanings.lazy.filter { $0.value == " " }.map(\.key).min()
      spaceWidth = space.map(width)
      return
    }
    codeLength = 1
    encoding = PDFEncoding(font["Encoding"], in: objects)
    meanings = map?.meanings ?? [:]
    var widths: [Int: Double] = [:]
    let first = objects.number(at: font["FirstChar"]).flatMap { Int(exactly: $0) } ?? 0
    if (0...255).contains(first) {
      for (index, width) in objects.numbers(at: font["Widths"], limit: 256).enumerated() {
        widths[first + index] = width
      }
    }
    self.widths = widths
    defaultWidth = widths.isEmpty ? Self.usualWidth : 0
    spaceWidth = width(0x20)
  }

  /// Where the file leaves widths to the reader, as it may for the fonts that every reader has: about Helvetica's.
  private static let usualWidth = 520.0

  /// The text of a code: ligatures are spelt out, and control characters are none.
  func text(_ code: Int) -> String {
    guard let text = meanings[code] ?? encoding?[code], let first = text.unicodeScalars.first?.value else { return "" }
    if (0xFB00...0xFB04).contains(first) { return ["ff", "fi", "fl", "ffi", "ffl"][Int(first - 0xFB00)] }
    return first < 0x20 ? "" : text
  }

  /// Thousandths of the font's size.
  func width(_ code: Int) -> Double {
    if let width = widths[code] { return width }
    if defaultWidth == Self.usualWidth, widths.isEmpty {
      switch code {
      case 0x20, 0x21, 0x2C, 0x2E, 0x2F, 0x3A, 0x3B, 0x49, 0x66, 0x69, 0x6A, 0x6C, 0x74, 0x27, 0x7C: return 278
      case 0x4D, 0x57, 0x6D, 0x77: return 833
      case 0x41...0x5A: return 680
      default: return 556
      }
    }
    return defaultWidth
  }

  private static func first(of offset: Int?, in objects: PDFObjects) -> PDFObjects.Dictionary? {
    guard let number = objects.references(at: offset, limit: 1).first else { return nil }
    return objects.dictionary(number)
  }

  /// `[1 [500 600] 7 9 250]`: from 1 on 500 and 600; 7 to 9 have 250 each.
  private static func compositeWidths(_ offset: Int?, in objects: PDFObjects) -> [Int: Double] {
    let budget = objects.budget
    var lexer = PDFLexer(
      bytes: objects.bytes, position: objects.value(at: offset) ?? objects.bytes.count, budget: budget)
    guard lexer.next() == .arrayStart else { return [:] }
    var widths: [Int: Double] = [:]
    var numbers: [Double] = []
    while let token = lexer.next(), token != .arrayEnd {
      switch token {
      case .number(let number): numbers.append(number)
      case .arrayStart:
        var code = numbers.last.flatMap { Int(exactly: $0) } ?? 0
        while case .number(let width)? = lexer.next(), budget.spend(Self.widthCost) {
          widths[code] = width
          code &+= 1
        }
        numbers = []
      default: return widths
      }
      if numbers.count == 3 {
        if let first = Int(exactly: numbers[0]), let last = Int(exactly: numbers[1]), first <= last,
          (0...0xFFFF).contains(first), last <= 0xFFFF, budget.spend(Self.widthCost * (last - first + 1))
        {
          for code in first...last { widths[code] = numbers[2] }
        }
        numbers = []
      }
    }
    return widths
  }
}

/// A `ToUnicode` map: what codes mean.
struct PDFCharacterMap {
  private(set) var meanings: [Int: String] = [:]
  private(set) var codeLength: Int?
  private let budget: WorkBudget

  /// What an entry costs, and each byte of its text.
  private static let (entryCost, byteCost) = (16, 2)
  /// Codes of fonts have at most two bytes; longer ones cannot be shown.
  private static let lastCode = 0xFFFF

  /// O(n) in the map and in the codes of its ranges.
  init(_ bytes: [UInt8], budget: WorkBudget) {
    self.budget = budget
    var lexer = PDFLexer(bytes: bytes, position: 0, budget: budget)
    while let token = lexer.next() {
      if lexer.isKeyword(token, "begincodespacerange") {
        codeLength = Self.string(&lexer).map(\.count)
      } else if lexer.isKeyword(token, "beginbfchar") {
        while let code = Self.string(&lexer), let text = Self.string(&lexer), add(text, for: Self.number(code)) {}
      } else if lexer.isKeyword(token, "beginbfrange") {
        readRanges(&lexer)
      }
    }
    if let length = codeLength, !(1...2).contains(length) { codeLength = nil }
  }

  private mutating func readRanges(_ lexer: inout PDFLexer) {
    while let first = Self.string(&lexer), let last = Self.string(&lexer) {
      let (from, to) = (Self.number(first), min(Self.number(last), Self.lastCode))
      var ahead = lexer
      if ahead.next() == .arrayStart {
        var code = from
        while let text = Self.string(&ahead), add(text, for: code) { code += 1 }
        lexer = ahead
      } else if var text = Self.string(&lexer), from <= to {
        for code in from...to {
          guard add(text, for: code), var low = text.popLast() else { break }
          low &+= 1
          text.append(low)
        }
      }
    }
  }

  /// Adds the meaning of a code; false once the budget is spent.
  private mutating func add(_ text: [UInt8], for code: Int) -> Bool {
    guard budget.spend(Self.entryCost + Self.byteCost * text.count) else { return false }
    if code <= Self.lastCode { meanings[code] = Self.text(text) }
    return true
  }

  /// The next word if it is a string.
  private static func string(_ lexer: inout PDFLexer) -> [UInt8]? {
    var ahead = lexer
    guard ahead.next() == .string else { return nil }
    let literal = lexer.bytes[ahead.start..<ahead.position]
    lexer = ahead
    return PDFString.bytes(literal)
  }

  private static func number(_ code: [UInt8]) -> Int { code.suffix(3).reduce(0) { $0 << 8 | Int($1) } }

  private static func text(_ bytes: [UInt8]) -> String {
    // Most codes stand for one character.
    if bytes.count == 2 {
      let unit = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
      return String(Unicode.Scalar(unit) ?? "\u{FFFD}")
    }
    let units = (0..<bytes.count / 2).map { UInt16(bytes[2 * $0]) << 8 | UInt16(bytes[2 * $0 + 1]) }
    return String(decoding: units, as: UTF16.self)
  }
}
