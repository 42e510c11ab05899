import JSONText
public import ModelCatalog

/// What an account may send and get in a minute (documentation, 2026-06 to 2026-10: tiers Start, Build and Scale).
///
///     let limits = try #require(RateLimits(of: model, tier: "start", catalog: catalog))
///     limits.minutes(requests: 500, input: 6_000_000, output: 900_000)     // 3
///
/// Input that is read from the cache does not count, and `max_tokens` does not count as output: only what is written does.
public struct RateLimits: Sendable, Hashable {
  /// The most requests in a minute.
  public let requests: Int
  /// The most tokens of input in a minute.
  public let input: Int
  /// The most tokens of output in a minute.
  public let output: Int
  /// Whether input that is read from the cache counts: with Haiku 3.5 alone it does (documentation, 2026-08).
  public let countsReads: Bool

  /// The tiers, as the catalogue's `rate_limits` names them.
  package static let tiers = ["start", "build", "scale"]

  /// Nil for a tier that the catalogue does not know.
  public init?(of model: Model, tier: String, catalog: Catalog) {
    let isDear = model.line == "fable" || model.line == "mythos"
    let row = catalog.shared("rate_limits")?[isDear ? "fable_5" : "standard"]?.value(tier.lowercased())
    guard let numbers = row?.elements.compactMap(\.int), numbers.count == 3, numbers.allSatisfy({ $0 > 0 }) else {
      return nil
    }
    (requests, input, output) = (numbers[0], numbers[1], numbers[2])
    countsReads = model.id.contains("3-5-haiku")
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
      return minutes * 60 + (rest * 60 + limit - 1) / limit
    }
    let pairs = [(requests, self.requests), (input, self.input), (output, self.output)]
    let least = pairs.map { seconds($0.0 - $0.1, $0.1) }.max() ?? 0
    let most = pairs.map { seconds($0.0, $0.1) }.max() ?? 0
    return least...max(least, most)
  }
}
