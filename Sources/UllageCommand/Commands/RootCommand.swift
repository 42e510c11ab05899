import ArgumentParser

/// `ullage` itself.
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ullage",
    abstract: "Count Claude tokens offline, exactly.",
    discussion: """
      Examples:
        ullage count README.md
        ullage count --model claude-sonnet-4-5 < prompt.txt
        ullage report --by language src
        ullage tokens README.md
        ullage models claude-opus-5

      Results go to standard output, notices to standard error. `ullage help count` explains a command, \
      `ullage --generate-completion-script zsh` writes completions for bash, zsh or fish.
      """,
    subcommands: [
      CountCommand.self, TokensCommand.self, ModelsCommand.self, PlanCommand.self, MCPCommand.self,
      ReconcileCommand.self, CalibrationCommand.self, UsageCommand.self, ServeCommand.self,
      ReportCommand.self, DiffCommand.self,
    ])

  @Flag(help: "Print the version, the vocabularies' fingerprints and ICU's version.") var version = false

  func run() throws {
    guard version else { throw CleanExit.helpRequest(self) }
    var output = Stream.output
    output.write(Version.text)
    output.flush()
  }
}
