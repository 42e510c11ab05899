package import ArgumentParser

/// What `ullage calibration status` takes. The command is ullage-net's; ullage declares it for its help and its completions.
package struct StatusOptions: ParsableArguments {
  package static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show what the store has observed, and what can be corrected.")

  @OptionGroup package var net: NetOptions
  @Option(help: ArgumentHelp("The probability that a bound holds.", valueName: "share")) package var coverage = 0.95

  package func validate() throws {
    guard coverage > 0, coverage < 1 else { throw ValidationError("--coverage lies between 0 and 1") }
  }

  package init() {}
}
