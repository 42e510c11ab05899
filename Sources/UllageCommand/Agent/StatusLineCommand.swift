import AgentSteps
import ArgumentParser
import ModelCatalog

/// The option parser's view of `ullage statusline`.
struct StatusLineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statusline",
    abstract: "One line for a coding agent's foot: what is used, and what is left.",
    discussion: """
      Reads what Claude Code tells a status line on standard input and prints one line: what the next call has of the \
      window already, what the last call added, what is left before the conversation is compacted, and how many calls \
      that is. The number is the API's own of the last call and the count of what came since.

      In .claude/settings.json:
        {"statusLine": {"type": "command", "command": "ullage statusline"}}

      --format has these fields: {model} {used} {window} {percent} {growth} {left} {calls} {cost}. The colour is green, \
      yellow from `warn` in [hook] of .ullage.toml on (80 percent), and red from halfway from there to the end.

      Examples:
        ullage statusline < status.json
        ullage statusline --format '{percent} of {window}, {left} left' < status.json

      Exit status: 0 fine, 2 the transcript cannot be read, 64 usage, 65 the input is no status.
      """)

  @Option(help: ArgumentHelp("What the line says, with fields in braces.", valueName: "text"))
  var format = StatusLine.usualFormat
  @Option(help: ArgumentHelp("Colour the line: always, never, or auto, unless NO_COLOR is set.", valueName: "when"))
  var color = ColorChoice.auto
  @OptionGroup var facts: CatalogFlags

  /// A report holds names and numbers.
  private static let limit = 1 << 20

  func run() throws {
    let report = try StatusLine.Report(try FileReader(.standardInput).all(limit: Self.limit))
    let state = AgentState(session: report.session)
    let line = try StatusLine(report, try facts.loaded(), state: state)
    var output = Stream.output
    output.write(line.text(format: format, usesColor: usesColor) + "\n")
    output.flush()
  }

  /// The client shows what it reads from a pipe, colours and all.
  private var usesColor: Bool {
    switch color {
    case .always: true
    case .never: false
    case .auto: Environment.value("NO_COLOR") == nil
    }
  }
}
