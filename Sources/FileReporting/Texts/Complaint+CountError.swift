import MessagesAPI
package import ModelCatalog
package import RequestCounting

extension Complaint {
  /// Why a text or a request cannot be counted.
  ///
  /// - Parameters:
  ///   - model: whose rules were to count.
  ///   - place: where the request stands; nil for a text.
  package init(_ error: CountError, counting model: String, in catalog: Catalog, at place: String?) {
    let path = error.path.description
    let isCatalogue = error.code == .badRules || error.code == .unknownFamily
    self.init(
      code: error.code.rawValue, message: error.message,
      place: isCatalogue
        ? "the catalogue, counting \(model)" : place.map { path.isEmpty ? $0 : "\($0), \(path)" },
      remedy: error.code == .unknownModel ? catalog.remedy(forUnknown: model) : error.remedy,
      status: isCatalogue ? .badData : .incomplete)
  }
}
