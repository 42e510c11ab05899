import ArgumentParser
import Calibration
import Console
import CountTokensClient
import RequestCounting

/// `ullage-net reconcile`.
struct ReconcileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Compare local counts with the remote API's.",
    discussion: """
      Each PATH is a request body (.json), a file of them, one a line (.jsonl, a body or an object with "request"), or \
      a folder of such files. What the count endpoint refuses, such as max_tokens, is left out and named; both sides \
      count the same. Answers are stored as numbers beside a keyed hash, and identical requests are not asked again.

      Exit status: 0 all remote counts lie within the local bounds, 1 some do not (with --strict: differ), \
      2 something could not be compared, 69 the remote API cannot be asked.

      Examples:
        ullage reconcile request.json
        ullage reconcile --json recorded/ > comparison.json
        ullage reconcile --offline recorded/
      """)

  @OptionGroup var net: NetOptions
  @OptionGroup var remote: RemoteOptions
  @Option(help: ArgumentHelp("The model to ask about, instead of each request's own.", valueName: "id"))
  var model: String?
  @Option(help: ArgumentHelp("A value for the anthropic-beta header; may be repeated.", valueName: "name"))
  var beta: [String] = []
  @Flag(help: "Take every difference for a failure, also within bounds.") var strict = false
  @Flag(help: "Answer in JSON.") var json = false
  @Flag(name: .customLong("no-progress"), help: "Show no progress.") var hidesProgress = false
  @Argument(help: ArgumentHelp("Requests to compare.", valueName: "path")) var paths: [String]

  func run() async throws {
    let run = ReconcileRun(
      paths: try RequestFiles.expand(paths), model: model, betas: beta, isStrict: strict,
      progress: Progress(isWanted: !hidesProgress))
    let counter = RequestCounter(catalog: try net.loadCatalog())
    let (store, day) = (try net.openStore(), try net.day())
    let report: ReconcileReport
    if let configuration = try remote.configuration() {
      report = try await CountTokensClient.with(configuration) { client in
        try await run.report(
          RemoteCounts(store: store, client: client, counter: counter, day: day), width: remote.concurrency)
      }
    } else {
      report = try await run.report(
        RemoteCounts(store: store, client: nil, counter: counter, day: day), width: 1)
    }
    var output = Stream.output
    output.write(json ? report.json : Array(report.text.utf8))
    output.flush()
    for complaint in report.complaints { Stream.notice(complaint.text) }
    throw report.status(isStrict: strict)
  }
}
