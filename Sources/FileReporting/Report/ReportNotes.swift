import RequestCounting

/// What is said below a table: what was skipped, and how the sum differs from one text.
struct ReportNotes {
  let report: Report

  var text: String {
    var text = ""
    for (index, joined) in report.joined.enumerated() {
      // Images and PDFs are no part of a text.
      let sum = report.files.reduce(0) { $0 + ($1.medium == nil ? $1.counts[index].tokens : 0) }
      let name = report.isComparison ? " (\(report.names[index]))" : ""
      text += "Files are counted each by itself; joined into one text they are \(digits(joined)) tokens\(name)"
      text += joined == sum ? ", the same.\n" : ", \(digits(abs(sum - joined))) \(joined < sum ? "fewer" : "more").\n"
    }
    return text + skipped
  }

  private var skipped: String {
    guard !report.skipped.isEmpty else { return "" }
    var counts: [(reason: String, count: Int)] = []
    for path in report.skipped {
      if let place = counts.firstIndex(where: { $0.reason == path.reason }) {
        counts[place].count += 1
      } else {
        counts.append((path.reason, 1))
      }
    }
    counts.sort { $0.count == $1.count ? $0.reason < $1.reason : $0.count > $1.count }
    let reasons = counts.map { "\($0.count) \($0.reason)" }.joined(separator: ", ")
    if !report.view.listsSkipped { return "Skipped: \(reasons); --skipped lists them.\n" }
    let rows = report.skipped.map { [ShownName.line($0.path), $0.reason, $0.detail] }
    return "Skipped: \(reasons)\n" + Columns(rows.map { ["  " + $0[0], $0[1], $0[2]] }).text
  }

  private func digits(_ number: Int) -> String { Figures.digits(number, groups: report.view.groupsDigits) }
}
