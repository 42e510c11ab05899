import ModelCatalog

/// Which model counts: from the command line, the environment, a line of input, or the catalogue's default.
struct ModelChoice {
  /// `--model`, or ULLAGE_MODEL.
  var model: String?
  /// `--assume-model`: whose rules count where a model is not known.
  var assumed: String?
  /// `--family`: no model at all.
  var family: String?

  private let catalog: Catalog
  private var ready: [String: CountingModel] = [:]

  init(model: String?, assumed: String?, family: String?, catalog: Catalog) {
    self.model = model
    self.assumed = assumed
    self.family = family
    self.catalog = catalog
  }

  /// Whether nobody chose: the default must be named.
  var isDefault: Bool { model == nil && assumed == nil && family == nil }

  /// The model for an input that names `own`, or none. Models are kept, so that a batch loads each but once.
  mutating func countingModel(_ own: String? = nil) throws(Complaint) -> CountingModel {
    let key = own ?? ""
    if let model = ready[key] { return model }
    let found = try find(own ?? model)
    ready[key] = found
    return found
  }

  private func find(_ spelling: String?) throws(Complaint) -> CountingModel {
    guard let spelling else {
      if let family { return try CountingModel(familyNamed: family) }
      if let assumed { return try CountingModel(try known(assumed), assumedFor: assumed) }
      guard let model = catalog.defaultModel else {
        throw .usage("the catalogue has no measured model", remedy: "--model ID")
      }
      return try CountingModel(model)
    }
    if let model = catalog.model(spelling) { return try CountingModel(model) }
    guard let assumed else { throw unknown(spelling) }
    return try CountingModel(try known(assumed), assumedFor: spelling)
  }

  private func known(_ spelling: String) throws(Complaint) -> Model {
    guard let model = catalog.model(spelling) else { throw unknown(spelling) }
    return model
  }

  private func unknown(_ spelling: String) -> Complaint {
    let nearest = catalog.nearest(to: spelling)
    let choice = nearest.isEmpty ? "`ullage models` lists all" : nearest.joined(separator: " or ")
    return Complaint(
      code: "unknown_model", message: "the model \"\(spelling)\" is not known", place: nil,
      remedy: "\(choice); or --assume-model ID to count with another's rules", status: .usage)
  }
}

extension Catalog {
  /// The built-in catalogue, with the user's file over it where one is named.
  static func loaded(_ overrides: InputPath?) throws(Complaint) -> Catalog {
    do {
      let catalog = try Catalog.bundled()
      guard let overrides else { return catalog }
      let bytes = try FileReader(overrides).all()
      return try catalog.overriding(with: bytes)
    } catch let error as CatalogError {
      let path = error.path.isEmpty ? "" : ", \(error.path)"
      throw Complaint(
        code: error.code.rawValue, message: error.message,
        place: "\(overrides?.name ?? "the built-in catalogue"):\(error.line):\(error.column)\(path)",
        remedy: error.remedy, status: .badData)
    } catch let error as Complaint {
      throw error
    } catch {
      throw Complaint(
        code: "catalog", message: "\(error)", place: overrides?.name, remedy: "check the file", status: .badData)
    }
  }
}
