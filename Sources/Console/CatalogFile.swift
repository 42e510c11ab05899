package import ModelCatalog

extension Catalog {
  /// The model of that spelling; throws with the nearest ones where there is none.
  package func knownModel(
    _ spelling: String, alternative: String = "; or --assume-model ID to count with another's rules"
  ) throws(Complaint) -> Model {
    if let model = model(spelling) { return model }
    throw Complaint(
      code: "unknown_model", message: "the model \"\(spelling)\" is not known", place: nil,
      remedy: remedy(forUnknown: spelling, alternative: alternative), status: .usage)
  }

  /// What helps where a model is not known: the nearest ones, where there are any.
  package func remedy(
    forUnknown spelling: String, alternative: String = "; or --assume-model ID to count with another's rules"
  ) -> String {
    let nearest = nearest(to: spelling)
    return (nearest.isEmpty ? "`ullage models` lists all" : nearest.joined(separator: " or ")) + alternative
  }

  /// The built-in catalogue, with the user's file over it where one is named, there or in ULLAGE_CATALOG.
  package static func loaded(_ file: InputPath?) throws(Complaint) -> Catalog {
    let overrides = file ?? Environment.catalog.map { InputPath(argument: $0) }
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
