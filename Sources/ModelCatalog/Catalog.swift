import JSONText
import _CModelCatalog

/// Every model that is known, with what it allows and costs: the embedded `models.json`, and a user's file over it.
///
/// ```swift
/// let catalog = try Catalog.bundled()
/// catalog.model("us.anthropic.claude-sonnet-4-5-20250929-v1:0")?.name    // "Claude Sonnet 4.5"
/// catalog.model("gpt-4")                                                 // nil
/// catalog.nearest(to: "claude-opus-55").first                            // "claude-opus-5-5"
/// ```
///
/// A value: copy it, send it to any thread. Facts are decoded when they are asked for.
public struct Catalog: Sendable {
  /// The models in the file's order, newest of each line first; models of a user's file come last.
  public let models: [Model]
  /// The day on which the catalogue was written: what "today" means where nobody gives a date.
  public let date: CalendarDay
  private let root: Facts
  /// Where models stand whose spellings were asked for before.
  private let known = KnownSpellings()

  /// The catalogue that is built into the program.
  ///
  /// Cost: about 56 KB of JSON are indexed once a call, a tenth of a millisecond.
  /// Throws `CatalogError` only if those bytes are damaged.
  public static func bundled() throws(CatalogError) -> Catalog {
    try Catalog(parsing: bundledBytes)
  }

  /// The bytes of the built-in `models.json`.
  package static var bundledBytes: [UInt8] {
    // Safe: the assembler computes the length of the bytes that it embeds.
    unsafe Array(UnsafeBufferPointer(start: ullage_models_json_bytes(), count: ullage_models_json_length()))
  }

  /// A whole catalogue of one's own. O(n); the facts are checked as in ``overriding(with:)``.
  public init(bytes: [UInt8]) throws(CatalogError) {
    try CatalogSchema.check(try Self.document(bytes).root)
    try self.init(parsing: bytes)
  }

  private init(parsing bytes: [UInt8]) throws(CatalogError) {
    let root = try Self.document(bytes).root
    guard let day = root["date"]?.string.flatMap({ CalendarDay($0) }), let models = root["models"], models.isArray
    else {
      throw CatalogError(
        code: .missingFact, message: "the catalogue has no \"date\" or no \"models\"", at: root, path: "",
        remedy: "Give both, or use the file as an override of the built-in catalogue.")
    }
    let facts = Facts([root])
    self.init(root: facts, date: day, models: models.elements.map { Model(Facts([$0])) })
  }

  private init(root: Facts, date: CalendarDay, models: [Model]) {
    self.root = root
    self.date = date
    self.models = models
  }

  /// The model that counts where nobody names one: the catalogue's `default_model`, the newest one with recorded calls.
  /// Nil where the catalogue names none that it knows.
  ///
  /// Cost: O(models).
  public var defaultModel: Model? { root.string("default_model").flatMap { model($0) } }

  /// The model that served calls to this one before it was announced, as far as was recorded: where a session's numbers
  /// fit no count by its own rules, they may fit this one's.
  public func successor(of model: Model) -> Model? { model.facts.string("served_by").flatMap { self.model($0) } }

  /// The entry of ``counting(_:)`` that stands in for models of a tokenizer family that have none of their own: the
  /// newest recorded one of the family; nil for an unknown family.
  public func standIn(forFamily name: String) -> String? { root["stand_ins"]?.string(name) }

  /// The model that a spelling names; see ``ModelID`` for the spellings. Without a date the newest snapshot; nil where
  /// nothing fits, also where only the date does not.
  ///
  /// Cost: O(models), a few microseconds for an id as the catalogue spells it and fifty for others.
  public func model(_ id: ModelID) -> Model? { index(of: id).map { models[$0] } }

  /// The same for a spelling; a look-up where it was asked for before.
  public func model(_ spelling: String) -> Model? {
    if let index = known[spelling] { return models[index] }
    guard let index = index(of: ModelID(spelling)) else { return nil }
    known[spelling] = index
    return models[index]
  }

  private func index(of id: ModelID) -> Int? {
    if let exact = models.lastIndex(where: { $0.hasID(id.rawValue) }) { return exact }
    let fitting = models.indices.filter { models[$0].isNamed(by: id) }
    return fitting.max { (models[$0].released ?? .distantPast) < (models[$1].released ?? .distantPast) }
  }

  /// The ids of the known models whose spelling is nearest, best first: for "did you mean". Empty where none is near.
  ///
  /// Near is an edit distance of at most a third of the spelling, `claude-` aside. Cost: O(n), and O(models · m²)
  /// for ids of m bytes; for errors only.
  public func nearest(to spelling: String, limit: Int = 3) -> [String] {
    let id = ModelID(spelling)
    if id.version.isEmpty, id.words.isEmpty {
      // An alias that moves, such as `opus[1m]`: the newest of the line.
      let line = models.filter { $0.line == id.line }
      if !line.isEmpty { return line.prefix(max(limit, 0)).map(\.id) }
    }
    let wanted = id.distinctPart
    var ranked: [(distance: Int, id: String)] = []
    for model in models {
      let own = ([model.id] + model.aliases).flatMap { [ModelID($0).distinctPart, ModelID($0).undated.distinctPart] }
      // What is far longer than an id is far from it: a request may spell a name of megabytes.
      let alike = own.filter { abs($0.count - wanted.count) * 3 <= wanted.count }
      let distance = alike.map { EditDistance.between(wanted, $0) }.min()
      if let distance, distance * 3 <= wanted.count { ranked.append((distance, model.id)) }
    }
    let nearest = ranked.enumerated().sorted { ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset) }
    return nearest.prefix(max(limit, 0)).map(\.element.id)
  }

  /// Facts that belong to no model: `images`, `multipliers`, `request_limits` and so on; nil for an unknown topic.
  public func shared(_ topic: String) -> Facts? { root["shared"]?[topic] }

  /// The beta header that a part of a request takes: a field (`context_management`), a type of tool or edit
  /// (`computer_20251124`), or a behaviour (`thinking_binding`); nil where it takes none or none is known.
  ///
  /// From the types of the official SDK, read on 2026-11-19. A key that ends in `*` stands for all that begin so.
  /// Cost: O(entries).
  public func beta(neededBy name: String) -> String? {
    guard let known = root["shared"]?["betas"]?["needed_by"] else { return nil }
    if let header = known.string(name) { return header }
    return known.keys.first { $0.hasSuffix("*") && name.hasPrefix($0.dropLast()) }.flatMap { known.string($0) }
  }

  /// Every beta header that is known to be needed by something. O(entries).
  package var betas: Set<String> {
    guard let known = root["shared"]?["betas"]?["needed_by"] else { return [] }
    return Set(known.keys.compactMap { known.string($0) })
  }

  /// How requests are counted by the rules of this name: its own facts, then those of the entry it is `like`, and so on;
  /// nil for an unknown name.
  ///
  /// ``Model/counting`` names the entry of a model. Cost: O(entries).
  public func counting(_ name: String) -> Facts? {
    var layers: [JSONValue] = []
    var next: String? = name
    // Entries that are like each other in a ring end the search, too.
    while let name = next, layers.count < 16, let entry = root["counting"]?[name] {
      layers += entry.layers
      next = entry.string("like")
    }
    return layers.isEmpty ? nil : Facts(layers)
  }

  /// What a source's key stands for, and when it was read; nil for an unknown key.
  public func source(_ key: String) -> Source? {
    root["sources"]?[key].map { Source(key: key, what: $0.string("what"), date: $0.string("date")) }
  }

  /// A source of facts.
  public struct Source: Sendable, Hashable {
    /// The key that facts name it by, such as `docs-08`.
    public let key: String
    /// What it is, in words.
    public let what: String?
    /// A day, a month or a year, as exactly as it is known.
    public let date: String?
  }

  static func document(_ bytes: [UInt8]) throws(CatalogError) -> JSONDocument {
    do { return try JSONDocument(parsing: bytes) } catch { throw CatalogError(error) }
  }

  /// This catalogue with a user's facts over it, each by itself: `{"models":[{"id":"claude-opus-5","window":{"default":
  /// 500000}}]}` changes one window. A model that is not known yet is added; it must name its tokenizer family.
  ///
  /// Cost: O(n) in the file, which is checked whole. Throws `CatalogError` with line, column and JSON path where a fact
  /// is unknown or of the wrong kind.
  public func overriding(with bytes: [UInt8]) throws(CatalogError) -> Catalog {
    let user = try Self.document(bytes).root
    try CatalogSchema.check(user)
    var models = models
    for (index, value) in (user["models"]?.elements).map(Array.init)?.enumerated() ?? [].enumerated() {
      let id = value["id"]?.string ?? ""
      let knownID = model(id)?.id
      if let knownID, let known = models.firstIndex(where: { $0.id == knownID }) {
        // The model keeps its own id, whatever spelling the file names it by.
        let name = JSONValue(members: [("id", JSONValue(models[known].id))])
        models[known] = Model(Facts([name, value] + models[known].facts.layers))
      } else {
        guard value["tokenizer"]?["family"]?.string != nil else {
          throw CatalogError(
            code: .missingFact, message: "\"\(id)\" is no known model, and its tokenizer family is not given",
            at: value, path: "models[\(index)]",
            remedy: "Add \"tokenizer\": {\"family\": \"v4.8\", \"basis\": \"assumed\"}, or correct the id.")
        }
        models.append(Model(Facts([value])))
      }
    }
    let date = user["date"]?.string.flatMap { CalendarDay($0) } ?? date
    return Catalog(root: Facts([user] + root.layers), date: date, models: models)
  }

  /// The counting rules without any model: for models of one's own, which are then found at once.
  package func withoutModels() -> Catalog { Catalog(root: root, date: date, models: []) }
}
