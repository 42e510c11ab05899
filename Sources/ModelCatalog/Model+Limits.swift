import JSONText

extension Model {
  /// How many tokens fit, input and output together.
  public var window: Window? { facts["window"].map { Window($0) } }

  /// The most tokens of output a request may ask for.
  public var maxOutput: MaxOutput? { facts["max_output"].map { MaxOutput($0) } }
  /// The same without a beta header: read by itself, without the rest.
  package var standardOutput: Int? { facts.value("default", in: "max_output")?.int }

  /// `high` or `standard`: how finely images are seen. ``Catalog/shared(_:)`` has the tiers' limits under `images`.
  public var imageTier: String? { facts["media"]?.string("image_tier") }
  /// Images, and PDF pages, that one request may hold.
  public var maxImages: Int? { facts["media"]?.int("images") }
  /// The same on a day: some models took fewer before they had the larger window.
  public func maxImages(on day: CalendarDay) -> Int? { media("images", on: day) }
  /// The most pages of PDFs in a request.
  public var maxPDFPages: Int? { facts["media"]?.int("pdf_pages") }
  /// The same on a day.
  public func maxPDFPages(on day: CalendarDay) -> Int? { media("pdf_pages", on: day) }

  private func media(_ key: String, on day: CalendarDay) -> Int? {
    let earlier = facts["media"]?.objects("earlier").first { $0.day("until").map { day < $0 } ?? false }
    return earlier?.int(key) ?? facts["media"]?.int(key)
  }

  /// Whether the last message may be the assistant's, for it to go on.
  public var acceptsPrefill: Bool? { facts.bool("prefill") }
  /// Whether the model is told of its token budget in the prompt.
  public var hasContextAwareness: Bool? { facts.bool("context_awareness") }
  /// What becomes of input + `max_tokens` over the window.
  public var overflow: Overflow? { facts.string("overflow").map(Overflow.init(rawValue:)) }
  /// The shortest prompt that is cached, in tokens; shorter ones are silently not.
  public var cacheMinimum: Int? { facts.int("cache_minimum") }
  /// Whether `tool_choice` may be `any` or `tool`.
  public var acceptsForcedToolChoice: Bool? { facts.string("forced_tool_choice").map { $0 == "allowed" } }
  /// Whether `temperature`, `top_p` and `top_k` may differ from their defaults.
  public var acceptsSampling: Bool? { facts.string("sampling").map { $0 == "allowed" } }
  /// Whether `temperature` and `top_p` may both be given.
  public var acceptsTemperatureWithTopP: Bool? { facts.string("temperature_with_top_p").map { $0 == "allowed" } }
  /// Whether the form of the answer may be given by a schema.
  public var acceptsOutputFormat: Bool? { facts.string("output_format").map { $0 == "allowed" } }
  /// Whether messages of the system may stand among the others; nil where it is not known.
  public var systemMessages: SystemMessages? {
    facts.string("system_messages").map(SystemMessages.init(rawValue:))
  }
  /// Whether the API compacts the conversation at a threshold (`compact_20260112`).
  public var acceptsCompaction: Bool? { facts.string("compaction").map { $0 == "allowed" } }
  /// Whether `speed` may be `fast`.
  public var acceptsFastMode: Bool? { facts.string("fast_mode").map { $0 == "allowed" } }
  /// Whether a request may have a budget for a whole task.
  public var acceptsTaskBudget: Bool? { facts.string("task_budget").map { $0 == "allowed" } }
  /// Whether tools may be called from code that the model writes.
  public var acceptsProgrammaticCalls: Bool? { facts.string("programmatic_calls").map { $0 == "allowed" } }
  /// Whether documents may be cited.
  public var acceptsCitations: Bool? { facts.string("citations").map { $0 == "allowed" } }
  /// Whether the last message may be the assistant's where there are tools, on Bedrock.
  public var acceptsPrefillWithToolsOnBedrock: Bool? {
    facts.string("prefill_with_tools_on_bedrock").map { $0 == "allowed" }
  }
  /// Tokens of the tools' system prompt as the documentation has them, for `auto` or `any`; measured laws go before.
  public func documentedToolPrompt(_ choice: String) -> Int? { facts["tool_prompt"]?["documented"]?.int(choice) }

  /// Whether a model takes messages of the system. An open set.
  public struct SystemMessages: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// It does.
    public static let accepted = SystemMessages(rawValue: "accepted")
    /// It does not.
    public static let rejected = SystemMessages(rawValue: "rejected")
    /// Documentation and records contradict each other.
    public static let doubtful = SystemMessages(rawValue: "doubtful")
  }

  /// What becomes of a request whose input + `max_tokens` exceeds the window. An open set.
  public struct Overflow: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Accepted: the output ends with `model_context_window_exceeded`.
    public static let accepted = Overflow(rawValue: "accepted")
    /// Refused with status 400.
    public static let refused = Overflow(rawValue: "refused")
    /// The output is cut silently.
    public static let truncated = Overflow(rawValue: "truncated")
  }
}

/// The context window of a model, with its history.
public struct Window: Sendable {
  /// Tokens without a beta header, on the catalogue's date.
  public let tokens: Int?
  /// What a beta header makes of it.
  public let beta: BetaWindow?
  private let facts: Facts

  init(_ facts: Facts) {
    self.facts = facts
    tokens = facts.int("default")
    beta = facts["beta"].flatMap { BetaWindow($0) }
  }

  /// The window on a day, with the beta headers a request sends. The header counts only while it had effect.
  ///
  /// For Sonnet 4.5 and `["context-1m-2025-08-07"]`: 1,000,000 on 2026-01-01, and 200,000 from 2026-04-30 on.
  public func tokens(on day: CalendarDay, betas: [String] = []) -> Int? {
    if let beta, betas.contains(beta.header), beta.hasEffect(on: day) { return beta.tokens }
    let earlier = facts.objects("earlier").first { $0.day("until").map { day < $0 } ?? false }
    return earlier?.int("tokens") ?? tokens
  }

  /// The window in a chat product, such as `claude.ai enterprise`.
  public func tokens(onSurface name: String) -> Int? {
    facts.objects("surfaces").first { $0.string("name") == name }?.int("tokens")
  }
}

/// A window that takes a beta header.
public struct BetaWindow: Sendable, Hashable {
  /// The window with the header, in tokens.
  public let tokens: Int
  /// The value of `anthropic-beta`.
  public let header: String
  /// The first day with effect, and the first without.
  public let from: CalendarDay?
  /// The last day on which the header had effect; nil where it still has.
  public let until: CalendarDay?
  /// Who may use it, where not everyone.
  public let eligibility: String?

  init?(_ facts: Facts) {
    guard let tokens = facts.int("tokens"), let header = facts.string("header") else { return nil }
    self.tokens = tokens
    self.header = header
    from = facts.day("from")
    until = facts.day("until")
    eligibility = facts.string("eligibility")
  }

  /// Whether the header has effect on `day`.
  public func hasEffect(on day: CalendarDay) -> Bool {
    if let from, day < from { return false }
    if let until, day >= until { return false }
    return true
  }
}

/// The most output tokens a request may ask for.
public struct MaxOutput: Sendable, Hashable {
  /// The most tokens of output.
  public let tokens: Int?
  /// With the beta header ``betaHeader``, on ``betaEndpoint`` (`messages` or `batches`).
  public let betaTokens: Int?
  /// The header that allows more; nil where there is none.
  public let betaHeader: String?
  /// The endpoint that takes the header; nil where all do.
  public let betaEndpoint: String?
  /// The platforms that take the header; nil where all do.
  public let betaPlatforms: [String]?
  /// The first day of the header.
  public let betaFrom: CalendarDay?
  /// What Anthropic's SDKs accept without streaming, where it is less than for other models.
  public let withoutStreaming: Int?

  init(_ facts: Facts) {
    tokens = facts.int("default")
    let beta = facts["beta"]
    betaTokens = beta?.int("tokens")
    betaHeader = beta?.string("header")
    betaEndpoint = beta?.string("endpoint")
    betaPlatforms = beta?.strings("platforms")
    betaFrom = beta?.day("from")
    withoutStreaming = facts.int("without_streaming")
  }

  /// The most with the beta headers a request sends, on an endpoint (`messages`, `batches`) of a platform (`api`), on a
  /// day; nil where it is not known.
  ///
  /// For Opus 5 and `["output-300k-2026-03-24"]`: 300,000 on `batches`, 128,000 on `messages` and on Bedrock.
  public func tokens(
    betas: [String], endpoint: String, platform: String = "api", on day: CalendarDay? = nil
  ) -> Int? {
    guard let betaHeader, betas.contains(betaHeader), let betaTokens,
      betaEndpoint == nil || betaEndpoint == endpoint, betaPlatforms?.contains(platform) != false, let tokens
    else { return tokens }
    if let day, let betaFrom, day < betaFrom { return tokens }
    return max(betaTokens, tokens)
  }
}
