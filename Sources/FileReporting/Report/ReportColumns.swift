/// The columns of a report as text: the same cells stand in a table, in Markdown and in CSV.
struct ReportColumns {
  let report: Report
  /// Whether cells are for programs: plain numbers, shares as fractions of 1 and no hyphens.
  let isPlain: Bool
  private let total: ReportRow

  /// The windows that shares are given of.
  static let windows = [(name: "200K", tokens: 200_000), (name: "1M", tokens: 1_000_000)]

  init(_ report: Report, isPlain: Bool) {
    self.report = report
    self.isPlain = isPlain
    total = report.total
  }

  private var countsFiles: Bool { report.view.grouping != .file }

  /// Headings; the name comes last in tables and first in CSV.
  var header: [String] {
    var cells: [String] = []
    if report.isComparison {
      cells += report.names.map { isPlain ? "tokens_\($0)" : $0 } + [isPlain ? "change" : "CHANGE"]
    } else {
      cells += isPlain ? ["tokens", "share"] : ["TOKENS", "SHARE"]
    }
    cells += isPlain ? ["bytes", "tokens_per_byte"] : ["BYTES", "TOK/BYTE"]
    cells += Self.windows.map { isPlain ? "share_of_\($0.name.lowercased())" : "OF \($0.name)" }
    if countsFiles { cells.append(isPlain ? "files" : "FILES") }
    return cells
  }

  /// The cells of a row, without its name; `share` is its share in tenths of a percent where it was apportioned.
  func cells(_ row: ReportRow, share: Int? = nil) -> [String] {
    // Of two revisions the later one is what there is now.
    let tokens = report.comparison == .revisions ? row.tokens[row.tokens.count - 1] : row.tokens[0]
    var cells: [String] = []
    if report.isComparison {
      let (first, last) = (row.tokens[0], row.tokens[row.tokens.count - 1])
      cells += row.tokens.map(digits)
      cells.append(isPlain ? fraction(last - first, first) : Figures.change(from: first, to: last))
    } else {
      cells += [
        digits(tokens),
        isPlain
          ? fraction(tokens, total.tokens[0])
          : share.map { Figures.percent($0, of: 1000) } ?? Figures.percent(tokens, of: total.tokens[0]),
      ]
    }
    cells += [digits(row.length), isPlain ? fraction(tokens, row.length) : Figures.ratio(tokens, to: row.length)]
    for window in Self.windows {
      cells.append(isPlain ? fraction(tokens, window.tokens) : Figures.percent(tokens, of: window.tokens))
    }
    if countsFiles { cells.append(digits(row.files)) }
    return cells
  }

  private func digits(_ number: Int) -> String { Figures.digits(number, groups: report.view.groupsDigits && !isPlain) }

  /// The quotient as the shortest decimal that reads back as the same number; empty where there is none.
  private func fraction(_ part: Int, _ whole: Int) -> String {
    whole == 0 ? "" : "\(Double(part) / Double(whole))"
  }
}
