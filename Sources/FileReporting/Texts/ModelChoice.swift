package import ModelCatalog
package import RequestCounting
import Tokenization

/// Which model counts: from the command line, the environment, a line of input, or the catalogue's default.
package struct ModelChoice: Sendable {
  /// `--model`, or ULLAGE_MODEL.
  package var model: String?
  /// Whether ``model`` is the environment's.
  private let isFromEnvironment: Bool
  /// `--assume-model`: whose rules count where a model is not known.
  package var assumed: String?
  /// `--family`: no model at all.
  package var family: String?

  package let catalog: Catalog
  private var ready: [Key: TextCounter] = [:]

  /// The choice that options make, or else the environment.
  package init(_ named: NamedModel, _ catalog: Catalog) {
    isFromEnvironment = named.id == nil && named.family == nil
    model = named.id ?? (named.family == nil ? Environment.model : nil)
    assumed = named.assumed
    family = named.family
    self.catalog = catalog
  }

  /// The same by the catalogue that is named there.
  package init(_ named: NamedModel) throws(Complaint) { self.init(named, try Catalog.loaded(named.catalog)) }

  /// Whether nobody chose: the default must be named.
  package var isDefault: Bool { model == nil && assumed == nil && family == nil }

  /// The counter for an input that names the model `own`, or none. Counters are kept, so that a batch opens each but once.
  package mutating func textCounter(
    _ unit: TextCounter.Unit = .content, _ own: String? = nil
  ) throws(Complaint) -> TextCounter {
    let key = Key(model: own ?? "", unit: unit)
    if let counter = ready[key] { return counter }
    let chosen: Chosen
    do { chosen = try find(own ?? model) } catch {
      var named = error
      if own == nil, model != nil, isFromEnvironment { named.place = Environment.modelVariable }
      throw named
    }
    let counter: TextCounter
    do throws(CountError) {
      switch chosen {
      case .family(let family): counter = try TextCounter(family: family, unit: unit)
      case .model(let model, let unknown, let isDefault):
        counter = try TextCounter(model, assumedFor: unknown, isDefault: isDefault, unit: unit, catalog: catalog)
      }
    } catch {
      throw Complaint(error, counting: own ?? model ?? assumed ?? "", in: catalog, at: nil)
    }
    ready[key] = counter
    return counter
  }

  private struct Key: Hashable, Sendable {
    var model: String
    var unit: TextCounter.Unit
  }

  private enum Chosen {
    case family(TokenizerFamily)
    case model(Model, assumedFor: String? = nil, isDefault: Bool = false)
  }

  private func find(_ spelling: String?) throws(Complaint) -> Chosen {
    guard let spelling else {
      if let family {
        guard let family = TokenizerFamily(named: family) else {
          let names = TokenizerFamily.all.map(\.name).joined(separator: ", ")
          throw .usage("there is no family \"\(family)\"", remedy: "one of \(names)")
        }
        return .family(family)
      }
      if let assumed { return .model(try catalog.knownModel(assumed), assumedFor: assumed) }
      guard let model = catalog.defaultModel else {
        throw .usage("the catalogue has no measured model", remedy: "--model ID")
      }
      return .model(model, isDefault: true)
    }
    guard let assumed, catalog.model(spelling) == nil else { return .model(try catalog.knownModel(spelling)) }
    return .model(try catalog.knownModel(assumed), assumedFor: spelling)
  }
}
