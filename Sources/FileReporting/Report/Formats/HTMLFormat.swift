import JSONText
import RequestCounting
import _CReportPage

/// A report as one HTML page that needs nothing else: a treemap and a table, without any network.
struct HTMLFormat {
  let report: Report

  /// Where the page takes the report: its only place in double braces.
  private static let mark = Array("{{report}}".utf8)
  /// Where it takes a table for browsers without scripts.
  private static let tableMark = Array("{{table}}".utf8)
  /// Rows of that table.
  private static let tableRows = 100

  /// The page with all files, whatever the view cuts. O(files).
  var bytes: [UInt8] {
    // Safe: the assembler computes the length of the bytes that it embeds.
    let page = unsafe Array(
      UnsafeBufferPointer(start: ullage_report_page_bytes(), count: ullage_report_page_length()))
    let whole = Self.replacing(Self.tableMark, in: page, by: Array(table.utf8))
    return Self.replacing(Self.mark, in: whole, by: Self.forScript(ShownJSON.bytes(json)))
  }

  /// The page's bytes with another text in the only place of `mark`.
  private static func replacing(_ mark: [UInt8], in page: [UInt8], by text: [UInt8]) -> [UInt8] {
    guard let place = page.indices.first(where: { page[$0...].starts(with: mark) }) else { return page }
    return page[..<place] + text + page[(place + mark.count)...]
  }

  /// The largest files as rows of HTML.
  private var table: String {
    var view = ReportView()
    view.top = Self.tableRows
    let (shown, others, othersCount) = view.cut(report.files.map { ReportRow($0) })
    var text = ""
    for row in shown {
      let tokens = row.tokens.map { "<td>\(Figures.digits($0, groups: true))</td>" }.joined()
      text += "<tr><td class=\"name\">\(Self.escaped(row.shownName))</td>\(tokens)</tr>\n"
    }
    if let others {
      let tokens = others.tokens.map { "<td>\(Figures.digits($0, groups: true))</td>" }.joined()
      text += "<tr><td class=\"name\">\(othersCount) more</td>\(tokens)</tr>\n"
    }
    return text
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      // Nothing that the table holds may pass for the place of the report.
      case "{": escaped += "&#123;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
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

  /// JSON that can stand in a script element: a `<` in a name could end it, and stands in strings alone.
  private static func forScript(_ json: [UInt8]) -> [UInt8] {
    let escape = Array("\\u003c".utf8)
    return json.flatMap { $0 == UInt8(ascii: "<") ? escape : [$0] }
  }
}
