import ArgumentParser
import Calibration
import CommandOptions
import Console
import ModelCatalog
import RequestCounting

/// `ullage-net calibration export`.
struct ExportCommand: ParsableCommand {
  static let configuration = ExportOptions.configuration

  @OptionGroup var options: ExportOptions

  func run() throws {
    let catalog = try options.net.loadCatalog()
    let table = try CalibrationState(store: try options.net.openStore(), coverage: options.coverage).table
    if table.corrections.isEmpty {
      Stream.notice(
        "no kind of request has the \(Conformal.fewest(for: options.coverage)) observations that a coverage of \(options.coverage) needs\n"
      )
    }
    try FileOutput(options.output).write(table.catalogue { catalog.model($0)?.counting })
  }
}
