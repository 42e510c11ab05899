import FileSelection
import ModelCatalog
import RequestCounting
import Tokenization

/// Selects files, counts them and prints the report.
struct ReportRun {
  private let options: ReportOptions
  private let models: [TextCounter]
  private let names: [String]
  private let isDefault: Bool
  private let gate: BudgetGate
  private let media: MediaCost

  init(_ options: ReportOptions) throws(Complaint) {
    self.options = options
    let catalog = try Catalog.loaded(options.model.catalog)
    if options.compared.isEmpty || options.revision != nil {
      if let name = options.revision, catalog.model(name) != nil { throw ReportOptions.oneName }
      var choice = ModelChoice(options.model, catalog)
      models = [try choice.textCounter()]
      isDefault = choice.isDefault
    } else {
      models = try options.compared.map { name throws(Complaint) in
        let isFamily = TokenizerFamily(named: name) != nil
        let named = NamedModel(
          id: isFamily ? nil : name, assumed: options.model.assumed, family: isFamily ? name : nil)
        var choice = ModelChoice(named, catalog)
        return try choice.textCounter()
      }
      isDefault = false
    }
    media = MediaCost(catalog: catalog)
    var gate = try options.gate.gate(windowOf: models.map(\.modelID), in: catalog)
    let isBelow = gate.limits?.below.isEmpty == false
    gate.isOfWhole = !isBelow && !options.selection.hasPatterns && options.paths.allSatisfy { $0.name == "." }
    self.gate = gate
    names = options.compared.count < 2 ? models.map { $0.modelID ?? $0.familyName } : options.compared
  }

  /// Counts, prints, and returns the exit status.
  func status() throws(Complaint) -> ExitStatus {
    if isDefault, !options.isQuiet, options.format != .json { CountRun.nameDefault(models[0]) }
    if let revision = options.revision {
      return try finish(RevisionReport(options, models[0]).report(of: revision))
    }
    return try finish(options.isStaged ? stagedReport() : report())
  }

  /// Where a limit is set for files that define tools, or limits are made.
  private var toolLists: ToolLists? {
    gate.limits?.has(.mcpTools) == true || options.format == .limits ? ToolLists(catalog: media.catalog) : nil
  }

  private func report() throws(Complaint) -> Report {
    var walk = FileWalk(options.selection)
    if let cache = options.cache { walk.leaveOut(cache.bytes) }
    var missing: [SkippedPath] = []
    for path in options.paths {
      if let number = walk.add(path.bytes) {
        missing.append(
          SkippedPath(path: path.bytes, reason: "no_such_path", detail: SystemError.text(number), isFailure: true))
      }
    }
    if !options.isQuiet { noteProblems(walk.problems) }
    let dropsPrefix = options.paths.count == 1
    var count = TreeCount(
      models: models, maximumLength: options.selection.maximumLength, threads: options.threads ?? WorkCrew.processors,
      media: media)
    (count.encoding, count.rendering) = (options.encoding, options.view.rendering)
    count.pricesSkipped = options.view.listsSkipped
    count.toolLists = toolLists
    if let folder = options.cache {
      let key = try CacheKey.kept()
      count.caches = try models.map { model throws(Complaint) in
        try CountCache(folder, for: model.tokenizer, key: key)
      }
    }
    let progress = options.hidesProgress || options.isQuiet ? nil : ProgressLine(total: walk.files.count)
    let outcome = count.outcome(of: walk.files) { file in
      Array(file.path.dropFirst(dropsPrefix ? file.prefixLength : 0))
    } progress: { length in
      progress?.advance(length: length)
    }
    progress?.end()
    let passedOver = walk.skipped.map { skipped in
      SkippedPath(path: Array(skipped.path.dropFirst(dropsPrefix ? skipped.prefixLength : 0)), skipped.reason)
    }
    let skipped = missing + (passedOver + outcome.skipped).sorted { $0.path.lexicographicallyPrecedes($1.path) }
    return Report(
      models: models, names: names, files: outcome.files, skipped: skipped, joined: outcome.joined, view: options.view)
  }

  /// The files of git's index, each read out of git's objects.
  private func stagedReport() throws(Complaint) -> Report {
    let repository = try ForeignRepository()
    let blobs = try BlobReader(repository)
    var report = Report(models: models, names: names, files: [], skipped: [], joined: [], view: options.view)
    var joined = models.map { $0.makeRunningCount() }
    for entry in try StagedFiles(repository, options.paths).entries {
      func skip(_ reason: String, _ detail: String, isFailure: Bool = false) {
        report.skipped.append(SkippedPath(path: entry.path, reason: reason, detail: detail, isFailure: isFailure))
      }
      if entry.isUnmerged {
        skip("unmerged", "the merge is not finished", isFailure: true)
        continue
      }
      guard entry.mode.starts(with: "100".utf8) else {
        skip(entry.mode.starts(with: "160".utf8) ? "submodule" : "symbolic_link", "not counted in the index")
        continue
      }
      let bytes: [UInt8]
      do throws(Complaint) { bytes = try blobs.bytes(of: entry.object) } catch {
        skip(error.code, error.message, isFailure: true)
        continue
      }
      var file = FileTokens(path: entry.path, place: entry.path, length: bytes.count, counts: [])
      var text = options.view.rendering.text(of: bytes)
      switch options.encoding.content(of: bytes) {
      case .skipped(let reason):
        report.skipped.append(SkippedPath(path: entry.path, reason))
        continue
      case .utf8:
        if let counts = toolLists?.counts(bytes, at: entry.path, for: models) {
          (file.counts, file.medium) = (counts, FileTokens.toolList)
          report.files.append(file)
          continue
        }
        for model in models { file.counts.append(model.count(SliceCount(of: text.span, by: model.tokenizer))) }
        file.origin = FileOrigin(path: entry.path, bytes)
      case .decoded(var reading):
        reading.text = options.view.rendering.text(of: reading.text)
        (file.encoding, file.illFormed) = (reading.encoding, reading.illFormed)
        file.counts = models.map { reading.count(by: $0) }
        text = reading.text
      }
      for index in joined.indices { joined[index].append(utf8: text.span) }
      report.files.append(file)
    }
    report.joined = joined.indices.map { joined[$0].count.tokens }
    return report
  }

  private func finish(_ counted: Report) throws(Complaint) -> ExitStatus {
    var report = counted
    let skipped = report.skipped
    report.checks = gate.checks(on: report)
    report.day = Today.day.description
    report.subject = subject
    if !options.isQuiet, options.format != .json {
      for index in report.models.indices {
        let name = report.isComparison ? report.names[index] : nil
        Stream.notice(report.total(of: index).notice(named: name, modelIsDefault: report.models[index].isDefault))
      }
    }
    try print(report)
    let isIncomplete = complain(of: skipped)
    let status = hold(report)
    return status == .fine && isIncomplete ? .incomplete : status
  }

  /// The paths that were counted; the working directory by its own name.
  private var subject: String? {
    let names = options.paths.map { $0.name == "." ? WorkingDirectory.name ?? "." : ShownName.line($0.bytes) }
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }

  private func print(_ report: Report) throws(Complaint) {
    var output =
      if let file = options.output { try Stream.file(file, isNew: options.outputIsNew) } else { Stream.output }
    if options.isQuiet, options.format == .table {
      output.write(report.total.tokens.map { "\($0)" }.joined(separator: " ") + "\n")
    } else {
      output.write(report.written(as: options.format))
    }
    output.flush()
  }

  /// Says what is over budget.
  private func hold(_ report: Report) -> ExitStatus {
    guard !gate.isEmpty else { return .fine }
    if !options.isQuiet || gate.isOfWhole {
      for limit in gate.idlePatterns(on: report) {
        Stream.notice("note: \(gate.limits?.path.name ?? ""):\(limit.line): \"\(limit.pattern)\" matches no file\n")
      }
    }
    let complaints = report.checks.compactMap(\.complaint)
    if !options.format.isOfBudgets { for complaint in complaints { Stream.notice(complaint.text) } }
    return complaints.contains { $0.status == .over } ? .over : complaints.first?.status ?? .fine
  }

  /// Says what should have been counted and was not; returns whether there is such a thing.
  private func complain(of skipped: [SkippedPath]) -> Bool {
    let failures = skipped.filter(\.isFailure)
    for failure in failures {
      let complaint = Complaint(
        code: failure.reason, message: "not counted: \(failure.detail)", place: ShownName.line(failure.path),
        remedy: SkipReason.isNoText(failure.reason)
          ? "leave it out; if it is a text, --encoding NAME" : "check the path and its permissions, or --exclude it",
        status: .incomplete)
      Stream.notice(complaint.text)
    }
    return !failures.isEmpty
  }

  private func noteProblems(_ problems: [IgnoreProblem]) {
    for problem in problems {
      Stream.notice("note: \(ShownName.line(problem.path)):\(problem.line) is passed over: \(problem.message)\n")
    }
  }
}
