import JSONText
import MessagesAPI
public import ModelCatalog
public import RequestChecking

/// On what terms a call is billed, besides its model and its tokens.
///
///     var terms = BillingTerms(day: day)
///     terms.isBatch = true        // half the price
public struct BillingTerms: Sendable, Hashable {
  /// The day of the call: prices have a history.
  public var day: CalendarDay
  /// Who bills: a gateway may have rules of its own for long prompts.
  public var platform = Platform.api
  /// Whether the call is one of a batch: half the price.
  public var isBatch = false
  /// Whether it runs in fast mode, on models that have it at a price of its own. Batches do not.
  public var isFast = false
  /// Where it is bound to run; dearer on the models that the documentation names (`shared.multipliers` of the catalogue).
  public var region = Region.anywhere

  /// Where a call is bound to run.
  public enum Region: Sendable, Hashable {
    /// Wherever there is room.
    case anywhere
    /// In one region: `inference_geo` `us`, or a regional endpoint of a cloud's. A tenth more.
    case regional
    /// In a government's region of Bedrock. A fifth more.
    case government
  }

  /// The plain terms of a day.
  public init(day: CalendarDay) { self.day = day }

  /// The region that a model's id on Bedrock names: `us.anthropic.…` is regional, `global.anthropic.…` is not.
  public static func region(ofID spelling: String) -> Region {
    let parts = spelling.split(separator: "/").last.map { $0.split(separator: ".") } ?? []
    guard parts.count > 1, parts[1] == "anthropic" else { return .anywhere }
    switch parts[0] {
    case "global": return .anywhere
    case "us-gov": return .government
    default: return .regional
    }
  }
}

extension BillingTerms {
  init(of request: MessagesRequest, _ resolved: ResolvedPolicy) {
    day = resolved.day
    platform = resolved.platform
    isBatch = resolved.policy.endpoint == .batches
    isFast = request.otherFields["speed"]?.isText("fast") == true
    let isInUS = request.otherFields["inference_geo"]?.isText("us") == true
    region = isInUS ? .regional : Self.region(ofID: resolved.resolvedModel.spelling)
  }

  /// What the price is to be multiplied with, in thousandths.
  func premium(of model: Model, _ catalog: Catalog) -> Int {
    let isOnCloud = platform == .bedrock || platform == .google
    let name: String
    switch region {
    case .anywhere: return 1000
    case .regional: name = isOnCloud ? "regional_endpoint" : "inference_geo_us"
    case .government: name = "government_endpoint"
    }
    guard let released = model.released, let facts = catalog.shared("multipliers"),
      let since = facts.day(name + "_since"),
      released >= since, let factor = facts.double(name)
    else { return 1000 }
    return Int((min(max(factor, 0), 1000) * 1000).rounded())
  }
}
