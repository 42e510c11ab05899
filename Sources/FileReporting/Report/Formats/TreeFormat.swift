/// A report as a tree of folders for people.
struct TreeFormat {
  let report: Report
  private let columns: ReportColumns
  private var rows: [[String]] = []

  init(_ report: Report) {
    var report = report
    // Folders say how many files they have.
    report.view.grouping = .dir
    self.report = report
    columns = ReportColumns(report, isPlain: false)
  }

  var text: String {
    var format = self
    let tree = FolderTree(report.files, models: report.models.count)
    format.rows = [columns.header + ["NAME"]]
    format.append(tree, indent: "", level: 1)
    let total = report.total
    format.rows.append(columns.cells(total) + ["total"])
    return Columns(format.rows, rightAligned: 0...columns.header.count - 1).text + ReportNotes(report: report).text
  }

  private mutating func append(_ folder: FolderTree, indent: String, level: Int) {
    if let depth = report.view.depth, level > depth { return }
    // The name leads back to the child, as names are unique in a folder.
    var byName: [[UInt8]: FolderTree] = [:]
    for child in folder.children { byName[child.name] = child }
    let (shown, others, othersCount) = report.view.cut(folder.children.map(\.row))
    for (index, row) in shown.enumerated() {
      let isLast = index == shown.count - 1 && others == nil
      rows.append(columns.cells(row) + [indent + (isLast ? "└── " : "├── ") + row.shownName])
      if let child = byName[row.name], !child.isFile {
        append(child, indent: indent + (isLast ? "    " : "│   "), level: level + 1)
      }
    }
    if let others { rows.append(columns.cells(others) + [indent + "└── (\(othersCount) more)"]) }
  }
}
