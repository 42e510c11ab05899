/// A report as a table for people: numbers to the right, names to the left, the total last.
struct TableFormat {
  let report: Report

  var text: String {
    let columns = ReportColumns(report, isPlain: false)
    let (shown, others, othersCount) = report.rows
    var table = FittedTable(
      columns.header + [Self.nameHeader(report.view.grouping)], terminal: report.view.terminal)
    for row in shown { table.append(columns.cells(row) + [row.shownName], tokens: row.tokens[0]) }
    if let others, othersCount > 0 {
      // Folders lie in one another: those left out have no sum of their own.
      let blanks = columns.header.map { _ in "" }
      table.append(
        (report.view.grouping == .dir ? blanks : columns.cells(others)) + ["(\(othersCount) more)"], tokens: nil,
        style: .dim)
    }
    let total = report.total
    table.append(
      columns.cells(total) + ["total of \(total.files) file\(total.files == 1 ? "" : "s")"], tokens: nil, style: .bold)
    return table.text + ReportNotes(report: report).text
  }

  static func nameHeader(_ grouping: Grouping) -> String {
    switch grouping {
    case .file: "FILE"
    case .dir: "FOLDER"
    case .ext: "EXTENSION"
    case .language: "LANGUAGE"
    }
  }
}
