package import ArgumentParser

/// Options that all commands share which compare counts.
package struct NetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Where observations are kept. Without it the user's data directory.", valueName: "file"),
    completion: .file())
  package var store: String?
  @Option(
    help: ArgumentHelp("A file of facts over the built-in catalogue. Without it ULLAGE_CATALOG.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  package var catalog: String?
  @Option(
    name: .customLong("as-of"),
    help: ArgumentHelp(
      "The day that the remote API is asked, for costs that changed. Without it today.", valueName: "day"))
  package var asOf: String?

  package init() {}
}
