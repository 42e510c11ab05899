import RequestCounting

/// Holds a report to its budgets. The upper bound of each count is what must fit.
package struct BudgetGate: Sendable {
  /// The most tokens that all files together may have.
  package var budget: Int?
  /// Where the budget is from, in words: `--budget 1000`.
  package var source = ""
  package var limits: LimitFile?

  package var isEmpty: Bool { budget == nil && limits == nil }

  /// What is over, the total first, then files in order; empty where all fits.
  package func complaints(on report: Report) -> [Complaint] {
    var complaints: [Complaint] = []
    if report.files.isEmpty {
      return [
        Complaint(
          code: "nothing_counted", message: "nothing was counted, so no budget holds", place: nil,
          remedy: "check the paths; --skipped lists what was passed over", status: .incomplete)
      ]
    }
    if let budget { complaints += over(budget, report.files, "all files together", place: source) }
    guard let limits else { return complaints }
    if let budget = limits.budget {
      complaints += over(budget, report.files, "all files together", place: "\(limits.path.name), budget")
    }
    for limit in limits.totals {
      let inside = report.files.filter { limit.matches($0.place) }
      complaints += over(limit.tokens, inside, "\"\(limit.pattern)\"", place: "\(limits.path.name):\(limit.line)")
    }
    for file in report.files {
      guard let limit = limits.files.last(where: { $0.matches(file.place) }) else { continue }
      let upper = Self.upper([file])
      guard upper > limit.tokens else { continue }
      complaints.append(
        Complaint(
          code: "over_limit",
          message: "\(ShownName.line(file.place)) has \(upper) tokens, \(upper - limit.tokens) over its limit of "
            + "\(limit.tokens)\(Self.doubt([file]))",
          place: "\(limits.path.name):\(limit.line), \"\(limit.pattern)\"",
          remedy: "shorten or split the file, leave it out with --exclude, or raise the limit", status: .over))
    }
    return complaints
  }

  /// Patterns of the project file that no file matches: probably stale.
  package func idlePatterns(on report: Report) -> [LimitFile.Limit] {
    (limits.map { $0.files + $0.totals } ?? []).filter { limit in !report.files.contains { limit.matches($0.place) } }
  }

  private func over(_ budget: Int, _ files: [FileTokens], _ what: String, place: String) -> [Complaint] {
    let upper = Self.upper(files)
    guard upper > budget else { return [] }
    let largest = files.sorted { Self.upper([$0]) > Self.upper([$1]) }.prefix(3)
    let names = largest.map { "\(ShownName.line($0.place)) (\(Self.upper([$0])))" }.joined(separator: ", ")
    return [
      Complaint(
        code: "over_budget",
        message: "\(what): \(upper) tokens, \(upper - budget) over the budget of \(budget)\(Self.doubt(files))",
        place: place, remedy: "shorten or --exclude the largest: \(names); or raise the budget", status: .over)
    ]
  }

  /// The largest count that any of the models may come to.
  private static func upper(_ files: [FileTokens]) -> Int {
    let models = files.first?.counts.count ?? 0
    return (0..<models).map { model in files.reduce(0) { $0 + $1.counts[model].bounds.upperBound } }.max() ?? 0
  }

  /// Says so where the bound is not the count.
  private static func doubt(_ files: [FileTokens]) -> String {
    let isCertain = files.allSatisfy { file in file.counts.allSatisfy { $0.bounds.upperBound == $0.tokens } }
    return isCertain ? "" : " (the upper bound: the model's count is not measured)"
  }
}
