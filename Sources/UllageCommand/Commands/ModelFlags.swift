import ArgumentParser
import CommandOptions
import ModelCatalog

/// The options that choose a model.
struct ModelFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Count for this model, in any platform's spelling. Without it the request's own, or else ULLAGE_MODEL, or the "
        + "catalogue's default.",
      valueName: "id"), completion: Completion.models)
  var model: String?
  @Option(
    help: ArgumentHelp("Count an unknown model by this one's rules, marked assumed.", valueName: "id"),
    completion: Completion.models)
  var assumeModel: String?
  @OptionGroup var facts: CatalogFlags

  var named: NamedModel { NamedModel(id: model, assumed: assumeModel, catalog: facts.file) }
}

/// The options that choose a model, or no more than a tokenizer family, which is enough for a text.
struct TextModelFlags: ParsableArguments {
  @OptionGroup var choice: ModelFlags
  @Option(
    help: ArgumentHelp("Count for a family (v3, v4.7, v4.8) instead of a model.", valueName: "name"),
    completion: Completion.families)
  var family: String?

  var named: NamedModel {
    var named = choice.named
    named.family = family
    return named
  }
}

/// The option that says what is known of models.
struct CatalogFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file of facts over the built-in catalogue. Without it ULLAGE_CATALOG.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var catalog: String?

  var file: InputPath? { catalog.map { InputPath(argument: $0) } }

  func loaded() throws(Complaint) -> Catalog { try Catalog.loaded(file) }
}

/// The options that say how a request is sent.
struct SendingFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A beta header of the request; may be repeated. `none`: there is none. Without it nothing is known of them.",
      valueName: "name"), completion: Completion.betas)
  var beta: [String] = []
  @OptionGroup var date: DayFlag

  /// Headers as they are sent, several in one value too; nil where nothing is known of them.
  var betas: [String]? {
    if beta.isEmpty { return nil }
    return beta.flatMap { $0.split(separator: ",").map(String.init) }.filter { $0 != "none" }
  }

  func day() throws(Complaint) -> CalendarDay? { try date.day() }
}

/// The option that says when a request is or was sent.
struct DayFlag: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The day the request is or was sent, such as 2025-10-01. Without it the catalogue's date.", valueName: "date"))
  var asOf: String?

  func day() throws(Complaint) -> CalendarDay? { try asOf.map(CalendarDay.init(argument:)) }
}
