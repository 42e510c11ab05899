import ArgumentParser
import Calibration
import Console
import ModelCatalog
import RequestCounting

/// `ullage-net calibration export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write corrections for the offline side.",
    discussion: """
      From what the store has observed, a small file in the form of a catalogue, for `ullage --catalog` or \
      ULLAGE_CATALOG: by model and by the rule that leaves most doubt, a correction and bounds. Each bound holds for \
      the next request of its kind with the stated probability, whatever the distribution (split conformal \
      prediction). Counts that are exact are never corrected.

      Example:
        ullage calibration export --output calibration.json
      """)

  @OptionGroup var net: NetOptions
  @Option(help: ArgumentHelp("The probability that a bound holds.", valueName: "share")) var coverage = 0.95
  @Option(help: ArgumentHelp("Where the corrections are written.", valueName: "file")) var output: String?

  func validate() throws {
    guard coverage > 0, coverage < 1 else { throw ValidationError("--coverage lies between 0 and 1") }
  }

  func run() throws {
    let catalog = try net.loadCatalog()
    let table = try CalibrationState(store: try net.openStore(), coverage: coverage).table
    if table.corrections.isEmpty {
      Stream.notice(
        "no kind of request has the \(Conformal.fewest(for: coverage)) observations that a coverage of \(coverage) needs\n"
      )
    }
    try FileOutput(output).write(table.catalogue { catalog.model($0)?.counting })
  }
}
