package import Console
import JSONText
import RequestCounting

/// How a change report is written.
package struct ChangeFormat {
  package let report: ChangeReport
  /// At most so many rows; nil for all.
  private let top: Int?
  /// Where a person reads it; nil for a file or a pipe.
  private let terminal: Terminal?

  package init(report: ChangeReport, top: Int? = nil, terminal: Terminal? = nil) {
    (self.report, self.top, self.terminal) = (report, top, terminal)
  }

  /// The rows that are shown, and what the others are together.
  private var cut: (shown: ArraySlice<ChangeReport.Row>, others: ChangeReport?) {
    guard let top, report.rows.count > top else { return (report.rows[...], nil) }
    var others = report
    others.rows = Array(report.rows[top...])
    return (report.rows[..<top], others)
  }

  /// A table for people. On a terminal long paths lose their first folders, and growth has another colour than loss.
  package var table: String {
    let (shown, others) = cut
    var rows = [["OLD", "NEW", "CHANGE", "", "FILE"]]
    rows += shown.map { [digits($0.old.tokens), digits($0.new.tokens), signed($0.change), "\($0.status)", name($0)] }
    if let others {
      rows.append(
        [digits(others.oldTokens), digits(others.newTokens), signed(others.change), "", "(\(others.rows.count) more)"])
    }
    rows.append([digits(report.oldTokens), digits(report.newTokens), signed(report.change), "", files])
    if let terminal {
      let numbers = (0..<4).reduce(0) { sum, column in sum + 2 + rows.reduce(0) { max($0, $1[column].count) } }
      for index in rows.indices {
        rows[index][4] = FittedTable.shortened(rows[index][4], to: max(terminal.width - numbers, 8))
      }
    }
    var columns = Columns(rows, rightAligned: 0...2)
    if terminal?.hasColor == true {
      let last = rows.count - 1
      columns.style = { row, column in
        if row == 0 { return .dim }
        if column == 2 { return rows[row][2].hasPrefix("+") ? .orange : rows[row][2].hasPrefix("-") ? .blue : nil }
        return row == last ? .bold : others != nil && row == last - 1 ? .dim : nil
      }
    }
    let notes = "\(digits(report.added)) tokens added, \(digits(report.removed)) removed.\n" + skipped
    return columns.text + ReportNotes.wrapped(notes, to: terminal?.width)
  }

  /// A Markdown table, for comments on changes.
  package var markdown: String {
    var text = "| Old | New | Change | | File |\n| ---: | ---: | ---: | :--- | :--- |\n"
    let (shown, others) = cut
    for row in shown {
      let cells = [digits(row.old.tokens), digits(row.new.tokens), signed(row.change), "\(row.status)"]
      text += "| \(cells.joined(separator: " | ")) | \(MarkdownFormat.code(name(row))) |\n"
    }
    if let others {
      let cells = [digits(others.oldTokens), digits(others.newTokens), signed(others.change)]
      text += "| \(cells.joined(separator: " | ")) | | \(others.rows.count) more |\n"
    }
    let cells = [digits(report.oldTokens), digits(report.newTokens), signed(report.change)].map { "**\($0)**" }
    return text + "| \(cells.joined(separator: " | ")) | | **\(total)** |\n" + (skipped.isEmpty ? "" : "\n" + skipped)
  }

  /// `{"schema_version": 2, "model": …, "totals": {…}, "files": […], "skipped": […]}`.
  package var json: [UInt8] {
    var writer = JSONWriter(indent: 2)
    writer.object { object in
      object.writeSchemaVersion()
      report.model.writeMembers(to: &object)
      object.member("basis", report.model.basis.description)
      object.member("old", report.sides.old)
      object.member("new", report.sides.new)
      object.object("totals") { totals in
        totals.member("files", report.rows.count)
        totals.member("old_tokens", report.oldTokens)
        totals.member("new_tokens", report.newTokens)
        totals.member("change", report.change)
        totals.member("added", report.added)
        totals.member("removed", report.removed)
        totals.member("upper_change", report.growth)
      }
      object.array("files") { files in
        for row in cut.shown {
          files.object { object in
            object.member("path", ShownName.text(row.path))
            if let oldPath = row.oldPath { object.member("old_path", ShownName.text(oldPath)) }
            object.member("status", "\(row.status)")
            if let encoding = row.encoding { object.member("encoding", encoding) }
            object.member("old_tokens", row.old.tokens)
            object.member("new_tokens", row.new.tokens)
            object.member("change", row.change)
          }
        }
      }
      object.array("skipped") { skipped in
        for path in report.skipped {
          skipped.object { object in
            object.member("path", ShownName.text(path.path))
            object.member("reason", path.reason)
            object.member("detail", path.detail)
          }
        }
      }
      if !report.checks.isEmpty { object.writeViolations(report.checks) }
    }
    writer.endLine()
    return writer.take()
  }

  private var files: String {
    "total of \(report.rows.count) changed file\(report.rows.count == 1 ? "" : "s")"
  }

  private var total: String { "\(files), \(digits(report.added)) added, \(digits(report.removed)) removed" }

  private var skipped: String {
    report.skipped.map { "Skipped: \(ShownName.line($0.path)), \($0.reason): \($0.detail)\n" }.joined()
  }

  private func name(_ row: ChangeReport.Row) -> String {
    (row.oldPath.map { ShownName.line($0) + " -> " } ?? "") + ShownName.line(row.path)
      + (row.encoding.map { " (\($0))" } ?? "")
  }

  private func digits(_ number: Int) -> String { Figures.digits(number, groups: terminal != nil) }
  private func signed(_ number: Int) -> String { (number > 0 ? "+" : "") + digits(number) }
}
