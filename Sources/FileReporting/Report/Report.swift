package import Console
package import RequestCounting

/// The counts of a tree of files, and how they are to be seen.
package struct Report: Sendable {
  /// Who counted: one model, or several beside each other. Never empty.
  package var models: [TextCounter]
  /// What the models are called here: as the user named them; or the revisions, where one model counts two.
  package var names: [String]
  /// What stands beside each other where it is several.
  package var comparison = Comparison.models
  /// In the order of the selection.
  package var files: [FileTokens]
  package var skipped: [SkippedPath]
  /// What the files count as one text, joined in order, for each model.
  package var joined: [Int]
  package var view = ReportView()
  /// What was counted, for people: the folder or paths. Nil for the working directory without a name.
  package var subject: String?
  /// The day it was counted, `2026-11-30`; nil where no one says.
  package var day: String?
  /// Budgets that were looked at; empty where there are none.
  package var checks: [BudgetCheck] = []

  package init(
    models: [TextCounter], names: [String], files: [FileTokens], skipped: [SkippedPath], joined: [Int],
    view: ReportView = ReportView()
  ) {
    (self.models, self.names, self.files) = (models, names, files)
    (self.skipped, self.joined, self.view) = (skipped, joined, view)
  }

  /// Everything together.
  package var total: ReportRow {
    var row = ReportRow(name: Array("total".utf8), models: models.count)
    for file in files { row.add(file) }
    return row
  }

  /// The whole count of one model with its bounds.
  package func total(of model: Int) -> TokenCount {
    TokenCount(files.map { $0.counts[model] }, by: models[model])
  }

  /// The rows that are wanted, in order, and what the others are together.
  package var rows: (shown: [ReportRow], others: ReportRow?, othersCount: Int) {
    view.cut(view.grouping.rows(files, models: models.count, depth: view.depth))
  }

  package var isComparison: Bool { models.count > 1 }

  /// What a report compares.
  package enum Comparison: String, Sendable {
    /// The same files, by several models or families.
    case models
    /// Two revisions of the files, by one model: ``Report/models`` has it twice.
    case revisions
  }
}

/// Which rows of a report are shown, and how.
package struct ReportView: Sendable {
  package var grouping = Grouping.file
  package var order = RowOrder.tokens
  package var isReversed = false
  /// Rows with fewer tokens are left out.
  package var minimum = 0
  /// At most so many rows.
  package var top: Int?
  /// Levels of folders.
  package var depth: Int?
  /// Whether every skipped file is named, and not only how many there are.
  package var listsSkipped = false
  /// How texts were counted.
  package var rendering = TextRendering.plain
  /// Where a person reads the report; nil for a file or a pipe.
  package var terminal: Terminal?
  /// Whether digits are grouped, `12,345`: on a terminal only.
  package var groupsDigits: Bool { terminal != nil }

  package init() {}

  /// Sorts rows and leaves out those that are not wanted.
  package func cut(_ rows: [ReportRow]) -> (shown: [ReportRow], others: ReportRow?, othersCount: Int) {
    var sorted = rows.sorted { order.precedes($0, $1) }
    if isReversed { sorted.reverse() }
    var shown: [ReportRow] = []
    var others: ReportRow?
    var othersCount = 0
    for row in sorted {
      if row.tokens[0] >= minimum, shown.count < top ?? .max {
        shown.append(row)
      } else {
        if others == nil { others = ReportRow(name: [], models: row.tokens.count) }
        others?.add(row)
        othersCount += 1
      }
    }
    return (shown, others, othersCount)
  }
}
