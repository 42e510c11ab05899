import JSONText
public import ModelCatalog

/// What an account may send and get in a minute (documentation, 2025-10 to 2026-10: tiers 1 to 4 until 2026-06-26, Start,
/// Build and Scale from then on).
///
///     let limits = try #require(RateLimits(of: model, tier: "start", on: day, catalog: catalog))
///     limits.minutes(requests: 500, input: 6_000_000, output: 900_000)     // 3
///
/// Input that is read from the cache does not count with most models, and `max_tokens` does not count as output: only what
/// is written does.
public struct RateLimits: Sendable, Hashable {
  /// The most requests in a minute.
  public let requests: Int
  /// The most tokens of input in a minute.
  public let input: Int
  /// The most tokens of output in a minute.
  public let output: Int
  /// Whether input that is read from the cache counts, as it does with some models of Claude 3 and 3.5.
  public let countsReads: Bool

  /// Nil for a tier that the catalogue does not know for the model on that day. O(rows), a few allocations.
  ///
  /// - Parameters:
  ///   - model: whose requests are limited.
  ///   - tier: `start`, `build` or `scale`; `tier_1` to `tier_4` before 2026-06-26, or their digits alone.
  ///   - day: the day of sending.
  ///   - promptTokens: a request's tokens of input: above 200,000 through a beta's window had limits of its own.
  ///   - catalog: where the limits stand.
  public init?(of model: Model, tier: String, on day: CalendarDay, promptTokens: Int = 0, catalog: Catalog) {
    let name = Self.spelled(tier)
    let isByBeta = model.window?.beta?.hasEffect(on: day) == true
    let row = Self.rows(of: model, on: day, catalog).first { row in
      guard row["tiers"]?.value(name) != nil else { return false }
      return row.int("beta_window_above").map { isByBeta && promptTokens > $0 } ?? true
    }
    guard let numbers = row?["tiers"]?.value(name)?.elements.compactMap(\.int), numbers.count == 3,
      numbers.allSatisfy({ $0 > 0 })
    else { return nil }
    (requests, input, output) = (numbers[0], numbers[1], numbers[2])
    countsReads = catalog.shared("rate_limits")?.strings("count_cache_reads")?.contains(model.id) ?? false
  }

  /// The tiers that the catalogue knows for a model on a day, lowest first. O(rows).
  public static func tiers(of model: Model, on day: CalendarDay, catalog: Catalog) -> [String] {
    rows(of: model, on: day, catalog).filter { $0.int("beta_window_above") == nil }.first?["tiers"]?.keys ?? []
  }

  private static func rows(of model: Model, on day: CalendarDay, _ catalog: Catalog) -> [Facts] {
    (catalog.shared("rate_limits")?.objects("rows") ?? []).filter { row in
      row.strings("lines")?.contains(model.line) == true && row.day("from").map { $0 <= day } ?? true
        && row.day("until").map { day < $0 } ?? true
    }
  }

  private static func spelled(_ tier: String) -> String {
    let tier = tier.lowercased()
    return tier.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ? "tier_\(tier)" : tier
  }

  /// Whole minutes that so much takes at least, sent as fast as the limits allow.
  ///
  /// - Parameters:
  ///   - requests: how many requests are to be sent.
  ///   - input: tokens that are not read from the cache.
  ///   - output: tokens that are written, not `max_tokens`.
  public func minutes(requests: Int, input: Int, output: Int) -> Int {
    func minutes(_ amount: Int, _ most: Int) -> Int { max(amount, 0) / most + (max(amount, 0) % most > 0 ? 1 : 0) }
    return max(minutes(requests, self.requests), minutes(input, self.input), minutes(output, self.output))
  }

  /// Seconds that the last of so many requests has to wait after the first is sent: from a full allowance at the start to
  /// an empty one.
  ///
  /// Allowances are filled up all the time, to the limit of a minute at most, and not anew each minute (documentation,
  /// 2026-08): what they hold may be sent at once. Short bursts may still be held back.
  ///
  ///     limits.seconds(requests: 10, input: 2_100_080)     // 4...64
  ///
  /// - Parameters:
  ///   - requests: how many requests are to be sent.
  ///   - input: their tokens that are not read from the cache.
  ///   - output: tokens that are written, not `max_tokens`.
  public func seconds(requests: Int, input: Int, output: Int = 0) -> ClosedRange<Int> {
    func seconds(_ amount: Int, _ limit: Int) -> Int {
      if amount <= 0 { return 0 }
      let (minutes, rest) = (amount / limit, amount % limit)
      let last = rest.saturatingMultiplied(by: 60).saturatingAdding(limit - 1) / limit
      return minutes.saturatingMultiplied(by: 60).saturatingAdding(last)
    }
    let pairs = [(requests, self.requests), (input, self.input), (output, self.output)]
    let least = pairs.map { seconds(max($0.0, 0) - $0.1, $0.1) }.max() ?? 0
    let most = pairs.map { seconds($0.0, $0.1) }.max() ?? 0
    return least...max(least, most)
  }
}
