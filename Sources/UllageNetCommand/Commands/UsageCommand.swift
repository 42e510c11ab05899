import ArgumentParser
import CommandOptions

/// `ullage-net usage`.
struct UsageCommand: AsyncParsableCommand {
  static let configuration = UsageCommands.configuration([ImportCommand.self])
}
