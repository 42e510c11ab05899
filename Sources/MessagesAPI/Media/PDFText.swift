/// The text of a page of a PDF: what its content streams show, in their order, with spaces and line breaks where the
/// places of the glyphs have them.
///
/// It follows what PDFium's text extraction does, since that is what the API reads: a break where the base line moves,
/// a space where glyphs stand apart, U+0002 for a hyphen between two lines of one word.
struct PDFText {
  private let objects: PDFObjects
  private var resources: PDFObjects.Dictionary
  private var fonts: [Int: PDFFont?] = [:]
  private var state = State()
  private var saved: [State] = []
  private var text: [Unicode.Scalar] = []
  /// Where the last glyph ended, and how it was shown.
  private var last: Glyph?
  /// What was shown last, and where: heavy print is often the same text twice.
  private var shown: [Shown] = []
  /// Whether codes were shown whose meaning the file does not say.
  private var hasUnknownFont = false
  private var depth = 0

  /// A page has less than this; more is a mistake or an attack.
  private static let limit = 4_000_000

  private struct State {
    var matrix = Matrix.identity
    var font: PDFFont?
    var size = 0.0
    var characterSpacing = 0.0
    var wordSpacing = 0.0
    var scale = 1.0
    var leading = 0.0
    var rise = 0.0
  }

  private var textMatrix = Matrix.identity
  private var lineMatrix = Matrix.identity

  private struct Shown {
    var codes: [UInt8]
    var x: Double
    var y: Double
  }

  private struct Glyph {
    var x: Double
    var y: Double
    /// Height of the font on the page.
    var size: Double
    var width: Double
  }

  struct Matrix {
    var a, b, c, d, e, f: Double
    static let identity = Matrix(a: 1, b: 0, c: 0, d: 1, e: 0, f: 0)

    func times(_ other: Matrix) -> Matrix {
      Matrix(
        a: a * other.a + b * other.c, b: a * other.b + b * other.d, c: c * other.a + d * other.c,
        d: c * other.b + d * other.d, e: e * other.a + f * other.c + other.e, f: e * other.b + f * other.d + other.f)
    }
  }

  /// The text of a page; nil where a content stream or a font cannot be read. O(n).
  static func text(of page: PDFObjects.Dictionary, _ resources: PDFObjects.Dictionary?, in objects: PDFObjects)
    -> String?
  {
    guard let content = objects.streams(at: page["Contents"]) else { return nil }
    var reader = PDFText(objects: objects, resources: resources ?? [:])
    reader.read(content)
    if reader.hasUnknownFont { return nil }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: reader.text)
    return String(text)
  }

  private init(objects: PDFObjects, resources: PDFObjects.Dictionary) {
    self.objects = objects
    self.resources = resources
  }

  // MARK: Operators

  private enum Operand {
    case number(Double)
    case string([UInt8])
    case name(String)
    case array([Operand])
  }

  private mutating func read(_ content: [UInt8]) {
    var lexer = PDFLexer(bytes: content, position: 0)
    var operands: [Operand] = []
    var arrays: [[Operand]] = []
    while let token = lexer.next(), text.count < Self.limit {
      let operand: Operand
      switch token {
      case .number(let number): operand = .number(number)
      case .string: operand = .string(PDFString.bytes(content[lexer.start..<lexer.position]))
      case .name(let range): operand = .name(lexer.text(range))
      case .arrayStart:
        arrays.append([])
        continue
      case .arrayEnd: operand = .array(arrays.popLast() ?? [])
      case .dictionaryStart, .dictionaryEnd: continue
      case .keyword(let range):
        if lexer.isKeyword(token, "BI") { Self.skipImage(&lexer) } else { run(lexer.text(range), operands) }
        operands = []
        arrays = []
        continue
      }
      if arrays.isEmpty { operands.append(operand) } else { arrays[arrays.count - 1].append(operand) }
      if operands.count > 64 { operands.removeFirst(32) }
    }
  }

  /// Passes over a picture that stands in the content itself.
  private static func skipImage(_ lexer: inout PDFLexer) {
    let bytes = lexer.bytes
    var index = lexer.position
    func isSpace(_ place: Int) -> Bool { place >= bytes.count || [0x0A, 0x0D, 0x20, 0x09].contains(bytes[place]) }
    while index + 2 < bytes.count {
      if bytes[index] == UInt8(ascii: "E"), bytes[index + 1] == UInt8(ascii: "I"), isSpace(index - 1),
        isSpace(index + 2)
      {
        break
      }
      index += 1
    }
    lexer.position = min(index + 2, bytes.count)
  }

  private mutating func run(_ name: String, _ operands: [Operand]) {
    let numbers = operands.compactMap { if case .number(let number) = $0 { number } else { nil } }
    func number(_ index: Int) -> Double { index < numbers.count ? numbers[index] : 0 }
    switch name {
    case "q": if saved.count < 512 { saved.append(state) }
    case "Q": if let old = saved.popLast() { state = old }
    case "cm": if numbers.count >= 6 { state.matrix = Self.matrix(numbers).times(state.matrix) }
    case "BT": (textMatrix, lineMatrix) = (.identity, .identity)
    case "Tf":
      if case .name(let font)? = operands.first { setFont(font, number(0)) }
    case "Tc": state.characterSpacing = number(0)
    case "Tw": state.wordSpacing = number(0)
    case "Tz": state.scale = number(0) / 100
    case "TL": state.leading = number(0)
    case "Ts": state.rise = number(0)
    case "Td": moveLine(number(0), number(1))
    case "TD":
      state.leading = -number(1)
      moveLine(number(0), number(1))
    case "Tm": if numbers.count >= 6 { setLine(Self.matrix(numbers)) }
    case "T*": moveLine(0, -state.leading)
    case "Tj": showAll(operands)
    case "TJ": if case .array(let elements)? = operands.last { showAll(elements) }
    case "'":
      moveLine(0, -state.leading)
      showAll(operands)
    case "\"":
      (state.wordSpacing, state.characterSpacing) = (number(0), number(1))
      moveLine(0, -state.leading)
      showAll(operands.suffix(1))
    case "Do": if case .name(let form)? = operands.last { draw(form) }
    default: break
    }
  }

  private static func matrix(_ n: [Double]) -> Matrix { Matrix(a: n[0], b: n[1], c: n[2], d: n[3], e: n[4], f: n[5]) }

  private mutating func setLine(_ matrix: Matrix) { (textMatrix, lineMatrix) = (matrix, matrix) }

  private mutating func moveLine(_ x: Double, _ y: Double) {
    setLine(Matrix(a: 1, b: 0, c: 0, d: 1, e: x, f: y).times(lineMatrix))
  }

  private mutating func setFont(_ name: String, _ size: Double) {
    state.size = size
    let place = objects.dictionary(at: resources["Font"])?[name]
    guard let start = objects.value(at: place) else {
      state.font = nil
      return
    }
    if let known = fonts[start] {
      state.font = known
    } else {
      state.font = objects.entries(from: start).flatMap { PDFFont($0, in: objects) }
      fonts[start] = .some(state.font)
    }
  }

  /// Forms are pages within pages.
  private mutating func draw(_ name: String) {
    let place = objects.dictionary(at: resources["XObject"])?[name]
    guard depth < 8, let start = objects.value(at: place), let entries = objects.entries(from: start),
      objects.name(at: entries["Subtype"]) == "Form", let content = objects.stream(at: place)
    else { return }
    let outer = (resources, state, textMatrix, lineMatrix, saved)
    depth += 1
    if let own = objects.dictionary(at: entries["Resources"]) { resources = own }
    let numbers = objects.numbers(at: entries["Matrix"], limit: 6)
    if numbers.count == 6 { state.matrix = Self.matrix(numbers).times(state.matrix) }
    read(content)
    depth -= 1
    (resources, state, textMatrix, lineMatrix, saved) = outer
  }

  // MARK: Glyphs

  private mutating func showAll(_ elements: some Sequence<Operand>) {
    for element in elements {
      switch element {
      case .number(let offset): advance(-offset / 1000 * state.size * state.scale)
      case .string(let codes): show(codes)
      default: break
      }
    }
  }

  private mutating func advance(_ distance: Double) {
    textMatrix = Matrix(a: 1, b: 0, c: 0, d: 1, e: distance, f: 0).times(textMatrix)
  }

  private mutating func show(_ codes: [UInt8]) {
    guard let font = state.font else {
      hasUnknownFont = hasUnknownFont || !codes.isEmpty
      return
    }
    if isRepeated(codes) {
      for code in codes { advance((font.width(Int(code)) / 1000 * state.size + state.characterSpacing) * state.scale) }
      return
    }
    var index = 0
    while index + font.codeLength <= codes.count {
      let code = font.codeLength == 1 ? Int(codes[index]) : Int(codes[index]) << 8 | Int(codes[index + 1])
      index += font.codeLength
      show(code, font)
    }
  }

  /// Whether the same was shown at nearly the same place just before.
  private mutating func isRepeated(_ codes: [UInt8]) -> Bool {
    let place = textMatrix.times(state.matrix)
    let near = abs(state.size) * (place.c * place.c + place.d * place.d).squareRoot() / 10
    if shown.contains(where: { $0.codes == codes && abs($0.x - place.e) <= near && abs($0.y - place.f) <= near }) {
      return true
    }
    if shown.count == 5 { shown.removeFirst() }
    shown.append(Shown(codes: codes, x: place.e, y: place.f))
    return false
  }

  private mutating func show(_ code: Int, _ font: PDFFont) {
    let scalars = font.text(code).unicodeScalars
    let width = font.width(code) / 1000 * state.size
    let place = Matrix(a: 1, b: 0, c: 0, d: 1, e: 0, f: state.rise).times(textMatrix).times(state.matrix)
    // Along and across the line of text.
    let across = (place.c * place.c + place.d * place.d).squareRoot()
    let along = (place.a * place.a + place.b * place.b).squareRoot()
    let (ux, uy) = along > 0 ? (place.a / along, place.b / along) : (1, 0)
    let x = place.e * ux + place.f * uy
    let y = place.f * ux - place.e * uy
    let size = abs(state.size) * across
    let glyphWidth = abs(width) * along * state.scale
    if let first = scalars.first {
      if let last { separate(last, Glyph(x: x, y: y, size: size, width: glyphWidth), first, font, along) }
      text.append(contentsOf: scalars)
    }
    let spacing = state.characterSpacing + (code == 0x20 && font.codeLength == 1 ? state.wordSpacing : 0)
    advance((width + spacing) * state.scale)
    if !scalars.isEmpty { last = Glyph(x: x + glyphWidth, y: y, size: size, width: glyphWidth) }
  }

  /// Writes what stands between two glyphs: nothing, a space, or a line break.
  private mutating func separate(
    _ last: Glyph, _ next: Glyph, _ first: Unicode.Scalar, _ font: PDFFont, _ along: Double
  ) {
    let gap = next.x - last.x
    let height = max(last.size, next.size)
    if abs(next.y - last.y) > height * 0.5 || gap < -max(height * 2, last.width * 2) {
      breakLine(before: first)
      return
    }
    let space = (font.spaceWidth ?? 0) / 1000 * abs(state.size) * along * state.scale
    let usual = space > 0 && space <= next.size / 3 ? space / 2 : max(last.width, next.width) / 4
    if gap > usual, first != " ", text.last != " " { text.append(" ") }
  }

  private mutating func breakLine(before next: Unicode.Scalar) {
    var end = text.count
    while end > 0, text[end - 1] == " " { end -= 1 }
    if end > 1, text[end - 1] == "-" || text[end - 1] == "\u{AD}", text[end - 2].properties.isAlphabetic,
      next.properties.isAlphabetic || next.properties.numericType != nil
    {
      text.removeSubrange((end - 1)...)
      text.append("\u{2}")
    } else {
      text.append("\n")
    }
  }
}
