import ArgumentParser
import Calibration
import CommandOptions
import Console

/// `ullage-net calibration status`.
struct StatusCommand: ParsableCommand {
  static let configuration = StatusOptions.configuration

  @OptionGroup var options: StatusOptions

  func run() throws {
    var output = Stream.output
    output.write(try CalibrationState(store: try options.net.openStore(), coverage: options.coverage).text)
    output.flush()
  }
}
