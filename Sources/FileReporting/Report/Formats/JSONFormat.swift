import JSONText
import RequestCounting

/// A report as JSON, in one object or one a line.
struct JSONFormat {
  let report: Report
  private let total: ReportRow

  init(_ report: Report) {
    self.report = report
    total = report.total
  }

  /// `{"schema_version": 2, "model": …, "totals": {…}, "files": […], "skipped": […]}`; with rows other than files
  /// `"groups"` too.
  var document: [UInt8] {
    var writer = JSONWriter(indent: 2)
    writer.object { object in
      object.writeSchemaVersion()
      writeModels(to: &object)
      object.object("totals") { writeTotals(to: &$0) }
      object.array("files") { files in
        for file in listedFiles { files.object { writeRow(file, "path", to: &$0) } }
      }
      if report.view.grouping != .file {
        object.member("by", report.view.grouping.rawValue)
        object.array("groups") { groups in
          for row in report.rows.shown { groups.object { writeRow(row, "name", to: &$0) } }
        }
      }
      object.array("skipped") { skipped in
        for path in report.skipped { skipped.object { Self.writeSkipped(path, to: &$0) } }
      }
      if !report.checks.isEmpty { object.writeViolations(report.checks) }
    }
    writer.endLine()
    return writer.take()
  }

  /// One object a line: the rows, then what was skipped, then `{"totals": {…}}`.
  var lines: [UInt8] {
    var writer = JSONWriter()
    let key = report.view.grouping == .file ? "path" : "name"
    for row in report.rows.shown {
      writer.object { writeRow(row, key, to: &$0) }
      writer.endLine()
    }
    for path in report.skipped {
      writer.object { object in object.object("skipped") { Self.writeSkipped(path, to: &$0) } }
      writer.endLine()
    }
    writer.object { object in
      object.object("totals") { totals in
        totals.writeSchemaVersion()
        writeModels(to: &totals)
        writeTotals(to: &totals)
      }
    }
    writer.endLine()
    return writer.take()
  }

  /// Grouped reports still list all their files; files themselves are cut as the view says.
  private var listedFiles: [ReportRow] {
    var view = report.view
    view.grouping = .file
    if report.view.grouping != .file { (view.top, view.minimum, view.order) = (nil, 0, .tokens) }
    return view.cut(report.files.map { ReportRow($0) }).shown
  }

  private func writeModels(to object: inout JSONWriter) {
    if report.isComparison, report.comparison == .revisions {
      write(model: report.models.count - 1, to: &object)
      object.array("revisions") { names in for name in report.names { names.element(name) } }
    } else if report.isComparison {
      object.array("models") { models in
        for (index, name) in report.names.enumerated() {
          models.object { object in
            object.member("name", name)
            write(model: index, to: &object)
          }
        }
      }
    } else {
      write(model: 0, to: &object)
    }
  }

  /// The basis is that of everything together: at best the model's.
  private func write(model index: Int, to object: inout JSONWriter) {
    report.models[index].writeMembers(to: &object)
    object.member("basis", report.total(of: index).basis.description)
  }

  private func writeTotals(to object: inout JSONWriter) {
    if report.view.rendering != .plain { object.member("render", report.view.rendering.rawValue) }
    object.member("files", total.files)
    object.member("bytes", total.length)
    for index in report.models.indices {
      let count = report.total(of: index)
      func write(to object: inout JSONWriter) {
        object.member("tokens", count.tokens)
        object.writeBounds(count.bounds)
        object.member("joined_tokens", report.joined[index])
        writeShares(count.tokens, to: &object)
      }
      if report.isComparison {
        object.object(report.names[index]) { write(to: &$0) }
      } else {
        write(to: &object)
      }
    }
  }

  private func writeRow(_ row: ReportRow, _ key: String, to object: inout JSONWriter) {
    object.member(key, ShownName.text(row.name))
    if report.isComparison {
      object.object("tokens") { tokens in
        for (name, count) in zip(report.names, row.tokens) { tokens.member(name, count) }
      }
      object.member("bytes", row.length)
    } else {
      object.member("tokens", row.tokens[0])
      object.member("bytes", row.length)
      object.member("tokens_per_byte", Self.quotient(row.tokens[0], row.length))
      object.member("share", Self.quotient(row.tokens[0], total.tokens[0]))
      writeShares(row.tokens[0], to: &object)
    }
    if key == "name" { object.member("files", row.files) }
    if let medium = row.medium { object.member("medium", medium) }
    if let encoding = row.encoding {
      object.member("encoding", encoding)
      if row.illFormed > 0 { object.member("ill_formed", row.illFormed) }
      if !report.isComparison, let count = row.doubtful {
        object.writeBounds(count.bounds)
        object.member("basis", count.basis.description)
      }
    }
    if let origin = row.origin { object.member("origin", origin.rawValue) }
    if let notebook = row.notebook {
      object.object("notebook") { object in
        object.member("cells", notebook.cells)
        object.member("source_tokens", notebook.sourceTokens)
        object.member("output_tokens", notebook.outputTokens)
        object.member("images", notebook.images)
      }
    }
    if key == "path" { object.member("language", Language.name(of: row.name)) }
  }

  private func writeShares(_ tokens: Int, to object: inout JSONWriter) {
    for window in ReportColumns.windows {
      object.member("share_of_\(window.name.lowercased())", Self.quotient(tokens, window.tokens))
    }
  }

  private static func quotient(_ part: Int, _ whole: Int) -> JSONWriter.Scalar {
    whole == 0 ? .null : .number(Double(part) / Double(whole))
  }

  private static func writeSkipped(_ path: SkippedPath, to object: inout JSONWriter) {
    object.member("path", ShownName.text(path.path))
    object.member("reason", path.reason)
    object.member("detail", path.detail)
    if let price = path.price {
      object.member("tokens", price.tokens)
      object.writeBounds(price.bounds)
      object.member("basis", price.basis.description)
    }
  }
}
