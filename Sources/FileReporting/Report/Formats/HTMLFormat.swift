import JSONText
import RequestCounting

/// A report as one HTML page that needs nothing else: a treemap and a table, without any network.
struct HTMLFormat {
  let report: Report

  /// Rows of the table for browsers without scripts.
  private static let tableRows = 100

  /// The page with all files, whatever the view cuts. O(files).
  var bytes: [UInt8] {
    PageTemplate.report.filled([
      "heads": Array(heads.utf8), "table": Array(table.utf8), "report": PageTemplate.forScript(ShownJSON.bytes(json)),
    ])
  }

  private var heads: String {
    (report.isComparison ? report.names : ["Tokens"]).map { "<th>\(PageTemplate.escaped($0))</th>" }.joined()
  }

  /// The largest files as rows of HTML.
  private var table: String {
    var view = ReportView()
    view.top = Self.tableRows
    let (shown, others, othersCount) = view.cut(report.files.map { ReportRow($0) })
    var text = ""
    for row in shown {
      let tokens = row.tokens.map { "<td>\(Figures.digits($0, groups: true))</td>" }.joined()
      text += "<tr><td class=\"name\">\(PageTemplate.escaped(row.shownName))</td>\(tokens)</tr>\n"
    }
    if let others {
      let tokens = others.tokens.map { "<td>\(Figures.digits($0, groups: true))</td>" }.joined()
      text += "<tr><td class=\"name\">\(othersCount) more</td>\(tokens)</tr>\n"
    }
    return text
  }

  /// Files as arrays, path, bytes, language, tokens for each model: a third of the size of objects.
  private var json: [UInt8] {
    var languages: [String] = []
    var places: [String: Int] = [:]
    var writer = JSONWriter()
    writer.object { object in
      object.member("version", Version.number)
      object.member("subject", report.subject.map { .string($0) } ?? .null)
      object.member("day", report.day.map { .string($0) } ?? .null)
      object.member("compares", report.isComparison ? .string(report.comparison.rawValue) : .null)
      object.array("models") { models in for name in report.names { models.element(name) } }
      object.array("joined") { counts in for count in report.joined { counts.element(count) } }
      object.array("files") { files in
        for file in report.files {
          let language = Language.name(of: file.path)
          let place = places[language] ?? languages.count
          if place == languages.count {
            languages.append(language)
            places[language] = place
          }
          files.array { cells in
            cells.element(ShownName.text(file.path))
            cells.element(file.length)
            cells.element(place)
            for count in file.counts { cells.element(count.tokens) }
          }
        }
      }
      object.object("notes") { notes in
        for (index, file) in report.files.enumerated() {
          if let note = ReportRow(file).note { notes.member("\(index)", note) }
        }
      }
      object.array("languages") { names in for language in languages { names.element(language) } }
      object.array("skipped") { skipped in
        for path in report.skipped {
          skipped.array { cells in
            cells.element(ShownName.text(path.path))
            cells.element(path.reason)
            cells.element(path.detail)
          }
        }
      }
    }
    return writer.take()
  }
}
