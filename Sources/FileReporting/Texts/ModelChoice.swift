package import ModelCatalog

/// Which model counts: from the command line, the environment, a line of input, or the catalogue's default.
package struct ModelChoice {
  /// `--model`, or ULLAGE_MODEL.
  package var model: String?
  /// `--assume-model`: whose rules count where a model is not known.
  package var assumed: String?
  /// `--family`: no model at all.
  package var family: String?

  package let catalog: Catalog
  private var ready: [String: CountingModel] = [:]

  /// The choice that options make, or else the environment.
  package init(_ named: NamedModel, _ catalog: Catalog) {
    model = named.id ?? (named.family == nil ? Environment.model : nil)
    assumed = named.assumed
    family = named.family
    self.catalog = catalog
  }

  /// The same by the catalogue that is named there.
  package init(_ named: NamedModel) throws(Complaint) { self.init(named, try Catalog.loaded(named.catalog)) }

  /// Whether nobody chose: the default must be named.
  package var isDefault: Bool { model == nil && assumed == nil && family == nil }

  /// The model for an input that names `own`, or none. Models are kept, so that a batch loads each but once.
  package mutating func countingModel(_ own: String? = nil) throws(Complaint) -> CountingModel {
    let key = own ?? ""
    if let model = ready[key] { return model }
    let found = try find(own ?? model)
    ready[key] = found
    return found
  }

  private func find(_ spelling: String?) throws(Complaint) -> CountingModel {
    guard let spelling else {
      if let family { return try CountingModel(familyNamed: family) }
      if let assumed { return try CountingModel(try catalog.knownModel(assumed), assumedFor: assumed) }
      guard let model = catalog.defaultModel else {
        throw .usage("the catalogue has no measured model", remedy: "--model ID")
      }
      return try CountingModel(model, isDefault: true)
    }
    guard let assumed, catalog.model(spelling) == nil else {
      return try CountingModel(try catalog.knownModel(spelling))
    }
    return try CountingModel(try catalog.knownModel(assumed), assumedFor: spelling)
  }
}
