import RequestCounting

/// What is said below a table: what was skipped, and how the sum differs from one text.
struct ReportNotes {
  let report: Report

  var text: String {
    var text = ""
    for (index, joined) in report.joined.enumerated() {
      // Images and PDFs are no part of a text.
      let sum = report.files.reduce(0) { $0 + ($1.medium == nil ? $1.counts[index].tokens : 0) }
      let name = report.isComparison ? " (\(report.names[index]))" : ""
      text += "Files are counted each by itself; joined into one text they are \(digits(joined)) tokens\(name)"
      text += joined == sum ? ", the same.\n" : ", \(digits(abs(sum - joined))) \(joined < sum ? "fewer" : "more").\n"
    }
    return Self.wrapped(text + rendering + encodings + origins + skipped, to: report.view.terminal?.width)
  }

  /// Lines that are longer than the terminal is wide end between two words; what stands in columns stays.
  static func wrapped(_ text: String, to width: Int?) -> String {
    guard let width else { return text }
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.count > width, line.first != " " else {
        lines.append(String(line))
        continue
      }
      var open = ""
      for word in line.split(separator: " ") {
        if !open.isEmpty, open.count + 1 + word.count > width {
          lines.append(open)
          open = ""
        }
        open += (open.isEmpty ? "" : " ") + word
      }
      lines.append(open)
    }
    return lines.joined(separator: "\n")
  }

  private var rendering: String {
    switch report.view.rendering {
    case .plain: ""
    case .numbered: "Counted as coding agents show files: each line behind its number and a tab.\n"
    }
  }

  /// How much nobody wrote by hand.
  private var origins: String {
    let made = report.files.filter { $0.origin != nil }
    guard !made.isEmpty else { return "" }
    let tokens = made.reduce(0) { $0 + $1.counts[0].tokens }
    let share = Figures.percent(tokens, of: report.total.tokens[0])
    return
      "Generated or minified: \(made.count) file\(made.count == 1 ? "" : "s"), \(digits(tokens)) tokens, \(share).\n"
  }

  /// Which files are not in UTF-8, by encoding.
  private var encodings: String {
    let names = report.files.compactMap(\.encoding)
    guard !names.isEmpty else { return "" }
    return "Not UTF-8, counted as the text they hold: \(Self.tally(names)).\n"
  }

  /// `3 windows-1251, 1 utf-16le`: how often each occurs, the most frequent first.
  private static func tally(_ names: [String]) -> String {
    var counts: [String: Int] = [:]
    for name in names { counts[name, default: 0] += 1 }
    let sorted = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
    return sorted.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }

  private var skipped: String {
    guard !report.skipped.isEmpty else { return "" }
    let reasons = Self.tally(report.skipped.map(\.reason))
    if !report.view.listsSkipped { return "Skipped: \(reasons); --skipped lists them.\n" }
    let rows = report.skipped.map { [ShownName.line($0.path), $0.reason, $0.detail] }
    return "Skipped: \(reasons)\n" + Columns(rows.map { ["  " + $0[0], $0[1], $0[2]] }).text
  }

  private func digits(_ number: Int) -> String { Figures.digits(number, groups: report.view.groupsDigits) }
}
