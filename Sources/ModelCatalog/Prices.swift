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

  /// The prices of fast mode.
  public var fastPrices: Prices? { facts["prices"]?["fast"].map { Prices($0) } }
}

/// The price of one token in billionths of a dollar: 5 dollars for a million tokens are `Price(nanodollars: 5000)`.
public struct Price: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// 10⁻⁹ dollars for a token.
  public let nanodollars: Int

  /// A price for a token.
  public init(nanodollars: Int) { self.nanodollars = nanodollars }

  /// Reads dollars for a million tokens, up to three decimals, exactly: `"0.125"` is 125 nanodollars a token.
  init?(dollarsPerMillion spelling: String) {
    let parts = spelling.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = Int(parts[0]), whole >= 0, whole < 1_000_000_000 else {
      return nil
    }
    var decimals = parts.count == 2 ? String(parts[1]) : ""
    while decimals.count > 3, decimals.last == "0" { decimals.removeLast() }
    guard decimals.count <= 3 else { return nil }
    let padded = decimals + String(repeating: "0", count: 3 - decimals.count)
    guard let thousandths = Int(padded), thousandths >= 0 else { return nil }
    nanodollars = whole * 1000 + thousandths
  }

  public static func < (left: Price, right: Price) -> Bool { left.nanodollars < right.nanodollars }

  /// Dollars for a million tokens: `6.25`.
  public var description: String {
    let decimals = nanodollars % 1000
    if decimals == 0 { return String(nanodollars / 1000) }
    var text = String(1000 + decimals).dropFirst()
    while text.last == "0" { text.removeLast() }
    return "\(nanodollars / 1000).\(text)"
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

  mutating func replace(with other: Prices) {
    input = other.input ?? input
    output = other.output ?? output
    cacheWrite5Minutes = other.cacheWrite5Minutes ?? cacheWrite5Minutes
    cacheWrite1Hour = other.cacheWrite1Hour ?? cacheWrite1Hour
    cacheRead = other.cacheRead ?? cacheRead
    batchInput = other.batchInput ?? batchInput
    batchOutput = other.batchOutput ?? batchOutput
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
