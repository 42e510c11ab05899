import ArgumentParser
import CommandOptions
import ModelCatalog

/// The option parser's view of `ullage models`.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Show what is known of each model.",
    discussion: """
      Without ID, a table of all models. With ID, in any platform's spelling, everything that is known of that model, \
      with doubts, sources and dates. What is not known is left out, never zero.

      Examples:
        ullage models
        ullage models us.anthropic.claude-sonnet-4-5-20250929-v1:0
        ullage models claude-opus-5 --json

      Exit status: 0 fine, 2 or 65 the catalogue cannot be read, 64 usage, or no such model.
      """)

  @Flag(help: "Answer in JSON.") var json = false
  @OptionGroup var facts: CatalogFlags
  @Argument(help: ArgumentHelp("The model to show.", valueName: "id"), completion: Completion.models) var id: String?

  func run() throws {
    let catalog = try facts.loaded()
    let model = try id.map { try catalog.knownModel($0, alternative: "") }
    let report = ModelReport(catalog: catalog, models: model.map { [$0] } ?? catalog.models, isSingle: model != nil)
    var output = Stream.output
    output.write(json ? report.json : Array((model == nil ? report.table : report.everything).utf8))
    output.flush()
  }
}
