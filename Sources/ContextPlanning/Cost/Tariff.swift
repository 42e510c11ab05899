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

  /// The lines of one call: what is read from the cache, written to it, other input, and the output, in this order.
  func lines(of tokens: BilledTokens) -> [Cost.Line] {
    var lines: [Cost.Line] = []
    eachLine(of: tokens) { lines.append($0) }
    return lines
  }

  /// The sum of the same lines, in 10⁻⁹ dollars. A conversation has thousands of calls: no list of lines is made.
  func nanodollars(of tokens: BilledTokens) -> Int {
    var sum = 0
    eachLine(of: tokens) { sum = sum.saturatingAdding($0.nanodollars) }
    return sum
  }

  @inline(__always)
  private func eachLine(of tokens: BilledTokens, _ body: (Cost.Line) -> Void) {
    var position = 0
    func add(_ kind: Cost.Line.Kind, _ count: Int) {
      if count > 0 { eachLine(kind, count, at: position, body) }
      position = position.saturatingAdding(count)
    }
    add(.cacheRead, tokens.cacheRead)
    add(.cacheWrite1Hour, tokens.cacheWrite1Hour)
    add(.cacheWrite5Minutes, tokens.cacheWrite5Minutes)
    add(.input, tokens.input)
    add(.output, tokens.output)
  }

  /// The lines for tokens of a kind that begin at a place of the window. A rule for the excess prices what lies above
  /// its threshold, output too, by where it lies.
  private func eachLine(_ kind: Cost.Line.Kind, _ tokens: Int, at position: Int, _ body: (Cost.Line) -> Void) {
    guard let plain = Self.price(kind, prices) else { return }
    guard let dear = excess.flatMap({ Self.price(kind, $0) }) else {
      return body(Cost.Line(kind: kind, tokens: tokens, price: plain))
    }
    let below = min(max((rule?.over ?? .max) - position, 0), tokens)
    if below > 0 { body(Cost.Line(kind: kind, tokens: below, price: plain)) }
    if tokens > below { body(Cost.Line(kind: kind, tokens: tokens - below, price: dear)) }
  }

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
  var prompt: Int { [cacheRead, cacheWrite1Hour, cacheWrite5Minutes, input].saturatingSum }
}
