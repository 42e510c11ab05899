import JSONText
import RequestCounting

/// How a change report is written.
package struct ChangeFormat {
  package let report: ChangeReport
  package var groupsDigits = false

  package init(report: ChangeReport, groupsDigits: Bool = false) {
    (self.report, self.groupsDigits) = (report, groupsDigits)
  }

  /// A table for people.
  package var table: String {
    var rows = [["OLD", "NEW", "CHANGE", "", "FILE"]]
    rows += report.rows.map {
      [digits($0.old.tokens), digits($0.new.tokens), signed($0.change), "\($0.status)", name($0)]
    }
    rows.append([digits(report.oldTokens), digits(report.newTokens), signed(report.change), "", total])
    return Columns(rows, rightAligned: 0...2).text + skipped
  }

  /// A Markdown table, for comments on changes.
  package var markdown: String {
    var text = "| Old | New | Change | | File |\n| ---: | ---: | ---: | :--- | :--- |\n"
    for row in report.rows {
      let cells = [digits(row.old.tokens), digits(row.new.tokens), signed(row.change), "\(row.status)"]
      text += "| \(cells.joined(separator: " | ")) | \(MarkdownFormat.code(name(row))) |\n"
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
        for row in report.rows {
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

  private var total: String {
    let count = report.rows.count
    return "total of \(count) changed file\(count == 1 ? "" : "s"), \(digits(report.added)) added, "
      + "\(digits(report.removed)) removed"
  }

  private var skipped: String {
    report.skipped.map { "Skipped: \(ShownName.line($0.path)), \($0.reason): \($0.detail)\n" }.joined()
  }

  private func name(_ row: ChangeReport.Row) -> String {
    (row.oldPath.map { ShownName.line($0) + " -> " } ?? "") + ShownName.line(row.path)
      + (row.encoding.map { " (\($0))" } ?? "")
  }

  private func digits(_ number: Int) -> String { Figures.digits(number, groups: groupsDigits) }
  private func signed(_ number: Int) -> String { (number > 0 ? "+" : "") + digits(number) }
}
