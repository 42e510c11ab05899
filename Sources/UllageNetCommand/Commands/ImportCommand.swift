import ArgumentParser
import Calibration
import CommandOptions
import Console
import RequestCounting

/// `ullage-net usage import`.
struct ImportCommand: ParsableCommand {
  static let configuration = ImportOptions.configuration

  @OptionGroup var options: ImportOptions

  func run() throws {
    let catalog = try options.net.loadCatalog()
    let run = ImportRun(
      store: try options.net.openStore(), counter: RequestCounter(catalog: catalog), day: try options.net.day())
    let summary = run.summary(of: try RequestFiles.expand(options.paths))
    var output = Stream.output
    output.write(summary.text)
    output.flush()
    throw summary.isComplete ? ExitStatus.fine : .incomplete
  }
}
