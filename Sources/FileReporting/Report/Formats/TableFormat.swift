/// A report as a table for people: numbers to the right, names to the left, the total last.
struct TableFormat {
  let report: Report

  var text: String {
    let columns = ReportColumns(report, isPlain: false)
    let (shown, others, othersCount) = report.rows
    var rows = [columns.header + [Self.nameHeader(report.view.grouping)]]
    rows += shown.map { columns.cells($0) + [$0.shownName] }
    if let others, othersCount > 0 {
      let name = "(\(othersCount) more)"
      // Folders lie in one another: those left out have no sum of their own.
      let blanks = columns.header.map { _ in "" }
      rows.append((report.view.grouping == .dir ? blanks : columns.cells(others)) + [name])
    }
    let total = report.total
    rows.append(columns.cells(total) + ["total of \(total.files) file\(total.files == 1 ? "" : "s")"])
    return Columns(rows, rightAligned: 0...columns.header.count - 1).text + ReportNotes(report: report).text
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
