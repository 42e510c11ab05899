/// The text of a page of a PDF: what its content streams show, in their order, with spaces and line breaks where the
/// places of the glyphs have them.
///
/// It follows what PDFium's text extraction does, since that is what the API reads: a break where the base line moves,
/// a space where glyphs stand apart, U+0002 for a hyphen between two lines of one word.
struct PDFText {
  private let objects: PDFObjects
  private let budget: WorkBudget
  private var resources: Resources
  private var fonts: Fonts = [:]
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

  /// The fonts of a document by the place of their dictionary; nil for one whose codes' meaning is not known.
  typealias Fonts = [Int: PDFFont?]

  /// What an operator costs beside its words.
  private static let operatorCost = 8
  /// What an element of an array costs beside its word: it is kept until the operator comes.
  private static let elementCost = 8
  /// What a call of a form costs beside what is read for it.
  private static let formCost = 100
  /// What a glyph costs, and each character it stands for.
  private static let (glyphCost, characterCost) = (8, 6)

  /// What names in a content stream mean; its dictionaries are read when the first name is looked up.
  private struct Resources {
    let entries: PDFObjects.Dictionary
    private var fonts: PDFObjects.Dictionary?
    private var forms: PDFObjects.Dictionary?

    init(_ entries: PDFObjects.Dictionary) { self.entries = entries }

    mutating func font(_ name: String, in objects: PDFObjects) -> Int? {
      if fonts == nil { fonts = objects.dictionary(at: entries["Font"]) ?? [:] }
      return fonts?[name]
    }

    mutating func form(_ name: String, in objects: PDFObjects) -> Int? {
      if forms == nil { forms = objects.dictionary(at: entries["XObject"]) ?? [:] }
      return forms?[name]
    }
  }

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

  /// The text of a page by its content streams; nil where one of them or a font cannot be read. O(n) in what its streams hold and show.
  ///
  /// Where the budget of `objects` ends, so does the text.
  static func text(
    ofContentsAt place: Int?, _ resources: PDFObjects.Dictionary?, in objects: PDFObjects, _ fonts: inout Fonts
  ) -> String? {
    guard let content = objects.streams(at: place) else { return nil }
    var reader = PDFText(objects: objects, resources: resources ?? [:])
    swap(&reader.fonts, &fonts)
    reader.read(content)
    swap(&reader.fonts, &fonts)
    if reader.hasUnknownFont { return nil }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: reader.text)
    return String(text)
  }

  private init(objects: PDFObjects, resources: PDFObjects.Dictionary) {
    self.objects = objects
    self.resources = Resources(resources)
    budget = objects.budget
  }

  // MARK: Operators

  private enum Operand {
    case number(Double)
    /// As it is written, in the content stream.
    case string(Range<Int>)
    case name(String)
  }

  /// What stands before an operator.
  private struct Operands {
    var list: [Operand] = []
    /// The elements of the last array; what stands in arrays within it is nothing that text knows.
    var elements: [Operand] = []
    private var depth = 0

    mutating func startArray() {
      if depth == 0 { elements.removeAll(keepingCapacity: true) }
      depth += 1
    }

    mutating func endArray() { depth = max(depth - 1, 0) }

    /// Whether it went into an array.
    mutating func append(_ operand: Operand) -> Bool {
      if depth == 1 { elements.append(operand) }
      if depth > 0 { return true }
      list.append(operand)
      // No operator of text has more than six.
      if list.count > 64 { list.removeFirst(32) }
      return false
    }

    mutating func clear() {
      list.removeAll(keepingCapacity: true)
      elements.removeAll(keepingCapacity: true)
      depth = 0
    }
  }

  private mutating func read(_ content: [UInt8]) {
    var lexer = PDFLexer(bytes: content, position: 0, budget: budget)
    var operands = Operands()
    while let token = lexer.next() {
      let operand: Operand
      switch token {
      case .number(let number): operand = .number(number)
      case .string: operand = .string(lexer.start..<lexer.position)
      case .name(let range): operand = .name(lexer.text(range))
      case .arrayStart:
        operands.startArray()
        continue
      case .arrayEnd:
        operands.endArray()
        continue
      case .dictionaryStart, .dictionaryEnd: continue
      case .keyword(let range):
        if lexer.isKeyword(token, "BI") {
          skipImage(&lexer)
        } else if budget.spend(Self.operatorCost) {
          run(lexer.text(range), operands, of: content)
        }
        operands.clear()
        continue
      }
      if operands.append(operand) { budget.spend(Self.elementCost) }
    }
  }

  /// Passes over a picture that stands in the content itself.
  private func skipImage(_ lexer: inout PDFLexer) {
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
    budget.spend(index - lexer.position)
    lexer.position = min(index + 2, bytes.count)
  }

  private mutating func run(_ name: String, _ operands: Operands, of content: [UInt8]) {
    let numbers = operands.list.compactMap { if case .number(let number) = $0 { number } else { nil } }
    func number(_ index: Int) -> Double { index < numbers.count ? numbers[index] : 0 }
    switch name {
    case "q": if saved.count < 512 { saved.append(state) }
    case "Q": if let old = saved.popLast() { state = old }
    case "cm": if numbers.count >= 6 { state.matrix = Self.matrix(numbers).times(state.matrix) }
    case "BT": (textMatrix, lineMatrix) = (.identity, .identity)
    case "Tf":
      if case .name(let font)? = operands.list.first { setFont(font, number(0)) }
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
    case "Tj": showAll(operands.list, of: content)
    case "TJ": showAll(operands.elements, of: content)
    case "'":
      moveLine(0, -state.leading)
      showAll(operands.list, of: content)
    case "\"":
      (state.wordSpacing, state.characterSpacing) = (number(0), number(1))
      moveLine(0, -state.leading)
      showAll(operands.list.suffix(1), of: content)
    case "Do": if case .name(let form)? = operands.list.last { draw(form) }
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
    guard let start = objects.value(at: resources.font(name, in: objects)) else {
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
    let place = resources.form(name, in: objects)
    guard depth < 8, budget.spend(Self.formCost), let start = objects.value(at: place),
      let entries = objects.entries(from: start),
      objects.name(at: entries["Subtype"]) == "Form", let content = objects.stream(at: place)
    else { return }
    let outer = (resources, state, textMatrix, lineMatrix, saved)
    depth += 1
    saved = []
    if let own = objects.dictionary(at: entries["Resources"]) { resources = Resources(own) }
    let numbers = objects.numbers(at: entries["Matrix"], limit: 6)
    if numbers.count == 6 { state.matrix = Self.matrix(numbers).times(state.matrix) }
    read(content)
    depth -= 1
    (resources, state, textMatrix, lineMatrix, saved) = outer
  }

  // MARK: Glyphs

  private mutating func showAll(_ elements: some Sequence<Operand>, of content: [UInt8]) {
    for element in elements {
      switch element {
      case .number(let offset): advance(-offset / 1000 * state.size * state.scale)
      case .string(let range): show(PDFString.bytes(content[range]))
      case .name: break
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
    let isRepeated = isRepeated(codes)
    var index = 0
    while index + font.codeLength <= codes.count {
      let code = font.codeLength == 1 ? Int(codes[index]) : Int(codes[index]) << 8 | Int(codes[index + 1])
      index += font.codeLength
      guard budget.spend(Self.glyphCost) else { return }
      if isRepeated {
        advance((font.width(code) / 1000 * state.size + state.characterSpacing) * state.scale)
      } else {
        show(code, font)
      }
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
    let meaning = font.text(code)
    guard budget.spend(Self.characterCost * meaning.utf8.count) else { return }
    let scalars = meaning.unicodeScalars
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
