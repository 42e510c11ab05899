import MessagesAPI
import Synchronization

/// The PDFs of one request as they were read: each once, however often its turn is counted, and all within one budget.
///
/// A plan counts the same request many times; with one value for all of them (``CountContext/readings``) its documents
/// are read by the first count alone. Results are kept by a keyed hash of the bytes, so that no document stands in for
/// another.
package final class DocumentReadings: Sendable {
  private struct Key: Hashable {
    let length: Int
    let hash: Int
  }

  private struct Kept {
    var work: WorkBudget.Total
    var pages: [Key: Result<PDFPages, MediaError>] = [:]
  }

  private let kept: Mutex<Kept>

  /// - Parameter base: units of work that all documents share; what is usual where it is nil.
  package init(base: Int? = nil) {
    kept = Mutex(Kept(work: base.map { WorkBudget.Total(base: $0) } ?? WorkBudget.Total()))
  }

  /// The pages of a PDF with their text, as far as the budget goes. O(n) in the file's bytes, and once in what they hold.
  func pages(of pdf: [UInt8]) throws(MediaError) -> PDFPages {
    let key = Key(length: pdf.count, hash: pdf.hashValue)
    let result = kept.withLock { kept in
      if let known = kept.pages[key] { return known }
      let budget = kept.work.budget(forDocumentOf: pdf.count)
      let result = Result { () throws(MediaError) in try PDFPages(pdf, readingText: true, budget: budget) }
      kept.work.charge(budget)
      kept.pages[key] = result
      return result
    }
    return try result.get()
  }
}
