/// How a report is written.
package enum ReportFormat: String, CaseIterable, Sendable {
  case table
  case tree
  case json
  case jsonl
  case csv
  case markdown
  case html
  case limits
  // What budgets found, for continuous integration.
  case sarif
  case junit
  case github

  /// Whether the format shows what a budget found, and nothing else.
  package var isOfBudgets: Bool {
    switch self {
    case .sarif, .junit, .github: true
    case .table, .tree, .json, .jsonl, .csv, .markdown, .html, .limits: false
    }
  }

  /// Whether the format is laid out for people, who want to see the largest first and not all.
  package var isForPeople: Bool {
    switch self {
    case .table, .tree, .markdown: true
    case .json, .jsonl, .csv, .html, .limits, .sarif, .junit, .github: false
    }
  }

  /// Why the format cannot leave out rows; nil where it can.
  package var wholeness: String? {
    switch self {
    case .html: "the page has all files, and its filter chooses"
    case .limits: "it has the sums of all files"
    case .sarif, .junit, .github: "it has what budgets found"
    case .table, .tree, .json, .jsonl, .csv, .markdown: nil
    }
  }

  /// All names, as a sentence lists them.
  package static var listed: String {
    allCases.dropLast().map(\.rawValue).joined(separator: ", ") + " or " + (allCases.last?.rawValue ?? "")
  }
}

extension Report {
  /// The whole report in a format. O(files).
  package func written(as format: ReportFormat) -> [UInt8] {
    switch format {
    case .table: Array(TableFormat(report: self).text.utf8)
    case .tree: Array(TreeFormat(self).text.utf8)
    case .json: ShownJSON.bytes(JSONFormat(self).document)
    case .jsonl: ShownJSON.bytes(JSONFormat(self).lines)
    case .csv: CSVFormat(report: self).bytes
    case .html: HTMLFormat(report: self).bytes
    case .limits: Array(LimitsFormat(report: self).text.utf8)
    case .sarif: CheckFormat(checks).sarif
    case .junit: Array(CheckFormat(checks).junit.utf8)
    case .github: Array(CheckFormat(checks).annotations.utf8)
    case .markdown: Array(MarkdownFormat(report: self).text.utf8)
    }
  }
}
