extension PlanPolicy {
  /// The most tokens that any window, prefix or output can have, a thousand times the largest; more is a mistake of the
  /// caller.
  package static let mostTokens = 1_000_000_000
  /// How many turns may be priced.
  package static let turnsRange = 1...100
  /// How many calls may run beside each other.
  package static let branchesRange = 1...1000

  /// Throws for a number that nothing can have: sums and products of all others are within range.
  func checkNumbers() throws(PlanError) {
    let tokens = 0...Self.mostTokens
    var goal: Int?
    if case .tokens(let asked)? = self.goal { goal = asked }
    let rows: [(what: String, number: Int?, range: ClosedRange<Int>)] = [
      ("a window", window, 1...Self.mostTokens), ("an expected output", expectedOutput, tokens),
      ("what is read from the cache", cachedTokens, tokens), ("what has been written", outputSoFar, tokens),
      ("what the API counted", anchor?.tokens, tokens), ("what the API cleared", anchor?.cleared, tokens),
      ("a goal", goal, tokens),
    ]
    for row in rows {
      guard let number = row.number, !row.range.contains(number) else { continue }
      throw PlanError(
        .absurdNumber, "\(number)",
        "\(row.what) has between \(row.range.lowerBound) and \(row.range.upperBound) tokens",
        remedy: "Give it in tokens.")
    }
    for (what, number, range) in [("turns", turns, Self.turnsRange), ("branches", branches ?? 1, Self.branchesRange)]
    where !range.contains(number) {
      throw PlanError(
        .absurdNumber, "\(number)", "there are between \(range.lowerBound) and \(range.upperBound) \(what)",
        remedy: "Give a number within them.")
    }
  }
}
