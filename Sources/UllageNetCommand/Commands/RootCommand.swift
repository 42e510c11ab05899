import ArgumentParser
import Console

/// `ullage-net` itself: what needs the network or a listening socket.
struct RootCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: calledName,
    abstract: "Compare, learn and serve Claude token counts over the network.",
    discussion: """
      Nothing is sent unless a command needs the remote API: reconcile, calibration learn and calibration check ask \
      its count endpoint, which is free of charge. The key is read from ANTHROPIC_API_KEY, another address from \
      ANTHROPIC_BASE_URL. --offline answers from what is stored.
      """,
    subcommands: [ReconcileCommand.self, CalibrationCommand.self, UsageCommand.self, ServeCommand.self])

  /// Whoever typed `ullage serve` is told of `ullage` in help and complaints: it hands its own name over.
  static let calledName = CommandLine.arguments.first == "ullage" ? "ullage" : "ullage-net"

  @Flag(help: "Print the version.") var version = false

  func run() async throws {
    guard version else { throw CleanExit.helpRequest(self) }
    var output = Stream.output
    output.write("ullage-net \(Version.number)\n")
    output.flush()
  }
}
