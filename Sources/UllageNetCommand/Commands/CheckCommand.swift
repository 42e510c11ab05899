import ArgumentParser
import Calibration
import CommandOptions
import Console
import CountTokensClient
import RequestCounting

/// `ullage-net calibration check`.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CheckOptions.configuration

  @OptionGroup var options: CheckOptions

  func run() async throws {
    let counter = RequestCounter(catalog: try options.net.loadCatalog())
    let (store, day) = (try options.net.openStore(), try options.net.day())
    guard let configuration = try options.remote.configuration() else {
      throw Complaint(
        code: "offline", message: "a check compares with the remote API", place: nil, remedy: "leave --offline out",
        status: .usage)
    }
    let drift = try await CountTokensClient.with(configuration) { client in
      try await CheckRun(model: options.model).drift(
        RemoteCounts(store: store, client: client, counter: counter, day: day))
    }
    var output = Stream.output
    output.write(
      options.json
        ? DriftReport(model: options.model, drift: drift).json : DriftReport(model: options.model, drift: drift).text)
    output.flush()
    throw drift.verdict == .none ? ExitStatus.fine : .over
  }
}
