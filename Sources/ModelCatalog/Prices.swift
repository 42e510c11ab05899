import JSONText

extension Model {
  /// What a request costs on the Claude API, as far as it is known.
  public var prices: Prices? { facts["prices"].map { Prices($0) } }

  /// The prices of a request whose prompt (input, cache reads and writes) has `promptTokens`, on a day.
  ///
  /// A long-context rule of `provider` (`api`, or a gateway) that takes the whole request replaces single prices; one
  /// that takes only the excess is in ``longContextRules``, for it needs two prices at once.
  public func prices(on day: CalendarDay, promptTokens: Int, provider: String = "api") -> Prices? {
    guard let base = facts["prices"] else { return nil }
    var prices = Prices(base)
    for earlier in base.objects("earlier") {
      if let until = earlier.day("until"), day < until { prices.replace(with: Prices(earlier)) }
    }
    for rule in longContextRules
    where rule.provider == provider && rule.takesWholeRequest && promptTokens > rule.over && rule.hasEffect(on: day) {
      prices.replace(with: rule.prices)
    }
    return prices
  }

  /// The rules that make long prompts dearer, today's and earlier ones.
  public var longContextRules: [LongContextRule] {
    facts["prices"]?.objects("long_context").compactMap { LongContextRule($0) } ?? []
  }

  /// The prices of fast mode, where it has its own: input and output as documented, and the cache dearer in the
  /// proportion of input (documentation, 2026-10: the multipliers of caching apply on top). Nil where there is no such
  /// mode, or where it is served at the standard price, as on Opus 4.6.
  public var fastPrices: Prices? {
    guard let own = facts["prices"]?["fast"].map({ Prices($0) }), let plain = prices?.input, let fast = own.input,
      plain.picodollars > 0, fast.picodollars < Int.max / 1000
    else { return nil }
    var prices = prices?.scaled(thousandths: fast.picodollars * 1000 / plain.picodollars) ?? own
    prices.replace(with: own)
    return prices
  }
}

/// Prices of one token by what it is; nil where a price is not known.
public struct Prices: Sendable, Hashable {
  /// A token of input that no cache holds.
  public private(set) var input: Price?
  /// A token of output.
  public private(set) var output: Price?
  /// Writing to the cache for five minutes, and for one hour.
  public private(set) var cacheWrite5Minutes: Price?
  /// A token written to the cache for an hour.
  public private(set) var cacheWrite1Hour: Price?
  /// A token read from the cache.
  public private(set) var cacheRead: Price?
  /// A token of input in a batch.
  public private(set) var batchInput: Price?
  /// A token of output in a batch.
  public private(set) var batchOutput: Price?

  init(_ facts: Facts) {
    func price(_ key: String) -> Price? {
      facts.value(key)?.numberSpelling.flatMap { Price(dollarsPerMillion: $0) }
    }
    input = price("input")
    output = price("output")
    cacheWrite5Minutes = price("cache_write_5m")
    cacheWrite1Hour = price("cache_write_1h")
    cacheRead = price("cache_read")
    batchInput = price("batch_input")
    batchOutput = price("batch_output")
  }

  /// The prices of a batch: half of everything, cache reads and writes too.
  public var inBatch: Prices {
    var prices = scaled(thousandths: 500)
    prices.input = batchInput ?? prices.input
    prices.output = batchOutput ?? prices.output
    return prices
  }

  /// All prices times so many thousandths: 1100 is a tenth more.
  public func scaled(thousandths: Int) -> Prices {
    func scaled(_ price: Price?) -> Price? { price?.scaled(thousandths: thousandths) }
    var prices = self
    prices.input = scaled(input)
    prices.output = scaled(output)
    prices.cacheWrite5Minutes = scaled(cacheWrite5Minutes)
    prices.cacheWrite1Hour = scaled(cacheWrite1Hour)
    prices.cacheRead = scaled(cacheRead)
    prices.batchInput = scaled(batchInput)
    prices.batchOutput = scaled(batchOutput)
    return prices
  }

  mutating func replace(with other: Prices) {
    // A price of a batch that is not given with a new price follows from it.
    batchInput = other.batchInput ?? (other.input == nil ? batchInput : nil)
    batchOutput = other.batchOutput ?? (other.output == nil ? batchOutput : nil)
    input = other.input ?? input
    output = other.output ?? output
    cacheWrite5Minutes = other.cacheWrite5Minutes ?? cacheWrite5Minutes
    cacheWrite1Hour = other.cacheWrite1Hour ?? cacheWrite1Hour
    cacheRead = other.cacheRead ?? cacheRead
  }
}

/// A rule by which a long prompt is dearer.
public struct LongContextRule: Sendable, Hashable {
  /// Whose rule it is: `api` for Anthropic's own, or a gateway's name.
  public let provider: String
  /// It applies to prompts of more tokens than this.
  public let over: Int
  /// Whether the whole request is dearer, or only what exceeds ``over``.
  public let takesWholeRequest: Bool
  /// The first day with effect, and the first without.
  public let from: CalendarDay?
  /// The last day of the rule; nil where it still holds.
  public let until: CalendarDay?
  /// What all tokens of a long prompt cost.
  public let prices: Prices

  init?(_ facts: Facts) {
    guard let provider = facts.string("provider"), let over = facts.int("over") else { return nil }
    self.provider = provider
    self.over = over
    takesWholeRequest = facts.string("applies_to") == "request"
    from = facts.day("from")
    until = facts.day("until")
    prices = Prices(facts)
  }

  /// Whether the rule holds on that day.
  public func hasEffect(on day: CalendarDay) -> Bool {
    if let from, day < from { return false }
    if let until, day >= until { return false }
    return true
  }
}
