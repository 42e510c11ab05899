import MessagesAPI
public import ModelCatalog
import RequestChecking
import RequestCounting

/// What a request costs, in billionths of a dollar, and by which rule.
///
/// The cached prefix is written unless the policy says how much of it is read. Long prompts cost more where the
/// provider's rule of the day says so: for the whole request, or for what lies above its threshold.
///
///     plan.cost?.dollars      // "0.018455"
public struct Cost: Sendable, Hashable {
  /// Tokens of one kind at one price.
  public struct Line: Sendable, Hashable {
    /// What tokens are paid as.
    public enum Kind: String, Sendable, Hashable {
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
    /// All of them, in 10⁻⁹ dollars.
    public var nanodollars: Int { tokens * price.nanodollars }
  }

  /// What is paid, by kind.
  public let lines: [Line]
  /// The rule that makes the prompt dearer; nil where none does.
  public let longContextRule: LongContextRule?
  /// Whether batch prices were taken.
  public let isBatch: Bool
  /// All calls of the conversation so far together, each with what stood before it: with the prefix of the call before
  /// read from the cache where the request has breakpoints, else as plain input.
  public let conversationNanodollars: Int

  /// The sum of the lines, in 10⁻⁹ dollars.
  public var nanodollars: Int { lines.reduce(0) { $0 + $1.nanodollars } }

  /// Dollars, to a millionth, rounded half up.
  public var dollars: String { Self.dollars(nanodollars) }

  /// Nanodollars as dollars: `Cost.dollars(18_455_000)` is `0.018455`.
  public static func dollars(_ nanodollars: Int) -> String {
    let micro = (abs(nanodollars) + 500) / 1000
    let decimals = String(String(1_000_000 + micro % 1_000_000).dropFirst())
    return "\(nanodollars < 0 ? "-" : "")\(micro / 1_000_000).\(decimals)"
  }
}

extension Cost {
  /// Nil where the model has no price.
  init?(of plan: Plan, _ request: MessagesRequest, _ costs: MessageTokens, _ resolved: ResolvedPolicy) {
    let prompt = max(plan.input.total.tokens, 0)
    guard let tariffs = Tariffs(resolved) else { return nil }
    let tariff = tariffs.tariff(promptTokens: prompt)
    let cached = CachedPrefix(request, costs, minimum: resolved.model.cacheMinimum ?? 0)
    let prefix = min(max(cached.tokens, 0), prompt)
    let read = min(max(resolved.policy.cachedTokens ?? 0, 0), prefix)
    let output = resolved.policy.expectedOutput ?? Forecast.meanAnswer(request, costs) ?? resolved.maxTokens
    let hour = prefix > 0 && Self.isHourly(request)
    var lines: [Line] = []
    var position = 0
    for (kind, tokens) in [
      (Line.Kind.cacheRead, read), (hour ? .cacheWrite1Hour : .cacheWrite5Minutes, prefix - read),
      (.input, prompt - prefix), (.output, max(output, 0)),
    ] {
      lines += tariff.lines(kind, tokens, at: position)
      position += tokens
    }
    self.lines = lines
    longContextRule = tariff.rule
    isBatch = tariff.isBatch
    conversationNanodollars = Self.conversation(request, costs, tariffs, isCached: prefix > 0)
  }

  /// Whether the last breakpoint holds for an hour.
  private static func isHourly(_ request: MessagesRequest) -> Bool {
    if let control = request.cacheControl { return control.ttl == "1h" }
    // By index here and below: walking over messages themselves would copy each.
    for index in request.messages.indices.reversed() {
      guard case .blocks(let blocks) = request.messages[index].content else { continue }
      for block in blocks.reversed() { if let control = block.cacheControl { return control.ttl == "1h" } }
    }
    return request.systemBlocks.last { $0.cacheControl != nil }?.cacheControl?.ttl == "1h"
  }

  private static func conversation(
    _ request: MessagesRequest, _ costs: MessageTokens, _ tariffs: Tariffs, isCached: Bool
  ) -> Int {
    var (sum, before, known) = (0, costs.head, 0)
    for index in request.messages.indices {
      if request.messages[index].role == .assistant {
        let tariff = tariffs.tariff(promptTokens: before)
        let read = isCached ? known : 0
        sum += tariff.nanodollars(.cacheRead, read, at: 0)
        sum += tariff.nanodollars(isCached ? .cacheWrite5Minutes : .input, before - read, at: read)
        sum += tariff.nanodollars(.output, costs.tokens[index], at: before)
        known = before
      }
      before += costs.tokens[index]
    }
    return sum
  }
}

/// The prices of a model for prompts of every length, read once: facts are decoded at each look.
struct Tariffs {
  /// Rules for the whole request, by the length above which they hold, longest first; the plain prices last.
  private let levels: [(over: Int, tariff: Tariff)]

  /// Nil where the model has no price.
  init?(_ resolved: ResolvedPolicy) {
    let provider = resolved.platform == .zenmux ? "zenmux" : "api"
    let isBatch = resolved.policy.endpoint == .batches
    let rules = resolved.model.longContextRules.filter { $0.provider == provider && $0.hasEffect(on: resolved.day) }
    let excess = rules.first { !$0.takesWholeRequest }
    func prices(_ prompt: Int) -> Prices? {
      resolved.model.prices(on: resolved.day, promptTokens: prompt, provider: provider)
    }
    guard let plain = prices(0) else { return nil }
    var levels = [(over: -1, tariff: Tariff(prices: plain, rule: excess, isBatch: isBatch))]
    for rule in rules where rule.takesWholeRequest {
      guard let dear = prices(rule.over + 1) else { continue }
      levels.append((rule.over, Tariff(prices: dear, rule: rule, isBatch: isBatch)))
    }
    self.levels = levels.sorted { $0.over > $1.over }
  }

  /// The prices of a prompt of so many tokens.
  func tariff(promptTokens: Int) -> Tariff {
    (levels.first { promptTokens > $0.over } ?? levels[levels.count - 1]).tariff
  }
}

/// The prices of one request.
struct Tariff {
  let prices: Prices
  /// The rule for long prompts that has effect here.
  let rule: LongContextRule?
  let isBatch: Bool

  /// The lines for tokens of a kind that begin at a place of the window. A rule for the excess prices what lies above
  /// its threshold, output too, by where it lies.
  func lines(_ kind: Cost.Line.Kind, _ tokens: Int, at position: Int) -> [Cost.Line] {
    guard tokens > 0, let plain = price(kind, prices) else { return [] }
    guard let dear = dearPrice(kind) else { return [Cost.Line(kind: kind, tokens: tokens, price: plain)] }
    let below = self.below(tokens, at: position)
    return [(below, plain), (tokens - below, dear)].filter { $0.0 > 0 }
      .map { Cost.Line(kind: kind, tokens: $0.0, price: $0.1) }
  }

  /// The sum of the same lines.
  func nanodollars(_ kind: Cost.Line.Kind, _ tokens: Int, at position: Int) -> Int {
    guard tokens > 0, let plain = price(kind, prices) else { return 0 }
    guard let dear = dearPrice(kind) else { return tokens * plain.nanodollars }
    let below = self.below(tokens, at: position)
    return below * plain.nanodollars + (tokens - below) * dear.nanodollars
  }

  /// The price above the threshold of a rule for the excess.
  private func dearPrice(_ kind: Cost.Line.Kind) -> Price? {
    guard let rule, !rule.takesWholeRequest else { return nil }
    return price(kind, rule.prices)
  }

  private func below(_ tokens: Int, at position: Int) -> Int {
    min(max((rule?.over ?? .max) - position, 0), tokens)
  }

  private func price(_ kind: Cost.Line.Kind, _ prices: Prices) -> Price? {
    let price =
      switch kind {
      case .input: isBatch ? prices.batchInput ?? prices.input.map(Self.halved) : prices.input
      case .output: isBatch ? prices.batchOutput ?? prices.output.map(Self.halved) : prices.output
      case .cacheRead: isBatch ? prices.cacheRead.map(Self.halved) : prices.cacheRead
      case .cacheWrite5Minutes: isBatch ? prices.cacheWrite5Minutes.map(Self.halved) : prices.cacheWrite5Minutes
      case .cacheWrite1Hour: isBatch ? prices.cacheWrite1Hour.map(Self.halved) : prices.cacheWrite1Hour
      }
    return price
  }

  /// Batches cost half, cache reads and writes too.
  private static func halved(_ price: Price) -> Price { Price(nanodollars: price.nanodollars / 2) }
}
