import RequestCounting

/// Holds a report to its budgets. The upper bound of each count is what must fit.
package struct BudgetGate: Sendable {
  /// The most tokens that all files together may have.
  package var budget: Int?
  /// Where the budget is from, in words: `--budget 1000`.
  package var source = ""
  package var limits: LimitFile?
  /// Whether everything that the limits are meant for was to be counted, and not a part of it: then what matches nothing is no
  /// part that is elsewhere.
  package var isOfWhole = false

  package var isEmpty: Bool { budget == nil && limits == nil }

  /// What is over, the total first, then files in order; empty where all fits.
  package func complaints(on report: Report) -> [Complaint] { checks(on: report).compactMap(\.complaint) }

  /// Every budget and whether it holds, the total first, then patterns, then files in order.
  package func checks(on report: Report) -> [BudgetCheck] {
    if isEmpty { return [] }
    if report.files.isEmpty {
      return [
        BudgetCheck(
          kind: .nothing, name: "all files together", tokens: 0, limit: 0, source: .option(source), isCertain: true,
          remedy: "check the paths; --skipped lists what was passed over")
      ]
    }
    var checks: [BudgetCheck] = []
    if let budget { checks.append(check(report.files, "all files together", budget, .option(source))) }
    guard let limits else { return checks }
    let file = limits.path.name
    if let budget = limits.budget {
      checks.append(check(report.files, "all files together", budget, .setting(file: file, name: "budget")))
    }
    let unheld = unheld(on: report)
    for limit in unheld {
      checks.append(
        BudgetCheck(
          kind: .nothing, name: "\"\(limit.pattern)\"", tokens: 0, limit: limit.tokens,
          source: .line(file: file, line: limit.line, pattern: limit.pattern), isCertain: true,
          remedy: "correct the pattern, or remove the line; --skipped lists what was passed over"))
    }
    for limit in limits.totals where !unheld.contains(where: { $0.line == limit.line }) {
      let inside = report.files.filter { limits.holds(limit, $0.place) }
      let source = BudgetCheck.Source.line(file: file, line: limit.line, pattern: limit.pattern)
      checks.append(check(inside, "\"\(limit.pattern)\"", limit.tokens, source))
    }
    for counted in report.files {
      guard let limit = limits.limit(on: counted.place) else { continue }
      checks.append(
        BudgetCheck(
          kind: .file, name: ShownName.line(counted.place), path: counted.place, tokens: Self.upper([counted]),
          limit: limit.tokens, source: .line(file: file, line: limit.line, pattern: limit.pattern),
          isCertain: Self.isCertain([counted]),
          remedy: "shorten or split the file, leave it out with --exclude, or raise the limit"))
    }
    return checks
  }

  /// Patterns of the project file that no file matches, and that are no error: probably stale.
  package func idlePatterns(on report: Report) -> [LimitFile.Limit] {
    let unheld = unheld(on: report)
    return idle(on: report).filter { limit in !unheld.contains { $0.line == limit.line } }
  }

  private func idle(on report: Report) -> [LimitFile.Limit] {
    guard let limits else { return [] }
    // A preset's patterns are ours: one that matches nothing says nothing.
    return (limits.files + limits.totals).filter { limit in
      !report.files.contains { limits.holds(limit, $0.place) }
    }
  }

  /// Limits with which nothing is measured: those of totals that match no file of the whole, and all where no other budget
  /// measures anything either. A pattern for each file may wait for its first one.
  private func unheld(on report: Report) -> [LimitFile.Limit] {
    guard let limits else { return [] }
    let idle = idle(on: report)
    let hasOther = budget != nil || limits.budget != nil || !limits.presets.isEmpty
    if !hasOther, idle.count == limits.files.count + limits.totals.count { return idle }
    return isOfWhole ? idle.filter { limit in limits.totals.contains { $0.line == limit.line } } : []
  }

  private func check(
    _ files: [FileTokens], _ what: String, _ budget: Int, _ source: BudgetCheck.Source
  ) -> BudgetCheck {
    let largest = files.sorted { Self.upper([$0]) > Self.upper([$1]) }.prefix(3)
    let names = largest.map { "\(ShownName.line($0.place)) (\(Self.upper([$0])))" }.joined(separator: ", ")
    return BudgetCheck(
      kind: .total, name: what, tokens: Self.upper(files), limit: budget, source: source,
      isCertain: Self.isCertain(files),
      remedy: "shorten or --exclude the largest: \(names); or raise the budget")
  }

  /// The largest count that any of the models may come to.
  private static func upper(_ files: [FileTokens]) -> Int {
    let models = files.first?.counts.count ?? 0
    return (0..<models).map { model in files.reduce(0) { $0 + $1.counts[model].bounds.upperBound } }.max() ?? 0
  }

  /// Whether the bound is the count.
  private static func isCertain(_ files: [FileTokens]) -> Bool {
    files.allSatisfy { file in file.counts.allSatisfy { $0.bounds.upperBound == $0.tokens } }
  }
}
