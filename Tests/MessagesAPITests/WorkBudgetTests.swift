import MessagesAPI
import TestSupport
import Testing

@Suite("A document is read within a budget of work and output")
struct WorkBudgetTests {
  /// An eightieth of what files of that size are allowed: a debug program reads as much in a tenth of a second.
  private static let limit = 300_000

  @Test("Small files that ask for much work end where the budget ends", arguments: HostilePDF.all)
  func hostile(file: HostilePDF) {
    #expect(file.bytes.count < 64 << 10)
    let budget = WorkBudget(limit: Self.limit)
    let pages = Result { () throws(MediaError) in try PDFPages(file.bytes, readingText: true, budget: budget) }
    #expect(budget.isSpent)
    // The last step may be one scan of the file, or of what was unpacked of it and paid for.
    #expect(budget.spent < 2 * Self.limit + 16 * file.bytes.count)
    switch pages {
    case .success(let pages): #expect(pages.isCutShort && pages.contains { $0.text == nil || $0.isTextCut })
    case .failure(let error): #expect(error.code == .tooCostly)
    }
  }

  @Test("Where the task that reads is cancelled, the budget ends within a millisecond's work")
  func cancelled() async {
    let file = HostilePDF.all[0].bytes
    let spent = await Task {
      withUnsafeCurrentTask { $0?.cancel() }
      let budget = WorkBudget(limit: 100_000_000)
      _ = Result { () throws(MediaError) in try PDFPages(file, readingText: true, budget: budget) }
      return budget.isSpent ? budget.spent : -1
    }.value
    #expect(spent > 100_000_000)
    let budget = WorkBudget(limit: 100_000_000)
    #expect(budget.spend(70_000) && !budget.isSpent)
  }

  @Test("What was read before the budget ended is kept, and the page says that its text goes on")
  func keepsTheBeginning() throws {
    let budget = WorkBudget(limit: Self.limit)
    let page = try #require(try PDFPages(HostilePDF.glyphs.bytes, readingText: true, budget: budget).first)
    #expect(page.isTextCut)
    #expect(page.text.map { $0.utf8.count > 10_000 && $0.allSatisfy { $0 == "A" } } == true)
  }

  @Test("Pages of print take less than a quarter of what their files are allowed", arguments: [1, 30, 600])
  func honest(pageCount: Int) throws {
    let line = "(The quick brown fox jumps over the lazy dog, and the dog does not mind at all.) Tj T* "
    let content = "BT /F 9 Tf 12 TL 72 720 Td " + String(repeating: line, count: 50) + "ET"
    let kids = (0..<pageCount).map { "\(10 + 2 * $0) 0 R" }.joined(separator: " ")
    var file = "%PDF-1.4\n1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Kids[\(kids)]/MediaBox[0 0 612 792]>>endobj "
    file += "3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    for page in 0..<pageCount {
      file += "\(10 + 2 * page) 0 obj<</Contents \(11 + 2 * page) 0 R/Resources<</Font<</F 3 0 R>>>>>>endobj "
      file += "\(11 + 2 * page) 0 obj<</Length \(content.utf8.count)>>stream\n\(content)\nendstream endobj\n"
    }
    file += "trailer<</Root 1 0 R>>"
    let budget = WorkBudget(forDocumentOf: file.utf8.count)
    let pages = try PDFPages(Array(file.utf8), readingText: true, budget: budget)
    #expect(pages.count == pageCount && !pages.isCutShort)
    #expect(budget.spent < budget.limit / 4)
  }

  @Test("The documents of a request share one base")
  func shared() {
    var total = WorkBudget.Total()
    let first = total.budget(forDocumentOf: 1000)
    #expect(first.limit == WorkBudget(forDocumentOf: 1000).limit)
    first.spend(first.limit + 5)
    total.charge(first)
    // The second has what its own bytes allow.
    let second = total.budget(forDocumentOf: 1000)
    #expect(second.limit == 128 * 1000 && second.left == second.limit)
    second.spend(28_000)
    total.charge(second)
    #expect(total.budget(forDocumentOf: 0).limit == 100_000)
  }
}
