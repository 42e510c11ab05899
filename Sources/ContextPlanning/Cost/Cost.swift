import MessagesAPI
public import ModelCatalog
import RequestChecking
import RequestCounting

/// What a request costs, in billionths of a dollar, and by which rule.
///
/// What its breakpoints mark is written to the cache, each for its own time, unless the policy says how much of it is
/// read. Long prompts cost more where the provider's rule of the day says so: for the whole request, or for what lies
/// above its threshold.
///
///     plan.cost?.dollars      // "0.018455"
public struct Cost: Sendable, Hashable {
  /// Tokens of one kind at one price.
  public struct Line: Sendable, Hashable {
    /// What tokens are paid as.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
      /// Input that no cache holds.
      case input
      /// Input written to the cache for five minutes.
      case cacheWrite5Minutes = "cache_write_5m"
      /// Input written to the cache for an hour.
      case cacheWrite1Hour = "cache_write_1h"
      /// Input read from the cache.
      case cacheRead = "cache_read"
      /// Output.
      case output
    }

    /// What the tokens are paid as.
    public let kind: Kind
    /// How many.
    public let tokens: Int
    /// The price of one of them.
    public let price: Price
    /// All of them, in 10⁻⁹ dollars, rounded half up.
    public var nanodollars: Int { price.nanodollars(for: tokens) }
  }

  /// What is paid, by kind, in the order of the prompt.
  public let lines: [Line]
  /// The rule that makes the prompt dearer; nil where none does.
  public let longContextRule: LongContextRule?
  /// Whether batch prices were taken.
  public let isBatch: Bool
  /// Whether fast mode's prices were taken.
  public let isFast: Bool
  /// Whether it is a tenth dearer for the region that it is bound to.
  public let isRegional: Bool
  /// The places up to which the request is cached, in the order of the prompt.
  public let breakpoints: [CacheBreakpoint]
  /// Tokens that the cache then holds: what the next call reads of them where nothing before changes.
  public let cachedTokens: Int
  /// All calls of the conversation so far together, each with what stood before it: with the prefix of the call before
  /// read from the cache where the request has breakpoints, else as plain input.
  public let conversationNanodollars: Int

  /// The sum of the lines, in 10⁻⁹ dollars; `Int.max` where it is more.
  public var nanodollars: Int { lines.map(\.nanodollars).saturatingSum }

  /// Dollars, to a millionth, rounded half up.
  public var dollars: String { Self.dollars(nanodollars) }

  /// Nanodollars as dollars: `Cost.dollars(18_455_000)` is `0.018455`.
  public static func dollars(_ nanodollars: Int) -> String {
    let micro = (nanodollars.magnitude + 500) / 1000
    let decimals = String(String(1_000_000 + micro % 1_000_000).dropFirst())
    return "\(nanodollars < 0 && micro > 0 ? "-" : "")\(micro / 1_000_000).\(decimals)"
  }
}

extension Cost {
  /// Nil where the model has no price.
  init?(
    of plan: Plan, _ request: MessagesRequest, _ costs: MessageTokens, _ cached: CachedPrefix,
    _ resolved: ResolvedPolicy
  ) {
    let prompt = max(plan.input.total.tokens, 0)
    let terms = BillingTerms(of: request, resolved)
    guard let tariffs = Tariffs(resolved, terms) else { return nil }
    let tariff = tariffs.tariff(promptTokens: prompt)
    lines = tariff.lines(of: Self.billed(plan, request, costs, cached, resolved))
    longContextRule = tariff.rule
    isBatch = terms.isBatch
    isFast = tariffs.isFast
    isRegional = tariffs.isRegional
    breakpoints = cached.breakpoints
    cachedTokens = min(cached.tokens, prompt)
    conversationNanodollars = ConversationCost(request, costs, cached).nanodollars(by: tariffs)
  }

  /// What the next call alone costs, in 10⁻⁹ dollars; nil where the model has no price. O(messages).
  static func nextCall(
    of plan: Plan, _ request: MessagesRequest, _ costs: MessageTokens, _ cached: CachedPrefix,
    _ resolved: ResolvedPolicy
  ) -> Int? {
    Tariffs(resolved, BillingTerms(of: request, resolved)).map { tariffs in
      let tokens = billed(plan, request, costs, cached, resolved)
      return tariffs.tariff(promptTokens: tokens.prompt).nanodollars(of: tokens)
    }
  }

  /// The next call's tokens, by what they are paid as.
  private static func billed(
    _ plan: Plan, _ request: MessagesRequest, _ costs: MessageTokens, _ cached: CachedPrefix,
    _ resolved: ResolvedPolicy
  ) -> BilledTokens {
    let output = resolved.policy.expectedOutput ?? Forecast.meanAnswer(request, costs) ?? resolved.maxTokens
    let read = resolved.policy.cachedTokens ?? (resolved.policy.session == nil ? 0 : plan.anchor?.tokens ?? 0)
    return cached.billed(prompt: max(plan.input.total.tokens, 0), read: read, output: output)
  }
}

extension CachedPrefix {
  /// How the tokens of one call are paid: up to the last breakpoint for an hour what is not read is written for an hour,
  /// from there to the last breakpoint for five minutes, and the rest is plain input.
  func billed(prompt: Int, read: Int, output: Int) -> BilledTokens {
    let end = min(tokens, prompt)
    let read = min(max(read, 0), end)
    let hour = min(max(breakpoints.last { $0.isCached && $0.isHourly }?.tokens ?? 0, read), end)
    return BilledTokens(
      cacheRead: read, cacheWrite1Hour: hour - read, cacheWrite5Minutes: end - hour, input: prompt - end,
      output: max(output, 0))
  }
}

/// What the calls of a conversation so far have cost.
struct ConversationCost {
  private let request: MessagesRequest
  private let costs: MessageTokens
  private let cached: CachedPrefix

  init(_ request: MessagesRequest, _ costs: MessageTokens, _ cached: CachedPrefix) {
    (self.request, self.costs, self.cached) = (request, costs, cached)
  }

  private static let lookback = 20

  /// O(messages).
  func nanodollars(by tariffs: Tariffs) -> Int {
    var (sum, before, known, blocks) = (0, costs.head, 0, 0)
    let fixed = cached.breakpoints.filter(\.isCached).map(\.tokens)
    for index in request.messages.indices {
      if request.messages[index].role == .assistant {
        let marked = fixed.last { $0 <= before } ?? 0
        // A breakpoint in the last message was in the last message of the calls before, too.
        let end = cached.isMoving && before >= cached.minimum ? before : marked
        let read = blocks > Self.lookback ? min(known, marked) : min(known, end)
        let write = end - read
        let tokens = BilledTokens(
          cacheRead: read, cacheWrite1Hour: cached.isHourly ? write : 0,
          cacheWrite5Minutes: cached.isHourly ? 0 : write, input: before - end, output: costs.tokens[index])
        sum = sum.saturatingAdding(tariffs.tariff(promptTokens: before).nanodollars(of: tokens))
        (known, blocks) = (end, 0)
      }
      blocks += request.messages[index].blockCount
      before += costs.tokens[index]
    }
    return sum
  }
}
