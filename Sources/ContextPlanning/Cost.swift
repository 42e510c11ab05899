import MessagesAPI
public import ModelCatalog
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
    public enum Kind: String, Sendable, Hashable {
      case input
      case cacheWrite5Minutes = "cache_write_5m"
      case cacheWrite1Hour = "cache_write_1h"
      case cacheRead = "cache_read"
      case output
    }

    public let kind: Kind
    public let tokens: Int
    public let price: Price
    public var nanodollars: Int { tokens * price.nanodollars }
  }

  public let lines: [Line]
  /// The rule that makes the prompt dearer; nil where none does.
  public let longContextRule: LongContextRule?
  /// Whether batch prices were taken.
  public let isBatch: Bool
  /// All calls of the conversation so far together, each with what stood before it: with the prefix of the call before
  /// read from the cache where the request has breakpoints, else as plain input.
  public let conversationNanodollars: Int

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
  init?(of plan: Plan, _ request: MessagesRequest, _ setting: Setting) {
    let costs = MessageTokens(plan.input, messages: request.messages.count)
    let prompt = max(plan.input.total.tokens, 0)
    let tariff = Tariff(setting, promptTokens: prompt)
    guard let tariff else { return nil }
    let cached = CachedPrefix(request, costs, minimum: setting.model.cacheMinimum ?? 0)
    let prefix = min(max(cached.tokens, 0), prompt)
    let read = min(max(setting.policy.cachedTokens ?? 0, 0), prefix)
    let output = setting.policy.expectedOutput ?? Forecast.meanAnswer(request, costs) ?? setting.maxTokens
    let hour = Self.isHourly(request)
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
    conversationNanodollars = Self.conversation(request, costs, setting, isCached: prefix > 0)
  }

  /// Whether the last breakpoint holds for an hour.
  private static func isHourly(_ request: MessagesRequest) -> Bool {
    if let control = request.cacheControl { return control.ttl == "1h" }
    for message in request.messages.reversed() {
      guard case .blocks(let blocks) = message.content else { continue }
      for block in blocks.reversed() { if let control = block.cacheControl { return control.ttl == "1h" } }
    }
    return request.systemBlocks.last { $0.cacheControl != nil }?.cacheControl?.ttl == "1h"
  }

  private static func conversation(
    _ request: MessagesRequest, _ costs: MessageTokens, _ setting: Setting, isCached: Bool
  ) -> Int {
    var (sum, before, known) = (0, costs.head, 0)
    for (index, message) in request.messages.enumerated() {
      if message.role == .assistant, let tariff = Tariff(setting, promptTokens: before) {
        let read = isCached ? known : 0
        let fresh = tariff.lines(isCached ? .cacheWrite5Minutes : .input, before - read, at: read)
        let all = tariff.lines(.cacheRead, read, at: 0) + fresh + tariff.lines(.output, costs.tokens[index], at: before)
        sum += all.reduce(0) { $0 + $1.nanodollars }
        known = before
      }
      before += costs.tokens[index]
    }
    return sum
  }
}

/// The prices of one request.
struct Tariff {
  let prices: Prices
  /// The rule for long prompts that has effect here.
  let rule: LongContextRule?
  let isBatch: Bool

  init?(_ setting: Setting, promptTokens: Int) {
    let provider = setting.platform == .zenmux ? "zenmux" : "api"
    isBatch = setting.policy.endpoint == .batches
    guard let prices = setting.model.prices(on: setting.day, promptTokens: promptTokens, provider: provider) else {
      return nil
    }
    self.prices = prices
    rule = setting.model.longContextRules.first { rule in
      rule.provider == provider && rule.hasEffect(on: setting.day)
        && (promptTokens > rule.over || !rule.takesWholeRequest)
    }
  }

  /// The lines for tokens of a kind that begin at a place of the window. A rule for the excess prices what lies above
  /// its threshold, output too, by where it lies.
  func lines(_ kind: Cost.Line.Kind, _ tokens: Int, at position: Int) -> [Cost.Line] {
    guard tokens > 0, let plain = price(kind, prices) else { return [] }
    guard let rule, !rule.takesWholeRequest, let dear = price(kind, rule.prices) else {
      return [Cost.Line(kind: kind, tokens: tokens, price: plain)]
    }
    let below = min(max(rule.over - position, 0), tokens)
    return [(below, plain), (tokens - below, dear)].filter { $0.0 > 0 }
      .map { Cost.Line(kind: kind, tokens: $0.0, price: $0.1) }
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
