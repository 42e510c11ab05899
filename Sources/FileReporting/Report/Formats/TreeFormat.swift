/// A report as a tree of folders for people. Shares add up: what is in a folder, its own line, and all to 100%.
struct TreeFormat {
  let report: Report
  private let columns: ReportColumns
  private var table: FittedTable

  init(_ report: Report) {
    var report = report
    // Folders say how many files they have.
    report.view.grouping = .dir
    self.report = report
    columns = ReportColumns(report, isPlain: false)
    table = FittedTable(columns.header + ["NAME"], terminal: report.view.terminal)
  }

  var text: String {
    var format = self
    let tree = FolderTree(report.files, models: report.models.count)
    format.append(tree, share: 1000, indent: "", level: 1)
    format.table.append(columns.cells(report.total) + ["total"], tokens: nil, style: .bold)
    return format.table.text + ReportNotes(report: report).text
  }

  private mutating func append(_ folder: FolderTree, share: Int, indent: String, level: Int) {
    if let depth = report.view.depth, level > depth { return }
    // The name leads back to the child, as names are unique in a folder.
    var byName: [[UInt8]: FolderTree] = [:]
    for child in folder.children { byName[child.name] = child }
    let (shown, others, othersCount) = report.view.cut(folder.children.map(\.row))
    let shares = Self.apportioned(share, to: shown.map { $0.tokens[0] } + [others?.tokens[0] ?? 0])
    for (index, row) in shown.enumerated() {
      let isLast = index == shown.count - 1 && others == nil
      table.append(
        columns.cells(row, share: shares[index]) + [indent + (isLast ? "└── " : "├── ") + row.shownName],
        tokens: row.tokens[0])
      if let child = byName[row.name], !child.isFile {
        append(child, share: shares[index], indent: indent + (isLast ? "    " : "│   "), level: level + 1)
      }
    }
    if let others {
      table.append(
        columns.cells(others, share: shares[shown.count]) + [indent + "└── (\(othersCount) more)"], tokens: nil,
        style: .dim)
    }
  }

  /// `whole` in parts as large as `weights` are, rounded so that they add up: the largest remainders are rounded up.
  static func apportioned(_ whole: Int, to weights: [Int]) -> [Int] {
    let sum = weights.reduce(0, +)
    guard sum > 0 else { return weights.map { _ in 0 } }
    var parts = weights.map { $0 * whole / sum }
    let left = whole - parts.reduce(0, +)
    let order = weights.indices.sorted { weights[$0] * whole % sum > weights[$1] * whole % sum }
    for index in order.prefix(left) { parts[index] += 1 }
    return parts
  }
}
