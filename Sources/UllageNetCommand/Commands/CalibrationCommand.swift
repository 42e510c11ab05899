import ArgumentParser
import CommandOptions

/// `ullage-net calibration`.
struct CalibrationCommand: AsyncParsableCommand {
  static let configuration = CalibrationCommands.configuration([
    LearnCommand.self, CheckCommand.self, ExportCommand.self, StatusCommand.self,
  ])
}
