import ArgumentParser
import ModelCatalog

/// `ullage` itself.
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ullage",
    abstract: "Count Claude tokens offline, exactly.",
    discussion: """
      Examples:
        ullage count README.md
        ullage count --model claude-sonnet-4-5 < prompt.txt
        ullage plan request.json
        ullage report --by language src
        ullage models claude-opus-5

      Results go to standard output, notices to standard error. `ullage help count` explains a command, \
      `ullage --generate-completion-script zsh` writes completions for bash, zsh or fish.
      """,
    subcommands: [
      CountCommand.self, TokensCommand.self, PlanCommand.self, PriceCommand.self, ReportCommand.self, DiffCommand.self,
      BudgetCommand.self,
      ModelsCommand.self,
      MCPCommand.self, HookCommand.self, StatusLineCommand.self,
    ] + network)

  /// What `ullage-net` does.
  private static let network: [any ParsableCommand.Type] = [
    ServeCommand.self, ReconcileCommand.self, CalibrationCommand.self, UsageCommand.self,
  ]

  @Flag(help: "Print the version, the vocabularies' fingerprints and ICU's version.") var version = false

  /// Says that there is no such command, which the option parser would take for one argument too many. What `ullage-net`
  /// does goes there as it was typed.
  static func lookUp(_ arguments: [String]) throws(Complaint) {
    let isHelp = arguments.first == "help"
    guard let name = arguments.dropFirst(isHelp ? 1 : 0).first, !name.hasPrefix("-"), name != "help" else { return }
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard names.contains(name) else {
      let near = EditDistance.nearest(to: name, among: names)
      throw .usage(
        "there is no command \"\(name)\"",
        remedy: near.map { "ullage \($0)" } ?? names.joined(separator: ", ") + "; or ullage help")
    }
    if network.contains(where: { $0.configuration.commandName == name }) {
      try NetworkProgram.replaceProcess(with: arguments)
    }
  }

  func run() throws {
    guard version else { throw CleanExit.helpRequest(self) }
    var output = Stream.output
    output.write(Version.text)
    output.flush()
  }
}

extension ExitStatus {
  /// Ends a command with this status; does nothing where all is fine.
  func leave() throws {
    if self != .fine { throw ExitCode(rawValue) }
  }
}
