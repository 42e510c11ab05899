import Console
import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import Tokenization

/// What stands behind an `ullage_counter`: a model, ready to count texts, requests and plans. Never changed once it is made.
final class Counter: Sendable {
  let catalog: Catalog
  /// The model whose texts are counted, as the catalogue calls it; nil for a bare family.
  let model: Model?
  /// Whether nobody named a model.
  let modelIsDefault: Bool
  let tokenizer: Tokenizer
  /// The same texts with bounds and basis, alone and as messages.
  let texts: TextCounter
  let messages: TextCounter
  let requests: RequestCounter
  let planner: Planner
  /// The catalogue's day as one number, such as 20261121.
  let day: Int32

  /// - Parameters:
  ///   - name: a model in any spelling, or a family; nil is the catalogue's default model.
  ///   - overrides: a catalogue that is laid over the built-in one.
  init(_ name: String?, overrides: [UInt8]?) throws(Complaint) {
    catalog = try Self.catalog(overrides)
    day = Int32(catalog.date.year * 10_000 + catalog.date.month * 100 + catalog.date.day)
    modelIsDefault = name == nil
    if let name, let family = TokenizerFamily(named: name) {
      model = nil
      do { tokenizer = try Tokenizer.bundled(family) } catch {
        throw Complaint(
          code: error.code.name, message: "the built-in vocabulary is damaged at byte \(error.offset)", place: nil,
          remedy: "install the library anew", status: .incomplete)
      }
    } else {
      guard let found = name.map(catalog.model) ?? catalog.defaultModel else {
        throw Complaint(
          code: "unknown_model", message: "the model \"\(name ?? "")\" is not known", place: "model",
          remedy: catalog.remedy(forUnknown: name ?? "", alternative: ""), status: .incomplete)
      }
      model = found
      do { tokenizer = try Tokenizer.bundled(for: found.id, in: catalog) } catch { throw Complaint(error) }
    }
    do throws(CountError) {
      if let model {
        texts = try TextCounter(model: model.id, catalog: catalog)
        messages = try TextCounter(model: model.id, unit: .message, catalog: catalog)
      } else {
        texts = try TextCounter(family: tokenizer.family)
        messages = try TextCounter(family: tokenizer.family, unit: .message)
      }
    } catch {
      throw Complaint(error)
    }
    requests = RequestCounter(catalog: catalog, threads: WorkCrew.processors)
    planner = Planner(counter: requests)
  }

  private static func catalog(_ overrides: [UInt8]?) throws(Complaint) -> Catalog {
    do throws(CatalogError) {
      let catalog = try Catalog.bundled()
      guard let overrides else { return catalog }
      return try catalog.overriding(with: overrides)
    } catch {
      throw Complaint(
        code: error.code.rawValue, message: error.message,
        place: ["catalog:\(error.line):\(error.column)", error.path].filter { !$0.isEmpty }.joined(separator: ", "),
        remedy: error.remedy, status: .badData)
    }
  }
}

extension Complaint {
  /// What the substitute is called in the options of this interface.
  private static let option = " It is the option assume_model."

  /// What the counter of requests says. A catalogue whose rules cannot be followed is bad data.
  init(_ error: CountError) {
    self.init(
      code: error.code.rawValue, message: error.message, place: error.path.description,
      remedy: error.code == .unknownModel ? error.remedy + Self.option : error.remedy,
      status: error.code == .badRules ? .badData : .incomplete)
  }

  /// What the planner says.
  init(_ error: PlanError) {
    let isUsage = [.unknownSurface, .unknownWindow, .unknownTier, .absurdNumber].contains(error.code)
    self.init(
      code: error.code.rawValue, message: error.message, place: error.path.description,
      remedy: error.code == .unknownModel ? error.remedy + Self.option : error.remedy,
      status: isUsage ? .usage : error.code == .badRules ? .badData : .incomplete)
  }
}
