import ArgumentParser
import Calibration
import CommandOptions
import Console
import CountTokensClient
import RequestCounting

/// `ullage-net reconcile`.
struct ReconcileCommand: AsyncParsableCommand {
  static let configuration = ReconcileOptions.configuration

  @OptionGroup var options: ReconcileOptions

  func run() async throws {
    let run = ReconcileRun(
      paths: try RequestFiles.expand(options.paths), model: options.model, betas: options.beta,
      isStrict: options.strict,
      progress: Progress(isWanted: !options.hidesProgress))
    let counter = RequestCounter(catalog: try options.net.loadCatalog())
    let (store, day) = (try options.net.openStore(), try options.net.day())
    let report: ReconcileReport
    if let configuration = try options.remote.configuration() {
      report = await CountTokensClient.with(configuration) { client in
        await run.report(
          RemoteCounts(store: store, client: client, counter: counter, day: day), width: options.remote.concurrency)
      }
    } else {
      report = await run.report(
        RemoteCounts(store: store, client: nil, counter: counter, day: day), width: 1)
    }
    var output = Stream.output
    output.write(options.json ? report.json : Array(report.text.utf8))
    output.flush()
    for complaint in report.complaints { Stream.notice(complaint.text) }
    throw report.status(isStrict: options.strict)
  }
}
