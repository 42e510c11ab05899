import ArgumentParser
import Calibration
import Console

/// `ullage-net calibration status`.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show what the store has observed, and what can be corrected.")

  @OptionGroup var net: NetOptions
  @Option(help: ArgumentHelp("The probability that a bound holds.", valueName: "share")) var coverage = 0.95

  func validate() throws {
    guard coverage > 0, coverage < 1 else { throw ValidationError("--coverage lies between 0 and 1") }
  }

  func run() throws {
    var output = Stream.output
    output.write(try CalibrationState(store: try net.openStore(), coverage: coverage).text)
    output.flush()
  }
}
