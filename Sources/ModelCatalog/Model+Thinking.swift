import JSONText

extension Model {
  /// Thinking, where it is known; a model without it has no modes.
  public var thinking: Thinking? { facts["thinking"].map { Thinking($0) } }

  /// Whether that value of `thinking.type` is accepted; nil where it is not known. Read by itself, without the rest.
  package func acceptsThinking(_ mode: String) -> Bool? {
    facts.value("modes", in: "thinking").map { modes in modes.elements.contains { $0.isText(mode) } }
  }

  /// The levels of `effort`, lowest first, empty where there is none; and the one that counts where none is given.
  public var effortLevels: [String]? { facts["effort"]?.strings("levels") }
  /// The effort where a request names none.
  public var defaultEffort: String? { facts["effort"]?.string("default") }

  /// What a model's thinking allows, and what becomes of it in later turns.
  public struct Thinking: Sendable, Hashable {
    /// The values of `thinking.type` that are accepted: `adaptive`, `enabled`, `disabled`, `between_tools`.
    public let modes: [String]
    /// Modes that the API still takes.
    public let deprecatedModes: [String]
    /// What counts where the request says nothing.
    public let defaultMode: String?
    /// Whether the model thinks whatever a request says.
    public let isAlwaysOn: Bool?
    /// `keep`: the thinking of earlier turns stays and is billed as input. `strip`: a user message that is not only tool
    /// results removes it.
    public let priorTurns: PriorTurns?
    /// Whether a block of thinking is bound to all that stood before it: changing that makes the API refuse the block, or
    /// drop it where the request says so. Nil where it is not, or not known to be.
    public let isBoundToPrefix: Bool?
    /// `omitted`, `summarized` or `full`: what the answer shows. Billing is on the whole.
    public let display: String?
    /// `always`, `adaptive`, `header`, `adaptive_or_header` or `none`: thinking between tool calls.
    public let interleaved: String?
    /// The header for thinking between calls; nil where none is needed or helps.
    public let interleavedHeader: String?
    /// The highest effort at which a mode is accepted, for modes that have such a limit.
    public let highestEffort: [String: String]

    /// What becomes of the thinking of earlier turns. An open set.
    public struct PriorTurns: RawRepresentable, Hashable, Sendable {
      public let rawValue: String
      public init(rawValue: String) { self.rawValue = rawValue }
      /// Thinking of earlier turns stays.
      public static let keep = PriorTurns(rawValue: "keep")
      /// Thinking of earlier turns is taken out.
      public static let strip = PriorTurns(rawValue: "strip")
    }

    init(_ facts: Facts) {
      modes = facts.strings("modes") ?? []
      deprecatedModes = facts.strings("deprecated_modes") ?? []
      defaultMode = facts.string("default")
      isAlwaysOn = facts.bool("always_on")
      priorTurns = facts.string("prior_turns").map(PriorTurns.init(rawValue:))
      isBoundToPrefix = facts.bool("bound_to_prefix")
      display = facts.string("display")
      interleaved = facts.string("interleaved")
      interleavedHeader = facts.string("interleaved_header")
      var limits: [String: String] = [:]
      for limit in facts.objects("mode_limits") {
        if let mode = limit.string("mode") { limits[mode] = limit.string("highest_effort") }
      }
      highestEffort = limits
    }
  }
}
