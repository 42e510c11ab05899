package import ArgumentParser

/// What `ullage calibration learn` takes. The command is ullage-net's; ullage declares it for its help and its completions.
package struct LearnOptions: ParsableArguments {
  package static let configuration = CommandConfiguration(
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

  @OptionGroup package var net: NetOptions
  @OptionGroup package var remote: RemoteOptions
  @Flag(name: .customLong("dry-run"), help: "Print the probes, a JSON object a line, and ask nobody.")
  package var isDry = false
  @Option(help: ArgumentHelp("Where the model's entry is written.", valueName: "file"), completion: .file()) package
    var output: String?
  @Argument(help: ArgumentHelp("The model to learn, as the remote API spells it.", valueName: "model")) package
    var model: String

  package init() {}
}
