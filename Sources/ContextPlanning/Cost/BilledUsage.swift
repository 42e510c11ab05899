public import JSONText
public import ModelCatalog

/// What one call was billed for, as its answer's `usage` says.
///
/// ```swift
/// let usage = try #require(BilledUsage(json["usage"]))
/// let cost = UsageCost(of: usage, model: model, terms: BillingTerms(day: day), catalog: catalog)
/// cost?.nanodollars        // 18_455_000
/// ```
///
/// The API lists the passes of an answer in `iterations`; a compaction's pass is only there, and an advisor's has a model
/// of its own, so where passes are listed they are what is paid. Bedrock's Converse and chat completions are understood.
public struct BilledUsage: Sendable, Hashable {
  /// One pass of a model over a prompt.
  public struct Pass: Sendable, Hashable {
    /// The model, where it is not the call's own.
    public var model: String?
    /// Input that no cache holds.
    public var input = 0
    /// Input written to the cache for five minutes.
    public var cacheWrite5Minutes = 0
    /// Input written to the cache for an hour.
    public var cacheWrite1Hour = 0
    /// Input read from the cache.
    public var cacheRead = 0
    /// Output, thinking included.
    public var output = 0

    /// A pass that took nothing.
    public init() {}
  }

  /// The passes that are paid; at least one.
  public var passes: [Pass]
  /// Searches of the web, which have a fee of their own.
  public var webSearches = 0
  /// Pages fetched; free of a fee on 2026-10.
  public var webFetches = 0
  /// Whether the answer says that it ran in fast mode.
  public var isFast = false
  /// Whether it says that it was one of a batch.
  public var isBatch = false
  /// Whether it says that it was bound to the US.
  public var isRegional = false

  /// A usage of one pass.
  public init(_ pass: Pass) { passes = [pass] }

  /// Reads the `usage` of an answer; nil where it names no tokens.
  public init?(_ json: JSONValue) {
    guard json.isObject, let whole = Pass(json) else { return nil }
    let listed = json["iterations"]?.elements.compactMap { Pass($0) } ?? []
    passes = listed.isEmpty ? [whole] : listed
    let tools = json["server_tool_use"]
    webSearches = Self.amount(tools?["web_search_requests"])
    webFetches = Self.amount(tools?["web_fetch_requests"])
    isFast = json["speed"]?.isText("fast") == true
    isBatch = json["service_tier"]?.isText("batch") == true
    isRegional = json["inference_geo"]?.isText("us") == true
  }

  /// A count within what can be multiplied with any price.
  fileprivate static func amount(_ value: JSONValue?) -> Int { min(max(value?.int ?? 0, 0), most) }

  /// A thousand times the largest window; more is no usage of one call.
  private static let most = 1_000_000_000
}

extension BilledUsage.Pass {
  /// Nil where no field of a usage is there.
  init?(_ json: JSONValue) {
    func amount(_ names: String...) -> Int { BilledUsage.amount(names.lazy.compactMap { json[$0] }.first) }
    let isChat = json["prompt_tokens"] != nil || json["completion_tokens"] != nil
    let isOwn = json["input_tokens"] != nil || json["output_tokens"] != nil
    let isConverse = json["inputTokens"] != nil || json["outputTokens"] != nil
    guard isChat || isOwn || isConverse else { return nil }
    model = json["model"]?.string
    output = amount("output_tokens", "outputTokens", "completion_tokens")
    cacheRead = amount("cache_read_input_tokens", "cacheReadInputTokens")
    let written = amount("cache_creation_input_tokens", "cacheWriteInputTokens")
    cacheWrite1Hour = BilledUsage.amount(json["cache_creation"]?["ephemeral_1h_input_tokens"])
    for detail in json["cacheDetails"]?.elements ?? JSONValue(elements: []).elements
    where detail["ttl"]?.isText("1h") == true {
      cacheWrite1Hour += BilledUsage.amount(detail["inputTokens"])
    }
    let short = BilledUsage.amount(json["cache_creation"]?["ephemeral_5m_input_tokens"])
    cacheWrite5Minutes = max(short, written - cacheWrite1Hour)
    input = amount("input_tokens", "inputTokens", "prompt_tokens")
    if isChat, !isOwn {
      // A chat completion's prompt includes what the cache held.
      if cacheRead == 0 { cacheRead = BilledUsage.amount(json["prompt_tokens_details"]?["cached_tokens"]) }
      input = max(input - cacheRead - cacheWrite1Hour - cacheWrite5Minutes, 0)
    }
  }

  var tokens: BilledTokens {
    BilledTokens(
      cacheRead: cacheRead, cacheWrite1Hour: cacheWrite1Hour, cacheWrite5Minutes: cacheWrite5Minutes, input: input,
      output: output)
  }
}

/// What a recorded answer cost.
public struct UsageCost: Sendable, Hashable {
  /// What each pass paid, by kind.
  public let lines: [Cost.Line]
  /// Fees of server tools, in 10⁻⁹ dollars.
  public let feeNanodollars: Int
  /// The rule that made a prompt dearer; nil where none did.
  public let longContextRule: LongContextRule?
  /// Models of passes of which no price is known; their tokens are in no line.
  public let unpriced: [String]

  /// Lines and fees together, in 10⁻⁹ dollars; `Int.max` where it is more.
  public var nanodollars: Int { lines.map(\.nanodollars).saturatingSum.saturatingAdding(feeNanodollars) }

  /// Prices a usage; nil where no price of the model is known on that day.
  ///
  /// What the usage itself says of batch, fast mode and region is added to the terms. Each pass is judged by its own
  /// prompt where long prompts are dearer.
  ///
  /// - Parameters:
  ///   - usage: what the API says that the answer took.
  ///   - model: the model that answered.
  ///   - terms: platform, region, day and mode that the price depends on.
  ///   - catalog: where other passes' models, premiums and fees are looked up.
  public init?(of usage: BilledUsage, model: Model, terms: BillingTerms, catalog: Catalog) {
    var terms = terms
    terms.isBatch = terms.isBatch || usage.isBatch
    terms.isFast = terms.isFast || usage.isFast
    if usage.isRegional, terms.region == .anywhere { terms.region = .regional }
    guard let own = Tariffs(model, terms, catalog) else { return nil }
    var (lines, unpriced): ([Cost.Line], [String]) = ([], [])
    var rule: LongContextRule?
    for pass in usage.passes {
      var tariffs = own
      if let spelling = pass.model, let other = catalog.model(spelling), other.id != model.id {
        guard let others = Tariffs(other, terms, catalog) else {
          unpriced.append(spelling)
          continue
        }
        tariffs = others
      }
      let tariff = tariffs.tariff(promptTokens: pass.tokens.prompt)
      lines += tariff.lines(of: pass.tokens)
      rule = rule ?? (tariff.rule?.takesWholeRequest == true ? tariff.rule : nil)
    }
    (self.lines, self.unpriced, longContextRule) = (lines, unpriced, rule)
    let fees = catalog.shared("server_tool_fees")
    func fee(_ uses: Int, _ name: String) -> Int {
      // At most 1,000 dollars for a thousand: a billion uses of that are within range.
      let dollars = min(max(fees?.double(name + "_dollars_per_thousand") ?? 0, 0), 1000)
      return max(uses, 0).saturatingMultiplied(by: Int((dollars * 1_000_000).rounded()))
    }
    feeNanodollars = fee(usage.webSearches, "web_search").saturatingAdding(fee(usage.webFetches, "web_fetch"))
  }
}
