import ArgumentParser

/// The option parser's view of `ullage models`.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Show what is known of each model.")

  func run() throws {}
}
