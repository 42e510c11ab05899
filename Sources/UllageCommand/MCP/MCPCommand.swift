import ArgumentParser
import JSONText

/// The option parser's view of `ullage mcp`.
struct MCPCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp",
    abstract: "Serve counts to a coding agent: an MCP server on standard input and output.",
    discussion: """
      Speaks the Model Context Protocol, versions 2024-11-05 to 2026-07-28, one JSON-RPC message a line. Its tools count \
      a text, a whole request, files and folders, plan a conversation or a transcript, and say which files fit. Files are \
      read below the roots that the client announces, or below --root alone. Nothing goes to the network.

      Examples:
        claude mcp add ullage -- ullage mcp
        ullage mcp --model claude-opus-5

      Exit status: 0 when the input ends.
      """)

  @OptionGroup var choice: ModelFlags
  @Option(
    help: ArgumentHelp(
      "Read files below this folder, whatever the client announces; may be given again.", valueName: "dir"),
    completion: .directory)
  var root: [String] = []

  func run() throws {
    var models = try ModelChoice(choice.named)
    // A model that nobody knows is an error of the command line, not of each call.
    _ = try models.textCounter()
    var session = MCPSession(
      tools: CountingTools(models, roots: try AnnouncedRoots(root.map { InputPath(argument: $0) })))
    var lines = JSONLines()
    var output = Stream.output
    let input = try FileReader(.standardInput)
    while let chunk = try input.next() {
      lines.append(chunk)
      Self.answer(&lines, &session, &output)
    }
    lines.finish()
    Self.answer(&lines, &session, &output)
  }

  private static func answer(_ lines: inout JSONLines, _ session: inout MCPSession, _ output: inout Stream) {
    while let line = lines.next() {
      output.write(session.answer(line.bytes))
      output.flush()
    }
  }
}
