import Foundation
import ModelCatalog
import RequestCounting
import TestSupport
import Testing

@testable import FileReporting
@testable import FileSelection

@Suite("Office documents, and what they would cost as PDFs")
struct OfficeDocumentTests {
  private static let text = String(repeating: "Words of a report that goes on. ", count: 400)

  @Test("the text is what a reader sees, references written out; instructions of fields and formulas are none of it")
  func texts() throws {
    let word = try #require(OfficeDocument([UInt8](MadeOfficeFile.word(["A &amp; B", "caf&#233;"], pages: 3))))
    #expect(word.text == "A & B\ncafé\n")
    let sheet = try #require(OfficeDocument([UInt8](MadeOfficeFile.workbook([["name", "12"], ["x &lt; y", "7"]]))))
    #expect(sheet.text == "name\t12\nx < y\t7\n")
    let slides = try #require(OfficeDocument([UInt8](MadeOfficeFile.presentation(["One", "Two"]))))
    #expect(slides.text == "One\n\nTwo\n")
    let open = try #require(OfficeDocument([UInt8](MadeOfficeFile.openDocument(["One", "Two"]))))
    #expect(open.text == "One\nTwo\n")
  }

  @Test("a workbook of a few kilobytes whose cells repeat one long string is not written out: it has no text here")
  func repeated() {
    let long = String(repeating: "word ", count: 20_000)
    let cells = String(repeating: #"<c t="s"><v>0</v></c>"#, count: 2000)
    let workbook = [UInt8](
      MadeOfficeFile.archive([
        ("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>"),
        ("xl/sharedStrings.xml", "<sst><si><t>\(long)</t></si></sst>"),
        ("xl/worksheets/sheet1.xml", "<worksheet><row>\(cells)</row></worksheet>"),
      ]))
    // 200 MB of text in 150 KB.
    #expect(workbook.count < 160_000)
    let start = ContinuousClock.now
    #expect(OfficeDocument(workbook) == nil)
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test("pages are those that a document says, within what its text may take; a slide is one")
  func pages() throws {
    let said = try #require(OfficeDocument([UInt8](MadeOfficeFile.word([Self.text], pages: 6))))
    #expect(said.pages == 6 && said.pageBounds == 3...18)
    let silent = try #require(OfficeDocument([UInt8](MadeOfficeFile.word([Self.text], pages: nil))))
    #expect(silent.pages == 5 && silent.pageBounds == 3...18)
    // A page cannot hold so much, as a library says that writes 1 always.
    #expect(OfficeDocument([UInt8](MadeOfficeFile.word([Self.text], pages: 1)))?.pages == 5)
    // Nobody has written so many; and what a document says widens the bounds where it is beyond them.
    #expect(OfficeDocument([UInt8](MadeOfficeFile.word([Self.text], pages: 1_000_000)))?.pages == 5)
    #expect(OfficeDocument([UInt8](MadeOfficeFile.word(["a"], pages: 40)))?.pageBounds == 1...40)
    #expect(OfficeDocument([UInt8](MadeOfficeFile.presentation(["a", "b", "c"])))?.pageBounds == 3...3)
  }

  @Test("the cost is assumed, never 0, and its bounds hold the text on the fewest pages and on the most")
  func cost() throws {
    let catalog = try Catalog.bundled()
    let media = MediaCost(catalog: catalog)
    for id in ["claude-opus-5", "claude-sonnet-4-5", "claude-3-haiku-20240307"] {
      let model = try TextCounter(model: id, catalog: catalog)
      for document in [
        MadeOfficeFile.word([Self.text], pages: 6), MadeOfficeFile.word([], pages: nil),
        MadeOfficeFile.workbook([["a", "1"]]), MadeOfficeFile.presentation(["a", ""]),
      ] {
        let count = try #require(media.count([UInt8](document), .binary("an office document"), for: model))
        #expect(count.basis == .assumed && count.tokens > 0 && count.bounds.lowerBound > 0)
        #expect(count.bounds.contains(count.tokens) && count.bounds.count > 1)
      }
      let text = model.count(Self.text).tokens
      let count = try #require(
        media.count([UInt8](MadeOfficeFile.word([Self.text], pages: 6)), .binary(nil), for: model))
      #expect(count.bounds.lowerBound >= text && count.bounds.upperBound >= text * 5 / 4)
    }
  }

  @Test("damaged and hostile archives are no documents")
  func damaged() {
    let whole = [UInt8](MadeOfficeFile.word([Self.text], pages: 6))
    for length in stride(from: 0, to: whole.count, by: 97) { #expect(OfficeDocument(Array(whole[..<length])) == nil) }
    var random = SeededRandom(seed: 22)
    for _ in 0..<2000 {
      var bytes = whole
      for _ in 0..<3 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      // Whatever comes of it: it ends, and says no more pages than there can be.
      if let document = OfficeDocument(bytes) { #expect(document.pages <= 20_000) }
    }
    #expect(OfficeDocument([UInt8](MadeOfficeFile.archive([("a.txt", "a")]))) == nil)
  }
}
