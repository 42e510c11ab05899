import ArgumentParser

/// `ullage-net usage`.
struct UsageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usage", abstract: "Learn from the usage in answers that are stored already.",
    subcommands: [ImportCommand.self])
}
