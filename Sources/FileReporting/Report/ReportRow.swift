package import RequestCounting

/// One line of a report: a file, or files that have something in common.
package struct ReportRow: Sendable {
  package var name: [UInt8]
  package var files: Int
  /// Bytes.
  package var length: Int
  /// Tokens for each model that counts.
  package var tokens: [Int]
  /// `image` or `pdf` of a file that is no text.
  package var medium: String?
  /// The encoding of a file that is not simply UTF-8, and how many sequences in it stand for no character.
  package var encoding: String?
  package var illFormed = 0
  package var origin: FileOrigin?
  package var notebook: Notebook?
  /// The first model's count of such a file.
  package var doubtful: TokenCount?

  package init(name: [UInt8], models: Int) {
    (self.name, files, length, tokens) = (name, 0, 0, Array(repeating: 0, count: models))
  }

  package init(_ file: FileTokens) {
    (name, files, length, tokens) = (file.path, 1, file.length, file.counts.map(\.tokens))
    (medium, encoding, illFormed) = (file.medium, file.encoding, file.illFormed)
    (origin, notebook) = (file.origin, file.notebook)
    if encoding != nil { doubtful = file.counts.first }
  }

  /// The name on one line, and what is to be known of the file.
  package var shownName: String { ShownName.line(name) + (note.map { " (\($0))" } ?? "") }

  /// What it is where it is no text in UTF-8 that somebody wrote.
  package var note: String? {
    let notes = [
      medium.map { "\($0), by its cost rules" }, encoding.map { TextReading.label($0, illFormed) }, origin?.rawValue,
      notebook?.label,
    ].compactMap(\.self)
    return notes.isEmpty ? nil : notes.joined(separator: ", ")
  }

  package mutating func add(_ file: FileTokens) {
    files += 1
    length += file.length
    for (index, count) in file.counts.enumerated() { tokens[index] += count.tokens }
  }

  package mutating func add(_ row: ReportRow) {
    files += row.files
    length += row.length
    for (index, count) in row.tokens.enumerated() { tokens[index] += count }
  }
}

/// What files are put together by.
package enum Grouping: String, CaseIterable, Sendable {
  case file
  case dir
  case ext
  case language

  /// The rows of files, unsorted. Of folders, each row has everything below it, down to `depth` levels.
  package func rows(_ files: [FileTokens], models: Int, depth: Int?) -> [ReportRow] {
    var places: [[UInt8]: Int] = [:]
    var rows: [ReportRow] = []
    func add(_ file: FileTokens, to name: [UInt8]) {
      let place = places[name] ?? rows.count
      if place == rows.count {
        rows.append(ReportRow(name: name, models: models))
        places[name] = place
      }
      rows[place].add(file)
    }
    for file in files {
      switch self {
      case .file: rows.append(ReportRow(file))
      case .ext: add(file, to: Array((Language.fileExtension(of: file.path).map { ".\($0)" } ?? "(none)").utf8))
      case .language: add(file, to: Array(Language.name(of: file.path).utf8))
      case .dir:
        var level = 0
        for (index, byte) in file.path.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
          level += 1
          if let depth, level > depth { break }
          add(file, to: Array(file.path[...index]))
        }
      }
    }
    return rows
  }
}

/// What rows are sorted by: the largest first, names from A on; equal ones by name.
package enum RowOrder: String, CaseIterable, Sendable {
  case tokens
  case bytes
  case density
  case change
  case files
  case name

  package func precedes(_ first: ReportRow, _ second: ReportRow) -> Bool {
    let difference: Int =
      switch self {
      case .tokens: second.tokens[0] - first.tokens[0]
      case .bytes: second.length - first.length
      case .files: second.files - first.files
      case .density: second.tokens[0] * max(first.length, 1) - first.tokens[0] * max(second.length, 1)
      case .change: Self.growth(second) - Self.growth(first)
      case .name: 0
      }
    return difference == 0 ? first.name.lexicographicallyPrecedes(second.name) : difference < 0
  }

  private static func growth(_ row: ReportRow) -> Int { row.tokens[row.tokens.count - 1] - row.tokens[0] }
}
