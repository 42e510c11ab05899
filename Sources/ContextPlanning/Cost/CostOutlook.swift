import MessagesAPI
import ModelCatalog
import RequestCounting

/// What the next turns of a conversation cost, if it goes on as it has.
///
/// Each turn adds the forecast's mean to the prompt and answers with as much as is expected. What the turn before wrote
/// to the cache is read, what is new is written; only the first turn finds what is there now. Whether the window has
/// room for them all is the verdict's and the forecast's to say.
///
///     plan.outlook?.turns                            // 10
///     plan.remedies[0].outlook?.nanodollars          // the same turns after the remedy
///     plan.remedies[0].paysAfter                     // 3 turns until it has paid for itself
public struct CostOutlook: Sendable, Hashable {
  /// How many turns.
  public let turns: Int
  /// All of them, in 10⁻⁹ dollars.
  public let nanodollars: Int
  /// What they cost one by one.
  let each: [Int]

  /// Dollars, to a millionth, rounded half up.
  public var dollars: String { Cost.dollars(nanodollars) }

  /// Turns that are looked at for when a remedy has paid for itself.
  static let farthest = 100
}

/// A conversation as it goes on, for pricing its turns.
struct CostCourse {
  /// Tokens of the next prompt.
  var prompt: Int
  /// Tokens that the next call reads from the cache.
  var read: Int
  /// Tokens that a turn adds to the prompt.
  var growth: Int
  /// Tokens of each answer.
  var output: Int
  var cached: CachedPrefix
  var tariffs: Tariffs
  /// Calls that are made once before the turns.
  var before: [BilledTokens] = []
  /// What the API goes on clearing; nil where it clears nothing.
  var clearing: Clearing?

  /// What the API clears of a conversation as it goes on, as it has so far: so often in so many turns.
  struct Clearing {
    /// Tokens that become free each time.
    var each: Int
    var times: Int
    var turns: Int
    /// Tokens of the cache before the first change, which are read also then.
    var kept: Int

    /// How often in the turns up to one, from 0.
    func count(through turn: Int) -> Int { turn * times / max(turns, 1) }
  }

  /// O(turns).
  func outlook(turns: Int) -> CostOutlook {
    var (each, prompt, read): ([Int], Int, Int) = ([], prompt, read)
    let uncached = max(prompt - cached.tokens, 0)
    for turn in 0..<max(turns, CostOutlook.farthest) {
      let cleared = clearing.map { turn == 0 ? 0 : $0.count(through: turn) - $0.count(through: turn - 1) } ?? 0
      // A mark that stands where it stood is behind what is cleared last: the end moves on, and with it what is cleared.
      if let clearing, cleared > 0 {
        prompt = max(prompt - cleared * clearing.each, cached.head)
        if cached.isMoving { read = min(read, clearing.kept) }
      }
      let end = cached.isMoving ? max(prompt - uncached, 0) : min(cached.tokens, prompt)
      let hit = min(read, end)
      let write = end - hit
      let tokens = BilledTokens(
        cacheRead: hit, cacheWrite1Hour: cached.isHourly ? write : 0, cacheWrite5Minutes: cached.isHourly ? 0 : write,
        input: prompt - end, output: output)
      let tariff = tariffs.tariff(promptTokens: prompt)
      var cost = tariff.nanodollars(of: tokens)
      if turn == 0 {
        for call in before {
          cost = cost.saturatingAdding(tariffs.tariff(promptTokens: call.prompt).nanodollars(of: call))
        }
      }
      each.append(cost)
      read = end
      prompt += growth
    }
    return CostOutlook(turns: turns, nanodollars: each.prefix(turns).saturatingSum, each: each)
  }
}

extension CostOutlook {
  /// The first turn after which all so far cost no more than in another outlook; nil where that is beyond
  /// ``farthest``.
  func turnsUntilCheaper(than other: CostOutlook) -> Int? {
    var (own, others) = (0, 0)
    for (turn, costs) in zip(each, other.each).enumerated() {
      own = own.saturatingAdding(costs.0)
      others = others.saturatingAdding(costs.1)
      if own < others { return turn + 1 }
    }
    return nil
  }
}

extension CostCourse {
  /// Nil where the model has no price.
  init?(
    of plan: Plan, _ request: MessagesRequest, _ costs: MessageTokens, _ cached: CachedPrefix,
    _ resolved: ResolvedPolicy
  ) {
    guard let tariffs = Tariffs(resolved, BillingTerms(of: request, resolved)) else { return nil }
    self.init(
      prompt: max(plan.input.total.tokens, 0), read: Self.warmth(plan, request, costs, cached, resolved),
      growth: plan.forecast?.tokensPerTurn ?? 0,
      output: resolved.policy.expectedOutput ?? Forecast.meanAnswer(request, costs) ?? resolved.maxTokens,
      cached: cached, tariffs: tariffs)
  }

  /// Tokens that the next call reads: what the policy says, what a session's last call had, or, in a conversation with an
  /// answer in it, what the call of the last answer wrote.
  static func warmth(
    _ plan: Plan, _ request: MessagesRequest, _ costs: MessageTokens, _ cached: CachedPrefix,
    _ resolved: ResolvedPolicy
  ) -> Int {
    if let told = resolved.policy.cachedTokens { return min(max(told, 0), cached.tokens) }
    if let anchor = plan.anchor { return min(anchor.tokens, cached.tokens) }
    guard let last = request.messages.indices.last(where: { request.messages[$0].role == .assistant }) else { return 0 }
    return cached.kept(before: last)
  }
}
