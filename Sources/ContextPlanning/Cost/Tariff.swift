import ModelCatalog
import RequestChecking

/// The prices of a model for prompts of every length, read once: facts are decoded at each look.
struct Tariffs: Sendable {
  /// Rules for the whole request, by the length above which they hold, longest first; the plain prices last.
  private let levels: [(over: Int, tariff: Tariff)]
  /// Whether fast mode's own prices were taken.
  let isFast: Bool
  /// Whether a region's premium was.
  let isRegional: Bool

  /// Nil where the model has no price.
  init?(_ model: Model, _ terms: BillingTerms, _ catalog: Catalog) {
    let provider = terms.platform == .zenmux ? "zenmux" : "api"
    let rules = model.longContextRules.filter { $0.provider == provider && $0.hasEffect(on: terms.day) }
    let fast = terms.isFast && !terms.isBatch && terms.platform == .api ? model.fastPrices : nil
    let premium = terms.premium(of: model, catalog)
    isFast = fast != nil
    isRegional = premium != 1000
    func tariff(_ prices: Prices, _ rule: LongContextRule?) -> Tariff {
      func final(_ prices: Prices) -> Prices {
        let scaled = premium == 1000 ? prices : prices.scaled(thousandths: premium)
        return terms.isBatch ? scaled.inBatch : scaled
      }
      let excess = rule.flatMap { $0.takesWholeRequest ? nil : final($0.prices) }
      return Tariff(prices: final(prices), excess: excess, rule: rule)
    }
    guard let plain = fast ?? model.prices(on: terms.day, promptTokens: 0, provider: provider) else { return nil }
    var levels = [(over: -1, tariff: tariff(plain, rules.first { !$0.takesWholeRequest }))]
    // Fast mode has one price for the whole window.
    for rule in rules where rule.takesWholeRequest && fast == nil {
      guard let dear = model.prices(on: terms.day, promptTokens: rule.over + 1, provider: provider) else { continue }
      levels.append((rule.over, tariff(dear, rule)))
    }
    self.levels = levels.sorted { $0.over > $1.over }
  }

  init?(_ resolved: ResolvedPolicy, _ terms: BillingTerms) {
    self.init(resolved.model, terms, resolved.catalog)
  }

  /// The prices of a prompt of so many tokens.
  func tariff(promptTokens: Int) -> Tariff {
    (levels.first { promptTokens > $0.over } ?? levels[levels.count - 1]).tariff
  }
}

/// The prices of one request.
struct Tariff: Sendable {
  let prices: Prices
  /// What lies above the threshold of ``rule`` costs, where the rule takes only that.
  let excess: Prices?
  /// The rule for long prompts that has effect here.
  let rule: LongContextRule?

  /// The lines for tokens of a kind that begin at a place of the window. A rule for the excess prices what lies above
  /// its threshold, output too, by where it lies.
  func lines(_ kind: Cost.Line.Kind, _ tokens: Int, at position: Int) -> [Cost.Line] {
    guard tokens > 0, let plain = Self.price(kind, prices) else { return [] }
    guard let dear = excess.flatMap({ Self.price(kind, $0) }) else {
      return [Cost.Line(kind: kind, tokens: tokens, price: plain)]
    }
    let below = min(max((rule?.over ?? .max) - position, 0), tokens)
    return [(below, plain), (tokens - below, dear)].filter { $0.0 > 0 }
      .map { Cost.Line(kind: kind, tokens: $0.0, price: $0.1) }
  }

  /// The lines of one call: what is read from the cache, written to it, other input, and the output, in this order.
  func lines(of tokens: BilledTokens) -> [Cost.Line] {
    var lines: [Cost.Line] = []
    var position = 0
    for (kind, count) in [
      (Cost.Line.Kind.cacheRead, tokens.cacheRead), (.cacheWrite1Hour, tokens.cacheWrite1Hour),
      (.cacheWrite5Minutes, tokens.cacheWrite5Minutes), (.input, tokens.input), (.output, tokens.output),
    ] {
      lines += self.lines(kind, count, at: position)
      position += count
    }
    return lines
  }

  /// The sum of the same lines, in 10⁻⁹ dollars.
  func nanodollars(of tokens: BilledTokens) -> Int { lines(of: tokens).reduce(0) { $0 + $1.nanodollars } }

  private static func price(_ kind: Cost.Line.Kind, _ prices: Prices) -> Price? {
    switch kind {
    case .input: prices.input
    case .output: prices.output
    case .cacheRead: prices.cacheRead
    case .cacheWrite5Minutes: prices.cacheWrite5Minutes
    case .cacheWrite1Hour: prices.cacheWrite1Hour
    }
  }
}

/// Tokens of one call by what they are paid as.
struct BilledTokens: Sendable, Hashable {
  var cacheRead = 0
  var cacheWrite1Hour = 0
  var cacheWrite5Minutes = 0
  var input = 0
  var output = 0

  /// Input of all kinds.
  var prompt: Int { cacheRead + cacheWrite1Hour + cacheWrite5Minutes + input }
}
