import FileSelection
import JSONText
import ModelCatalog
import RequestCounting
import Tokenization

/// What `ullage diff` was asked for.
struct DiffOptions {
  var revisions: [String] = []
  var paths: [InputPath] = []
  var countsUntracked = false
  var format = DiffFormat.table
  var model = NamedModel()
  /// Everything together may grow by so many tokens.
  var budget: Int?
  var isQuiet = false
  /// At most so many files are shown.
  var top: Int?
  /// A file instead of standard output.
  var output: InputPath?
}

enum DiffFormat: String, CaseIterable, Sendable {
  case table
  case json
  case markdown
  // What the budget found, for continuous integration.
  case sarif
  case junit
  case github

  /// Whether the format shows what a budget found, and nothing else.
  var isOfBudgets: Bool {
    switch self {
    case .sarif, .junit, .github: true
    case .table, .json, .markdown: false
    }
  }
}

/// Asks git what has changed, counts both sides, and prints the difference.
struct DiffRun {
  private let options: DiffOptions
  private let model: TextCounter
  private let isDefault: Bool

  init(_ options: DiffOptions) throws(Complaint) {
    self.options = options
    var choice = try ModelChoice(options.model)
    self.model = try choice.textCounter()
    isDefault = choice.isDefault
  }

  /// Counts, prints, and returns the exit status.
  func status() throws(Complaint) -> ExitStatus {
    if isDefault, !options.isQuiet, options.format != .json { CountRun.nameDefault(model) }
    let repository = try ForeignRepository(namesUpstream: options.revisions.contains { $0.contains("@{") })
    let range = options.revisions.count == 1 ? RevisionRange(options.revisions[0]) : nil
    let revisions = try range?.revisions(in: repository) ?? options.revisions
    let diff = try GitDiff(repository, revisions, options.paths, untracked: options.countsUntracked)
    let names = range.map { [$0.old, $0.new] } ?? revisions
    var report = ChangeReport(model: model, sides: (names[0], names.count > 1 ? names[1] : "work tree"))
    let source = ChangeSource(
      root: revisions.count < 2 ? repository.root : nil, blobs: try BlobReader(repository))
    for change in diff.changes { count(change, source, into: &report) }
    report.sort()
    report.checks = options.budget.map { [Self.check(report, budget: $0)] } ?? []
    try print(report)
    return hold(report)
  }

  private func count(_ change: GitDiff.Change, _ source: ChangeSource, into report: inout ChangeReport) {
    do throws(Skip) {
      let old = try count(change.old) { side throws(Complaint) in try source.oldBytes(of: side) }
      let new = try count(change.new) { side throws(Complaint) in try source.newBytes(of: side) }
      let isMoved = change.old.path != change.new.path
      report.rows.append(
        ChangeReport.Row(
          status: change.status, path: change.new.path, oldPath: isMoved ? change.old.path : nil, old: old.tokens,
          new: new.tokens, encoding: new.encoding ?? old.encoding))
    } catch {
      report.skipped.append(
        SkippedPath(path: change.new.path, reason: error.reason, detail: error.detail, isFailure: error.isFailure))
    }
  }

  /// Why a side cannot be counted.
  private struct Skip: Error {
    var reason: String
    var detail: String
    var isFailure = false

    init(_ reason: SkipReason) {
      let path = SkippedPath(path: [], reason)
      (self.reason, detail) = (path.reason, path.detail)
    }

    init(_ complaint: Complaint) {
      (reason, detail, isFailure) = (complaint.code, complaint.message, true)
    }

    init(submodule: Void) { (reason, detail) = ("submodule", "run ullage diff inside it") }
  }

  private func count(
    _ side: GitDiff.Side, _ read: (GitDiff.Side) throws(Complaint) -> [UInt8]
  ) throws(Skip) -> (tokens: TokenCount, encoding: String?) {
    guard side.isThere else { return (TokenCount(0, basis: model.basis), nil) }
    if side.isSubmodule { throw Skip(submodule: ()) }
    if side.isLink { throw Skip(SkipReason.symbolicLink) }
    let bytes: [UInt8]
    do throws(Complaint) { bytes = try read(side) } catch { throw Skip(error) }
    switch EncodingChoice.automatic.content(of: bytes) {
    case .skipped(let reason): throw Skip(reason)
    case .utf8: return (model.count(SliceCount(of: bytes.span, by: model.tokenizer)), nil)
    case .decoded(let reading): return (reading.count(by: model), reading.label)
    }
  }

  private func print(_ report: ChangeReport) throws(Complaint) {
    var output = if let file = options.output { try Stream.file(file) } else { Stream.output }
    let format = ChangeFormat(report: report, top: options.top, terminal: options.output == nil ? .ofOutput : nil)
    if options.isQuiet, options.format == .table {
      output.write("\(report.change)\n")
    } else {
      switch options.format {
      case .table: output.write(format.table)
      case .json: output.write(json: format.json)
      case .markdown: output.write(format.markdown)
      case .sarif: output.write(CheckFormat(report.checks).sarif)
      case .junit: output.write(CheckFormat(report.checks).junit)
      case .github: output.write(CheckFormat(report.checks).annotations)
      }
    }
    output.flush()
  }

  private func hold(_ report: ChangeReport) -> ExitStatus {
    let failures = report.skipped.filter(\.isFailure)
    for failure in failures {
      Stream.notice(
        Complaint(
          code: failure.reason, message: "not counted: \(failure.detail)", place: ShownName.line(failure.path),
          remedy: "check the file, or name the paths to compare behind --", status: .incomplete
        ).text)
    }
    if let complaint = report.checks.lazy.compactMap(\.complaint).first {
      if !options.format.isOfBudgets { Stream.notice(complaint.text) }
      return complaint.status
    }
    return failures.isEmpty ? .fine : .incomplete
  }

  /// Whether everything together has grown no more than it may.
  private static func check(_ report: ChangeReport, budget: Int) -> BudgetCheck {
    let largest = report.rows.sorted { $0.growth > $1.growth }.prefix(3).filter { $0.growth > 0 }
    let names = largest.map { "\(ShownName.line($0.path)) (+\($0.growth))" }.joined(separator: ", ")
    return BudgetCheck(
      kind: .growth, name: "all changes together", path: largest.first?.path, tokens: report.growth, limit: budget,
      source: .option("--budget \(budget)"), isCertain: report.growth == report.change,
      remedy: "shorten what grew most: \(names); or raise the budget")
  }
}
