import JSONText

/// One model: its names, and every fact that is known of it. `Model+Limits`, `Model+Thinking` and `Prices` read the rest.
///
/// What is not known is nil, never zero. Facts are decoded at each call: cheap, but not free in a loop.
public struct Model: Sendable, CustomStringConvertible {
  /// All facts, by the names that `models.json` gives them.
  public let facts: Facts

  /// Anthropic's own id, for example `claude-sonnet-4-5-20250929`. Read once: each request asks for it.
  public let id: String

  init(_ facts: Facts) {
    self.facts = facts
    id = facts.string("id") ?? ""
  }

  /// Other ids that Anthropic's API accepts or accepted.
  public var aliases: [String] { facts.strings("aliases") ?? [] }
  /// The name for people: `Claude Sonnet 4.5`.
  public var name: String { facts.string("name") ?? id }
  /// The line, such as `sonnet`.
  public var line: String { facts.string("line") ?? ModelID(id).line }
  /// The entry of ``Catalog/counting(_:)`` that counts requests to this model; nil where the family must do.
  public var counting: String? { facts.string("counting") }
  /// The day of release.
  public var released: CalendarDay? { facts.day("released") }
  /// `active`, `legacy`, `deprecated` or `retired`, on the catalogue's date.
  public var status: String? { facts.string("status") }
  /// What is known of the end of service.
  public var retirement: Retirement? {
    facts["retirement"].map { Retirement(kind: $0.string("kind") ?? "", day: $0.day("date")) }
  }
  /// The ids of one platform: `bedrock`, `vertex` or `foundry`.
  public func ids(on platform: String) -> [String] { facts["platforms"]?.strings(platform) ?? [] }
  /// Keys of the sources; ``Catalog/source(_:)`` explains them.
  public var sources: [String] { facts.strings("sources") ?? [] }
  /// What is doubtful about a fact, by the fact's path.
  public func note(on path: String) -> String? { facts["notes"]?.string(path) }

  public var description: String { id }

  /// The end of a model's service on the Claude API.
  public struct Retirement: Sendable, Hashable {
    /// `not_sooner_than`, `retires` or `retired`, or `deprecated` where no more is known.
    public let kind: String
    /// The day.
    public let day: CalendarDay?
  }

  /// What text costs.
  public var tokenizer: TokenizerFacts { TokenizerFacts(facts["tokenizer"] ?? Facts([])) }

  /// The tokenizer of a model, as far as it is known.
  public struct TokenizerFacts: Sendable, Hashable {
    /// The family by its name in `Tokenization`: `v3`, `v4.7` or `v4.8`.
    public let family: String
    /// How the family is known.
    public let basis: Evidence
    /// Whether trailing ASCII white space of the last user text is free: recorded on Opus 5. Nil where not known.
    public let trailingWhitespaceFree: Bool?
    /// Tokens of the frame around one user message where it is not the family's.
    public let messageFrame: Int?
    /// By how many tokens that frame may be off, either way.
    public let messageFrameSpread: Int
    /// By how many per cent the content's count may be off, either way: another vocabulary stands in.
    public let contentSpreadPercent: Int
    /// Keys of the sources.
    public let sources: [String]

    init(_ facts: Facts) {
      family = facts.string("family") ?? ""
      basis = facts.string("basis").map(Evidence.init(rawValue:)) ?? .assumed
      trailingWhitespaceFree = facts.bool("trailing_whitespace_free")
      messageFrame = facts.int("message_frame")
      messageFrameSpread = facts.int("message_frame_spread") ?? 0
      contentSpreadPercent = facts.int("content_spread_percent") ?? 0
      sources = facts.strings("sources") ?? []
    }
  }

  /// What a fact about counting rests on. An open set; an answer of the API to this very request is none of them.
  public struct Evidence: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Recorded counts of this very model agree.
    public static let recorded = Evidence(rawValue: "recorded")
    /// Few recordings of this model, explained by the law of its neighbours.
    public static let modelled = Evidence(rawValue: "modelled")
    /// No recording: taken over from documentation or from a neighbour.
    public static let assumed = Evidence(rawValue: "assumed")
  }

  // MARK: Lookup

  func hasID(_ spelling: String) -> Bool {
    guard let id = facts.value("id") else { return false }
    if id.spells(spelling) { return true }
    return facts.value("aliases")?.elements.contains { $0.spells(spelling) } ?? false
  }

  /// Whether `wanted` names this model in any spelling; a date must be one of this model's.
  func isNamed(by wanted: ModelID) -> Bool {
    ([id] + aliases).contains { spelling in
      let own = ModelID(spelling)
      return own.isSameModel(as: wanted) && (wanted.date == nil || wanted.date == own.date)
    }
  }
}

extension JSONValue {
  /// Whether this is a string with just that text. O(n), no allocation.
  fileprivate func spells(_ text: String) -> Bool {
    withUTF8 { bytes in bytes.count == text.utf8.count && zip(bytes.indices, text.utf8).allSatisfy { bytes[$0] == $1 } }
      ?? false
  }
}
