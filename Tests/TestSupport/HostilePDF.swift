/// Small PDFs that ask for far more work or output than their size: made here, each of a kind that once kept a reader
/// busy.
package struct HostilePDF: Sendable, CustomStringConvertible {
  package let name: String
  package let bytes: [UInt8]
  package var description: String { name }

  private init(_ name: String, _ objects: [[UInt8]]) {
    self.name = name
    bytes = Array("%PDF-1.4\n".utf8) + objects.joined() + Array("trailer<</Root 1 0 R>>\n".utf8)
  }

  /// Forms that call each other ten times, eight deep: a hundred million calls in 2 KB.
  package static let forms = page(
    "forms that call forms", "/X Do ", resources: "/XObject<</X 10 0 R>>",
    (0..<8).map { depth in
      stream(
        10 + depth, "/Subtype/Form/Resources<</XObject<</X \(11 + depth) 0 R>>>>", repeating: "/X Do ", times: 10)
    })

  /// The same ranges of codes again and again: 1.3 thousand million entries in 12 KB.
  package static let ranges = page(
    "repeated ToUnicode ranges", text, resources: font,
    [mapped, stream(5, "", "1 beginbfrange ", repeating: "<0000><ffff><0041>", times: 20_000)])

  /// Glyphs that stand for 500 characters each.
  package static let glyphs = page(
    "glyphs of many characters", "BT /F 9 Tf (", repeating: "a", times: 100_000, ") Tj ET", resources: font,
    [mapped, stream(5, "", "1 beginbfchar <61><", repeating: "0041", times: 500, "> endbfchar")])

  package static let all: [HostilePDF] = [
    forms, ranges, glyphs,
    page(
      "a map shared by pages", text, resources: font, pages: 100,
      [mapped, stream(5, "", "1 beginbfchar ", repeating: "<61><0041>", times: 250_000)]),
    page("a content shared by pages", "", repeating: "BT ET ", times: 400_000, resources: font, pages: 100, []),
    page(
      "one range of long texts", text, resources: font,
      [mapped, stream(5, "", "1 beginbfrange <0000><ffff><", repeating: "0041", times: 20_000, "> endbfrange")]),
    page(
      "widths of all codes, again and again", text, resources: font,
      [
        object(4, "<</Subtype/Type0/ToUnicode 5 0 R/DescendantFonts[6 0 R]>>"),
        stream(5, "", "1 beginbfchar <61><0041> endbfchar"),
        object(6, "<</W[\(String(repeating: "0 65535 500 ", count: 4_000))]>>"),
      ]),
    page(
      "a font of 65,536 meanings that looks for its space", "BT /F 9 Tf ",
      repeating: "<00610062>Tj 5 0 Td ", times: 100_000, resources: font,
      [
        object(4, "<</Subtype/Type0/ToUnicode 5 0 R>>"),
        stream(5, "", "1 beginbfrange <0000><ffff><0041> endbfrange"),
      ]),
    page("a long content", "", repeating: " ", times: 6_000_000, resources: "", []),
    page("arrays in arrays", "", repeating: "[", times: 6_000_000, resources: "", []),
    page("an array of many strings", "[", repeating: "(a)", times: 2_000_000, "]TJ", resources: "", []),
    page("many operators", "", repeating: "q ", times: 3_000_000, resources: "", []),
    page("many pictures in the content", "", repeating: "BI ID EI ", times: 600_000, resources: "", []),
    page("many changes of the font", "BT ", repeating: "/F 9 Tf ", times: 700_000, resources: font, []),
    HostilePDF(
      "a page that shows one content again and again",
      [
        catalog, object(2, "<</Kids[100 0 R]>>"),
        object(100, "<</Contents[\(String(repeating: "3 0 R ", count: 9_000))]>>"),
        stream(3, "", repeating: "q Q ", times: 25_000),
      ]),
    HostilePDF(
      "nodes that share their children",
      [catalog, object(2, "<</Kids 9 0 R>>")]
        + [object(9, "[\((0..<2_500).map { "\(1_000 + $0) 0 R" }.joined(separator: " "))]")]
        + (0..<1_000).map { object(1_000 + $0, "<</Kids 9 0 R>>") }),
    HostilePDF(
      "100,000 children that are not there",
      [
        catalog, stream(9, "/Type/ObjStm/N 1/First 4", "2 0 <</Kids[", repeating: "1 0 R 5 0 R ", times: 50_000),
      ]),
    HostilePDF(
      "a long object stream", [catalog, stream(9, "/Type/ObjStm/N 1/First 0", repeating: " ", times: 6_000_000)]),
    HostilePDF(
      "many object streams",
      [catalog]
        + (0..<30).map { stream(10 + $0, "/Type/ObjStm/N 1/First 1", repeating: " ", times: 200_000) }),
    HostilePDF(
      "an object stream of one object under many numbers",
      [
        catalog, stream(9, "/Type/ObjStm/N 99999/First 1", repeating: "7 0 ", times: 1_500_000),
      ]),
    HostilePDF(
      "objects whose strings do not end",
      (1..<1_500).map { Array("\($0) 0 obj<<stream ( endstream endobj ".utf8) }),
  ]

  // MARK: Files

  private static let catalog = object(1, "<</Type/Catalog/Pages 2 0 R>>")
  private static let font = "/Font<</F 4 0 R>>"
  private static let text = "BT /F 9 Tf (a) Tj ET"
  private static let mapped = object(4, "<</Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R>>")

  private static func page(
    _ name: String, _ start: String, repeating unit: String = "", times: Int = 0, _ end: String = "", resources: String,
    pages: Int = 1, _ further: [[UInt8]]
  ) -> HostilePDF {
    let kids = (0..<pages).map { "\(100 + $0) 0 R" }.joined(separator: " ")
    return HostilePDF(
      name,
      [
        catalog, object(2, "<</Type/Pages/Kids[\(kids)]/MediaBox[0 0 612 792]/Resources<<\(resources)>>>>"),
        stream(3, "", start, repeating: unit, times: times, end),
      ] + (0..<pages).map { object(100 + $0, "<</Type/Page/Parent 2 0 R/Contents 3 0 R>>") } + further)
  }

  private static func object(_ number: Int, _ body: String) -> [UInt8] { Array("\(number) 0 obj\(body)endobj\n".utf8) }

  private static func stream(
    _ number: Int, _ entries: String, _ start: String = "", repeating unit: String = "", times: Int = 0,
    _ end: String = ""
  ) -> [UInt8] {
    let packed = DeflateWriter.zlib(start, repeating: unit, times: times, end)
    return Array("\(number) 0 obj<<\(entries)/Filter/FlateDecode/Length \(packed.count)>>stream\n".utf8) + packed
      + Array("\nendstream endobj\n".utf8)
  }
}

/// Writes DEFLATE (RFC 1951) with the fixed codes: enough for a text that repeats a short one.
private struct DeflateWriter {
  private var bytes: [UInt8] = [0x78, 0x9C]
  private var bits = 0
  private var bitCount = 0

  /// A zlib stream of `start`, `times` times `unit`, and `end`, without the checksum.
  static func zlib(_ start: String, repeating unit: String, times: Int, _ end: String) -> [UInt8] {
    var writer = DeflateWriter()
    writer.write(1, 1)
    writer.write(1, 2)
    writer.literals(start.utf8)
    let unit = Array(unit.utf8)
    if times > 0 {
      writer.literals(unit)
      var left = (times - 1) * unit.count
      while left >= 258 {
        writer.copyLongest(from: unit.count)
        left -= 258
      }
      // Where the copies end is anywhere in the unit.
      writer.literals((0..<left).map { unit[(times * unit.count - left + $0) % unit.count] })
    }
    writer.literals(end.utf8)
    writer.write(code: 0, 7)
    writer.write(0, 7)
    return writer.bytes
  }

  private mutating func write(_ value: Int, _ count: Int) {
    bits |= value << bitCount
    bitCount += count
    while bitCount >= 8 {
      bytes.append(UInt8(bits & 0xFF))
      bits >>= 8
      bitCount -= 8
    }
  }

  /// Codes go the other way round.
  private mutating func write(code: Int, _ count: Int) {
    for bit in (0..<count).reversed() { write(code >> bit & 1, 1) }
  }

  private mutating func literals(_ text: some Sequence<UInt8>) {
    for byte in text { write(code: 0x30 + Int(byte), 8) }
  }

  /// Copies 258 bytes from so far before.
  private mutating func copyLongest(from distance: Int) {
    write(code: 0xC5, 8)
    let bases = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25]
    let extra = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3]
    let code = bases.lastIndex { $0 <= distance } ?? 0
    write(code: code, 5)
    write(distance - bases[code], extra[code])
  }
}
