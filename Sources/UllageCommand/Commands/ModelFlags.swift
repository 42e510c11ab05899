import ArgumentParser

/// The options that choose a model.
struct ModelFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Count for this model, in any platform's spelling. Without it ULLAGE_MODEL, or the newest measured model.",
      valueName: "id"))
  var model: String?
  @Option(help: ArgumentHelp("Count an unknown model by this one's rules, marked assumed.", valueName: "id"))
  var assumeModel: String?
  @Option(help: ArgumentHelp("Count for a family (v3, v4.7, v4.8) instead of a model.", valueName: "name"))
  var family: String?
  @Option(
    help: ArgumentHelp(
      "A file of facts over the built-in catalogue. Without it ULLAGE_CATALOG.", valueName: "file"))
  var catalog: String?

  var named: NamedModel {
    NamedModel(id: model, assumed: assumeModel, family: family, catalog: catalog.map { InputPath(argument: $0) })
  }
}
