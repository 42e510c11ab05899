package import Foundation

/// Office documents as their programs write them, as far as anybody reads them here: a ZIP archive with parts of XML.
package enum MadeOfficeFile {
  /// A Word document; `pages` is what it says of itself, nil where it says nothing.
  package static func word(_ paragraphs: [String], pages: Int?) -> Data {
    let field = "<w:instrText>PAGE</w:instrText>"
    let body = paragraphs.map { "<w:p><w:r>\(field)<w:t xml:space=\"preserve\">\($0)</w:t></w:r></w:p>" }
    var parts = [
      ("[Content_Types].xml", "<Types/>"),
      ("word/document.xml", "<?xml version=\"1.0\"?><w:document><w:body>\(body.joined())</w:body></w:document>"),
    ]
    if let pages { parts.append(("docProps/app.xml", "<Properties><Pages>\(pages)</Pages></Properties>")) }
    return archive(parts)
  }

  /// A workbook of one sheet, whose texts stand in the list of strings.
  package static func workbook(_ rows: [[String]]) -> Data {
    let strings = rows.flatMap { $0 }.filter { Int($0) == nil }
    let cells = rows.map { row in
      "<row>"
        + row.map { cell in
          strings.firstIndex(of: cell).map { "<c r=\"A1\" t=\"s\"><v>\($0)</v></c>" }
            ?? "<c><f>1+1</f><v>\(cell)</v></c>"
        }.joined() + "</row>"
    }
    return archive([
      ("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>"),
      ("xl/sharedStrings.xml", "<sst>\(strings.map { "<si><t>\($0)</t></si>" }.joined())</sst>"),
      ("xl/worksheets/sheet1.xml", "<worksheet><sheetData>\(cells.joined())</sheetData></worksheet>"),
    ])
  }

  /// A presentation.
  package static func presentation(_ slides: [String]) -> Data {
    archive(
      [("[Content_Types].xml", "<Types/>"), ("ppt/presentation.xml", "<p:presentation/>")]
        + slides.enumerated().map { index, slide in
          ("ppt/slides/slide\(index + 1).xml", "<p:sld><a:p><a:t>\(slide)</a:t></a:p></p:sld>")
        })
  }

  /// A text of OpenDocument.
  package static func openDocument(_ paragraphs: [String]) -> Data {
    let body = paragraphs.map { "<text:p>\($0)</text:p>" }.joined()
    return archive([
      ("mimetype", "application/vnd.oasis.opendocument.text"),
      ("content.xml", "<office:font/><office:body>\(body)</office:body>"),
    ])
  }

  /// The first file is stored and the others are deflated, in blocks that are stored: DEFLATE knows such.
  package static func archive(_ files: [(name: String, text: String)]) -> Data {
    var (bytes, directory): ([UInt8], [UInt8]) = ([], [])
    for (index, file) in files.enumerated() {
      let content = Array(file.text.utf8)
      var packed = content
      if index > 0 {
        packed = []
        for start in stride(from: 0, to: max(content.count, 1), by: 65_535) {
          let block = content[start..<min(start + 65_535, content.count)]
          packed += [start + 65_535 >= content.count ? 1 : 0] + number(block.count, 2) + number(~block.count, 2) + block
        }
      }
      let shared =
        number(20, 2) + number(0, 2) + number(index > 0 ? 8 : 0, 2) + number(0, 8) + number(packed.count, 4)
        + number(content.count, 4) + number(file.name.utf8.count, 2) + number(0, 2)
      directory += number(0x0201_4B50, 4) + number(20, 2) + shared + number(0, 10) + number(bytes.count, 4)
      directory += Array(file.name.utf8)
      bytes += number(0x0403_4B50, 4) + shared + Array(file.name.utf8) + packed
    }
    let end =
      number(0x0605_4B50, 4) + number(0, 4) + number(files.count, 2) + number(files.count, 2)
      + number(directory.count, 4) + number(bytes.count, 4) + number(0, 2)
    return Data(bytes + directory + end)
  }

  private static func number(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * min($0, 7))) }
  }
}
