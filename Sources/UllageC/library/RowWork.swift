import Synchronization
import Tokenization

/// Work on the rows of a column that threads share: each row has one outcome, and the outcomes keep the rows' order.
enum RowWork {
  /// Rows that a thread takes at a time.
  private static let portion = 64

  /// - Parameter threads: that may share the work; 0 is one for each processor.
  static func map<Outcome: Sendable>(
    _ length: Int, threads: UInt32, _ outcome: @escaping @Sendable (Int) -> Outcome
  ) -> [Outcome] {
    let portions = (length + portion - 1) / portion
    let found = Found<Outcome>(portions)
    WorkCrew.run(portions, threads: threads == 0 ? WorkCrew.processors : Int(clamping: threads)) { number in
      let rows = number * portion..<min((number + 1) * portion, length)
      found.put(rows.map(outcome), at: number)
    }
    return found.all
  }

  private final class Found<Outcome: Sendable>: Sendable {
    private let portions: Mutex<[[Outcome]]>
    init(_ count: Int) { portions = Mutex(Array(repeating: [], count: count)) }
    func put(_ outcomes: [Outcome], at number: Int) { portions.withLock { $0[number] = outcomes } }
    var all: [Outcome] { portions.withLock { Array($0.joined()) } }
  }
}
