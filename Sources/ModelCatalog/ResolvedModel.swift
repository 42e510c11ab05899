/// The model that a request is counted and checked as: looked up once, at the door, and handed on.
///
/// ```swift
/// catalog.resolve("claude-opus-9", substitute: "claude-opus-5")?.known    // nil: its own facts are not known
/// ```
public struct ResolvedModel: Sendable {
  /// The model as the caller spells it.
  public let spelling: String
  /// The model whose rules count.
  public let model: Model
  /// Whether ``model`` only stands in for one that is not known.
  public let isSubstitute: Bool

  /// The model whose own facts hold; nil where another's rules stand in.
  public var known: Model? { isSubstitute ? nil : model }

  /// A model that the catalogue has.
  public init(_ model: Model) { self.init(spelling: model.id, model: model, isSubstitute: false) }

  package init(spelling: String, model: Model, isSubstitute: Bool) {
    self.spelling = spelling
    self.model = model
    self.isSubstitute = isSubstitute
  }
}

extension Catalog {
  /// The model of a spelling, or `substitute` in its place; nil where neither is known.
  ///
  /// Cost: one look-up, see ``model(_:)-(ModelID)``; two where the first fails.
  public func resolve(_ spelling: String, substitute: String? = nil) -> ResolvedModel? {
    if let model = model(spelling) { return ResolvedModel(spelling: spelling, model: model, isSubstitute: false) }
    guard let model = substitute.flatMap({ model($0) }) else { return nil }
    return ResolvedModel(spelling: spelling, model: model, isSubstitute: true)
  }
}
