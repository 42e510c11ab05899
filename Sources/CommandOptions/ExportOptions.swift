package import ArgumentParser

/// What `ullage calibration export` takes. The command is ullage-net's; ullage declares it for its help and its completions.
package struct ExportOptions: ParsableArguments {
  package static let configuration = CommandConfiguration(
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

  @OptionGroup package var net: NetOptions
  @Option(help: ArgumentHelp("The probability that a bound holds.", valueName: "share")) package var coverage = 0.95
  @Option(help: ArgumentHelp("Where the corrections are written.", valueName: "file"), completion: .file()) package
    var output: String?

  package func validate() throws {
    guard coverage > 0, coverage < 1 else { throw ValidationError("--coverage lies between 0 and 1") }
  }

  package init() {}
}
