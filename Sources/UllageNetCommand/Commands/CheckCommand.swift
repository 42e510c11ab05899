import ArgumentParser
import Calibration
import Console
import CountTokensClient
import RequestCounting

/// `ullage-net calibration check`.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "See whether the remote API still counts a model as before.",
    discussion: """
      A few probes are asked again and compared with what the store has of them, or else with the local count. What \
      differs is asked twice, to tell a change from noise. To be run by hand or by a scheduler.

      Exit status: 0 nothing has changed, 1 something has, 69 the remote API cannot be asked.
      """)

  @OptionGroup var net: NetOptions
  @OptionGroup var remote: RemoteOptions
  @Flag(help: "Answer in JSON.") var json = false
  @Argument(help: ArgumentHelp("The model to check.", valueName: "model")) var model: String

  func run() async throws {
    let counter = RequestCounter(catalog: try net.loadCatalog())
    let (store, day) = (try net.openStore(), try net.day())
    guard let configuration = try remote.configuration() else {
      throw Complaint(
        code: "offline", message: "a check compares with the remote API", place: nil, remedy: "leave --offline out",
        status: .usage)
    }
    let drift = try await CountTokensClient.with(configuration) { client in
      try await CheckRun(model: model).drift(
        RemoteCounts(store: store, client: client, counter: counter, day: day))
    }
    var output = Stream.output
    output.write(json ? DriftReport(model: model, drift: drift).json : DriftReport(model: model, drift: drift).text)
    output.flush()
    throw drift.verdict == .none ? ExitStatus.fine : .over
  }
}
