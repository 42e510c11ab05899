public import ModelCatalog
public import RequestChecking
public import RequestCounting

/// What is known of a request besides its body, and what is asked. All of it can be left out.
///
///     var policy = PlanPolicy()
///     policy.maxTokens = 8_000
///     policy.betas = ["context-1m-2025-08-07"]
///     policy.asOf = CalendarDay("2026-01-01")
public struct PlanPolicy: Sendable {
  /// The model to plan for, in any spelling; nil is the body's.
  public var model: String?
  /// The model whose rules count where the request's is not known.
  public var substitute: String?
  /// Tokens of output to reserve; nil is the body's `max_tokens`.
  public var maxTokens: Int?
  /// Values of the `anthropic-beta` header; nil where they are not known. Betas in the body are added.
  public var betas: [String]?
  /// The value of the `anthropic-version` header; nil where it is not known.
  public var version: String?
  /// The day of sending; nil is the catalogue's date, never the clock.
  public var asOf: CalendarDay?
  /// The window, in tokens, whatever the model's is; nil is the model's.
  public var window: Int?
  /// A chat product with a window of its own, such as `claude.ai enterprise`.
  public var surface: String?
  /// What the API counted of the first messages of the request, from its `usage`; the count goes on from there.
  public var anchor: CountAnchor?
  /// Nil is what the body tells.
  public var platform: Platform?
  /// Where the request is sent to.
  public var endpoint = Endpoint.messages
  /// Whether the account may use a window that not everyone may (usage tier 4 or custom limits); nil is not known.
  public var hasLongContextAccess: Bool?
  /// The body's length in bytes as it is sent; nil is not checked.
  public var bodyLength: Int?
  /// The request's place in its batch, from 0; nil outside batches.
  public var batchIndex: Int?
  /// Everything else that counting should know; its betas, date and substitute are replaced by the policy's.
  public var counting = CountContext()
  /// Whether ways out are looked for.
  public var remedies = RemedyScope.whereNeeded
  /// How full the window may get: above it ways down to it are looked for, also while the request fits. Nil is as full as
  /// can be.
  public var goal: PlanGoal?
  /// Tokens of the answer that have been written already, for ``Plan/outputEnd``.
  public var outputSoFar = 0
  /// Whether ``Plan/room`` is looked for: what fits next, at the cost of a dozen short counts.
  public var asksForRoom = false
  /// Parallel calls with this request as their prefix that ``Room/branches`` is for; nil asks for none.
  public var branches: Int?
  /// The account's tier for limits of a minute: `start`, `build` or `scale`; nil is not known.
  public var rateTier: String?
  /// What may be dropped, and at what loss.
  public var priorities = Priorities()
  /// Tokens of output to expect for the price and the forecast; nil is the mean of the conversation's own answers.
  public var expectedOutput: Int?
  /// Tokens of the prefix that are read from the cache; the rest up to the last breakpoint is written. Nil is none, and
  /// for sessions what the last call had.
  public var cachedTokens: Int?
  /// Turns over which ``Plan/outlook`` and the remedies' are priced.
  public var turns = 10

  /// The share of requests of which "it fits" may be false, within `RiskLimit.range`; nil goes by the upper bound.
  public var risk: Double?

  /// Whether other betas than ``betas`` may be sent: a remedy adds its own to those that nobody named.
  var mayHaveMoreBetas = false

  /// - Parameter model: the model to plan for; nil is the body's.
  public init(model: String? = nil) { self.model = model }

  /// When ways out of a window that is too small are looked for; each is simulated, at the cost of a count.
  public enum RemedyScope: Sendable, Hashable {
    /// Remedies are not looked for.
    case never
    /// Unless the verdict is ``Verdict/fits``.
    case whereNeeded
    /// Remedies are looked for even where the request fits.
    case always
    /// Those of these names, always.
    case only(Set<String>)
  }

  /// What the anchor's messages count, once they have been counted.
  var prefix: CountedPrefix?
  /// The model whose rules count, where the named one was answered by another.
  var countedAs: String?
  /// Where the request is a session's: what is not sent as it stands in the file.
  var session: SessionStanding?

  var context: CountContext {
    var context = counting
    context.betas = betas ?? counting.betas
    if let asOf { context.asOf = .day(asOf) }
    context.substitute = substitute ?? counting.substitute
    return context
  }
}
