/// What reading a document may still cost: its work and what comes out of it, in one unit.
///
/// A unit stands for about 20 ns of work in a release build and for at most four bytes held, whichever is more. Every
/// loop of the reader charges the same budget: bytes scanned and unpacked, words, operators, objects, map entries, calls
/// of forms, glyphs and the characters they stand for. Once all is spent every loop ends, so work is never more than the
/// limit and one last step. The same happens within a millisecond or two where the task that reads is cancelled.
///
///     let budget = WorkBudget(forDocumentOf: bytes.count)
///     let pages = try PDFPages(bytes, readingText: true, budget: budget)
///     budget.isSpent   // true where pages are not read to their end
package final class WorkBudget {
  /// Units charged so far; may pass the limit by the last charge.
  package private(set) var spent = 0
  /// The most units.
  package let limit: Int
  /// When it is next asked whether anybody still waits for the result.
  private var nextLook = lookEvery
  private static let lookEvery = 1 << 16

  /// - Parameter limit: in units; nothing can be read with 0.
  package init(limit: Int) { self.limit = limit }

  /// What is allowed for a document of so many bytes.
  ///
  /// The base lets 64 KB unpack to 5 MB, or show a million glyphs. Behind it stand 128 units for each byte, ten times
  /// what a page of dense print takes, up to 2 MiB, and then eight: what lies there is pictures, which are passed over.
  package convenience init(forDocumentOf bytes: Int) { self.init(limit: Self.base + Self.allowance(bytes)) }

  package static let base = 24_000_000

  private static func allowance(_ bytes: Int) -> Int {
    let dense = min(bytes, 2 << 20)
    return 128 * dense + 8 * (bytes - dense)
  }

  /// Whether something was charged that the budget did not have.
  package var isSpent: Bool { spent > limit }

  /// Units that may still be charged.
  package var left: Int { max(limit - spent, 0) }

  /// Charges units, and says whether the budget had them. O(1).
  @discardableResult @inline(__always)
  package func spend(_ units: Int) -> Bool {
    spent += units
    if spent >= nextLook { look() }
    return spent <= limit
  }

  @inline(never)
  private func look() {
    nextLook = spent + Self.lookEvery
    if Task.isCancelled { spent = max(spent, limit + 1) }
  }

  /// What all documents of a request may cost together: the base once, and what the bytes of each allow.
  package struct Total: Sendable {
    private let base: Int
    private var limit: Int
    private var spent = 0

    package init(base: Int = WorkBudget.base) { (self.base, limit) = (base, base) }

    /// The budget of the next document: its own, or what the others have left.
    package mutating func budget(forDocumentOf bytes: Int) -> WorkBudget {
      limit += WorkBudget.allowance(bytes)
      return WorkBudget(limit: min(base + WorkBudget.allowance(bytes), max(limit - spent, 0)))
    }

    /// Charges what a document took.
    package mutating func charge(_ budget: WorkBudget) { spent += min(budget.spent, budget.limit) }
  }
}
