import MessagesAPI
import Testing

/// The text of pages, on files of our own making: content streams as plain text, one font a row.
@Suite struct PDFTextTests {
  private static func pages(_ content: String, font: String, extra: String = "") throws -> PDFPages {
    let file = """
      %PDF-1.4
      1 0 obj << /Pages 2 0 R >> endobj 2 0 obj << /Kids [3 0 R] /Resources << /Font << /F 4 0 R >> >> >> endobj
      3 0 obj << /MediaBox [0 0 612 792] /Contents 5 0 R >> endobj 4 0 obj << \(font) >> endobj
      5 0 obj << /Length \(content.utf8.count) >> stream
      \(content)
      endstream endobj \(extra) trailer << /Root 1 0 R >>
      """
    return try PDFPages(Array(file.utf8), readingText: true)
  }

  @Test(
    "text is read in the order it is shown, with spaces and breaks where glyphs stand apart",
    arguments: [
      ("BT /F 12 Tf (Hello) Tj ( there) Tj ET", "Hello there"),
      ("BT /F 12 Tf 72 700 Td (One) Tj 0 -14 TD (Two) Tj T* (x) Tj ET", "One\nTwo\nx"),
      ("BT /F 12 Tf 14 TL (One) Tj T* (Two) ' ET", "One\nTwo"),
      ("BT /F 12 Tf [(A) -40 (way) -600 (off)] TJ ET", "Away off"),
      ("BT /F 12 Tf (infor-) Tj 0 -14 Td (mation) Tj ET", "infor\u{2}mation"),
      ("BT /F 12 Tf (a\\(b\\)\\\\ \\101) Tj <4243> Tj ET", "a(b)\\ ABC"),
      ("BT /F 12 Tf (Bold) Tj ET BT /F 12 Tf (Bold) Tj ET", "Bold"),
      ("BT /F 12 Tf 1 0 0 1 72 700 Tm (left) Tj 1 0 0 1 300 700 Tm (right) Tj ET", "left right"),
      ("q 1 0 0 1 0 50 cm BT /F 9 Tf (a) Tj ET Q BI /W 1 ID (x) Tj EI BT /F 9 Tf (b) Tj ET", "a\nb"),
      ("", ""),
    ])
  func textIsReadInThe(
    content: String, text: String
  ) throws {
    let pages = try Self.pages(content, font: "/Subtype /Type1 /Encoding /WinAnsiEncoding")
    #expect(pages.count == 1)
    #expect(pages[0].text == text)
  }

  @Test("codes mean what encodings and ToUnicode maps say, and ligatures are spelt out")
  func codesMeanWhatEncodingsAnd() throws {
    let windows = try Self.pages("BT /F 9 Tf <80E9> Tj ET", font: "/Subtype /TrueType /Encoding /WinAnsiEncoding")
    #expect(windows[0].text == "€é")
    let differences = "/Subtype /Type1 /Encoding << /Differences [65 /fi /eacute /uni20AC] >>"
    #expect(try Self.pages("BT /F 9 Tf (ABC) Tj ET", font: differences)[0].text == "fiéEUR".replacing("EUR", with: "€"))
    let map = """
      6 0 obj << /Length 200 >> stream
      1 begincodespacerange <0000> <FFFF> endcodespacerange
      1 beginbfchar <0003> <0020> endbfchar 2 beginbfrange <0010> <0012> <0061> <0020> <0021> [<FB01> <D83DDE00>] endbfrange
      endstream endobj
      """
    let composite = try Self.pages(
      "BT /F 9 Tf <0010001100030012002000210099> Tj ET", font: "/Subtype /Type0 /ToUnicode 6 0 R", extra: map)
    #expect(composite[0].text == "ab cfi😀")
  }

  @Test("The text of an encrypted file is not known, its pages are") func encrypted() throws {
    let extra = "trailer << /Encrypt 9 0 R /Root 1 0 R >> "
    let pages = try Self.pages("BT /F 9 Tf (x) Tj ET", font: "/Subtype /Type1", extra: extra)
    #expect(pages.count == 1 && pages[0].text == nil && !pages.isCutShort)
  }

  @Test("text whose codes mean nothing that the file says is not known")
  func textWhoseCodesMeanNothing() throws {
    #expect(try Self.pages("BT /F 9 Tf <0010> Tj ET", font: "/Subtype /Type0")[0].text == nil)
    #expect(try Self.pages("BT /G 9 Tf (x) Tj ET", font: "/Subtype /Type1")[0].text == nil)
    let file = try Self.pages("BT /F 9 Tf (x) Tj ET", font: "/Subtype /Type1")
    #expect(file[0].text == "x")
  }
}
