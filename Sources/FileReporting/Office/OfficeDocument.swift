import MessagesAPI

/// What can be read of an office document without laying it out: its text, and between how many pages it would take as a
/// PDF. The API takes no office document; whoever sends one makes a PDF or a text of it first.
package struct OfficeDocument: Sendable {
  /// A line a paragraph, or a row with tabs between its cells.
  package var text: String
  /// The number of pages that is likeliest, and the least and the most.
  package var pages: Int
  package var pageBounds: ClosedRange<Int>
  /// In points: US Letter, or a slide of 16 to 9.
  package var pageSize = (width: 612.0, height: 792.0)

  /// Characters of text on a page: as in print, as few as a page of headings has, and as many as one of small print.
  private static let usualPage = 3000
  private static let sparsePage = 800
  private static let densePage = 6000
  /// Documents that say they have more pages are not believed.
  private static let mostPages = 20_000

  /// Nil for what is no document of Word, Excel, PowerPoint or OpenDocument, and for one that cannot be unpacked or
  /// takes more work than a document may. O(n).
  package init?(_ bytes: [UInt8]) {
    guard let archive = ZIPArchive(bytes) else { return nil }
    if let document = archive.contents(of: "word/document.xml") {
      self.init(OfficeText.paragraphs(document), said: Self.said(archive, "docProps/app.xml", "Pages"))
    } else if archive.contents(of: "xl/workbook.xml") != nil {
      let strings = archive.contents(of: "xl/sharedStrings.xml").map(OfficeText.strings) ?? []
      let sheets = Self.numbered(archive, "xl/worksheets/sheet").map { OfficeText.rows($0, strings, archive.budget) }
      self.init(sheets.joined(separator: "\n"), said: nil, least: max(sheets.count { !$0.isEmpty }, 1))
    } else if archive.contents(of: "ppt/presentation.xml") != nil {
      let slides = Self.numbered(archive, "ppt/slides/slide")
      self.init(slides: slides.map(OfficeText.paragraphs))
    } else if let content = archive.contents(of: "content.xml"),
      archive.contents(of: "mimetype")?.starts(with: "application/vnd.oasis.opendocument.".utf8) == true
    {
      self.init(OfficeText.openDocument(content), said: nil)
    } else {
      return nil
    }
    if archive.budget.isSpent { return nil }
  }

  /// By the text's length, and by what the document says of itself, which is as old as its last layout.
  private init(_ text: String, said: Int?, least: Int = 1) {
    self.text = text
    let length = text.unicodeScalars.count
    func pages(of size: Int) -> Int { max((length + size - 1) / size, least) }
    let (low, high) = (pages(of: Self.densePage), pages(of: Self.sparsePage) + least)
    // More pages than its text takes may be pictures and tables; fewer cannot be, and libraries write 1.
    self.pages = said.map { $0 < low ? pages(of: Self.usualPage) : $0 } ?? pages(of: Self.usualPage)
    pageBounds = low...max(high, self.pages)
  }

  /// A slide is a page.
  private init(slides: [String]) {
    text = slides.joined(separator: "\n")
    pages = max(slides.count, 1)
    pageBounds = pages...pages
    pageSize = (960, 540)
  }

  /// A number of the document's properties; nil without one that can be true.
  private static func said(_ archive: ZIPArchive, _ file: String, _ name: String) -> Int? {
    guard let properties = archive.contents(of: file) else { return nil }
    var events = MarkupEvents(properties)
    var isThere = false
    while let event = events.next() {
      switch event {
      case .start(let element, _, _): isThere = element.elementsEqual(name.utf8)
      case .text(let text) where isThere:
        return Int(String(decoding: text, as: UTF8.self)).flatMap { (1...mostPages).contains($0) ? $0 : nil }
      case .text, .end: isThere = false
      }
    }
    return nil
  }

  /// The files `sheet1.xml`, `sheet2.xml` … of an archive, in the order of their numbers.
  private static func numbered(_ archive: ZIPArchive, _ prefix: String) -> [[UInt8]] {
    let found = archive.entries.compactMap { entry -> (number: Int, entry: ZIPArchive.Entry)? in
      guard entry.name.starts(with: prefix.utf8), entry.name.suffix(4).elementsEqual(".xml".utf8) else { return nil }
      let number = entry.name.dropFirst(prefix.utf8.count).dropLast(4)
      return Int(String(decoding: number, as: UTF8.self)).map { ($0, entry) }
    }
    return found.sorted { $0.number < $1.number }.compactMap { archive.contents(of: $0.entry) }
  }
}
