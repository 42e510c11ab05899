import JSONText
import RequestCounting
import _CReportPage

/// A report as one HTML page that needs nothing else: a treemap and a table, without any network.
struct HTMLFormat {
  let report: Report

  /// Where the page takes the report: its only place in double braces.
  private static let mark = Array("{{report}}".utf8)

  /// The page with all files, whatever the view cuts. O(files).
  var bytes: [UInt8] {
    // Safe: the assembler computes the length of the bytes that it embeds.
    let page = unsafe Array(
      UnsafeBufferPointer(start: ullage_report_page_bytes(), count: ullage_report_page_length()))
    guard let place = page.indices.first(where: { page[$0...].starts(with: Self.mark) }) else { return page }
    return page[..<place] + Self.forScript(ShownJSON.bytes(json)) + page[(place + Self.mark.count)...]
  }

  /// Files as arrays, path, bytes, language, tokens for each model: a third of the size of objects.
  private var json: [UInt8] {
    var languages: [String] = []
    var places: [String: Int] = [:]
    var writer = JSONWriter()
    writer.object { object in
      object.member("version", Version.number)
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
