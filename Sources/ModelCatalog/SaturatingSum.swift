// Sums of amounts that callers can make as large as they like: they end at the largest number there is, as
// `Price.nanodollars(for:)` does, instead of ending the program.

extension Int {
  /// The sum, or the end of the range that it lies beyond.
  package func saturatingAdding(_ other: Int) -> Int {
    let (sum, isOver) = addingReportingOverflow(other)
    return isOver ? other < 0 ? .min : .max : sum
  }

  /// The product, or the end of the range that it lies beyond.
  package func saturatingMultiplied(by other: Int) -> Int {
    let (product, isOver) = multipliedReportingOverflow(by: other)
    return isOver ? (self < 0) == (other < 0) ? .max : .min : product
  }
}

extension Sequence<Int> {
  /// The sum of all, or the end of the range that it lies beyond. O(n).
  package var saturatingSum: Int { reduce(0) { $0.saturatingAdding($1) } }
}
