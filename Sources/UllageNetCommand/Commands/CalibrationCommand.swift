import ArgumentParser

/// `ullage-net calibration`.
struct CalibrationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibration",
    abstract: "Learn models, check for drift, export corrections.",
    subcommands: [LearnCommand.self, CheckCommand.self, ExportCommand.self, StatusCommand.self])
}
