import ArgumentParser
import Calibration
import Console
import CountTokensClient
import RequestCounting

/// `ullage-net calibration learn`.
struct LearnCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Find a model's constants with at most 25 counts.",
    discussion: """
      Each probe answers a question: which vocabulary, what the frame costs, what tools, results, images and settings \
      cost. Every cost stands in two probes at least, and must add up: where one answer is wrong nothing is written. The \
      model's entry goes to standard output, or to --output, as a file for `ullage --catalog`.

      Exit status: 0 learned, 1 the answers fit no known kind of model, 69 the remote API cannot be asked.

      Examples:
        ullage calibration learn claude-new-6 --output new-6.json
        ullage calibration learn claude-new-6 --dry-run
        ULLAGE_CATALOG=new-6.json ullage count --model claude-new-6 README.md
      """)

  @OptionGroup var net: NetOptions
  @OptionGroup var remote: RemoteOptions
  @Flag(name: .customLong("dry-run"), help: "Print the probes, a JSON object a line, and ask nobody.")
  var isDry = false
  @Option(help: ArgumentHelp("Where the model's entry is written.", valueName: "file")) var output: String?
  @Argument(help: ArgumentHelp("The model to learn, as the remote API spells it.", valueName: "model")) var model:
    String

  func run() async throws {
    if isDry { return ProbeList(model: model).print() }
    let catalog = try net.loadCatalog()
    let (store, day) = (try net.openStore(), try net.day())
    let counter = RequestCounter(catalog: catalog)
    let learned: LearnedModel
    if let configuration = try remote.configuration() {
      learned = try await CountTokensClient.with(configuration) { client in
        try await LearnRun(model: model, catalog: catalog).learn(
          RemoteCounts(store: store, client: client, counter: counter, day: day))
      }
    } else {
      learned = try await LearnRun(model: model, catalog: catalog).learn(
        RemoteCounts(store: store, client: nil, counter: counter, day: day))
    }
    Stream.notice(Self.summary(of: learned))
    try FileOutput(output).write(learned.catalogue(over: catalog))
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
