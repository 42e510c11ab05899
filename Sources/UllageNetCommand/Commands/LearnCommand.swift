import ArgumentParser
import Calibration
import CommandOptions
import Console
import CountTokensClient
import RequestCounting

/// `ullage-net calibration learn`.
struct LearnCommand: AsyncParsableCommand {
  static let configuration = LearnOptions.configuration

  @OptionGroup var options: LearnOptions

  func run() async throws {
    if options.isDry { return ProbeList(model: options.model).print() }
    let catalog = try options.net.loadCatalog()
    let (store, day) = (try options.net.openStore(), try options.net.day())
    let counter = RequestCounter(catalog: catalog)
    let learned: LearnedModel
    if let configuration = try options.remote.configuration() {
      learned = try await CountTokensClient.with(configuration) { client in
        try await LearnRun(model: options.model, catalog: catalog).learn(
          RemoteCounts(store: store, client: client, counter: counter, day: day))
      }
    } else {
      learned = try await LearnRun(model: options.model, catalog: catalog).learn(
        RemoteCounts(store: store, client: nil, counter: counter, day: day))
    }
    Stream.notice(Self.summary(of: learned))
    try FileOutput(options.output).write(learned.catalogue(over: catalog))
  }

  private static func summary(of learned: LearnedModel) -> String {
    var text = "\(learned.model): counts as \(learned.pattern) models do, tokenizer family \(learned.family); "
    text += "\(learned.probes) probes agree to the token\n"
    for setting in learned.settings { text += "  \(setting)\n" }
    if !learned.refused.isEmpty { text += "  refused, so not learned: \(learned.refused.joined(separator: ", "))\n" }
    if !learned.unconfirmed.isEmpty {
      text += "  counted alone, not together, so not confirmed: \(learned.unconfirmed.joined(separator: ", "))\n"
    }
    return text
  }
}
