/// A report as a Markdown table, for comments on changes.
struct MarkdownFormat {
  let report: Report

  var text: String {
    let columns = ReportColumns(report, isPlain: false)
    let (shown, others, othersCount) = report.rows
    var text = line(
      columns.header.map(\.localizedCapital) + [TableFormat.nameHeader(report.view.grouping).localizedCapital])
    text += line(columns.header.map { _ in "---:" } + [":---"])
    for row in shown { text += line(columns.cells(row) + [Self.code(row.shownName)]) }
    if let others, othersCount > 0 {
      let blanks = columns.header.map { _ in "" }
      text += line((report.view.grouping == .dir ? blanks : columns.cells(others)) + ["\(othersCount) more"])
    }
    let total = report.total
    text += line(
      columns.cells(total).map { "**\($0)**" } + ["**total of \(total.files) file\(total.files == 1 ? "" : "s")**"])
    let notes = ReportNotes(report: report).text.split(separator: "\n").map { Self.escaped(String($0)) }
    return text + "\n" + notes.joined(separator: "  \n") + "\n"
  }

  private func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }

  /// A name as code, whatever backquotes and bars are in it.
  static func code(_ name: String) -> String {
    var longest = 0
    var run = 0
    for character in name {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let padding = name.first == "`" || name.last == "`" ? " " : ""
    return fence + padding + name.map { $0 == "|" ? "\\|" : String($0) }.joined() + padding + fence
  }

  private static func escaped(_ text: String) -> String {
    text.map { "\\`*_<>|[]".contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}

extension String {
  /// `Tokens` of `TOKENS`; names with digits in them stay.
  fileprivate var localizedCapital: String {
    allSatisfy { $0.isUppercase || $0 == "/" || $0 == " " } ? prefix(1) + dropFirst().lowercased() : self
  }
}
