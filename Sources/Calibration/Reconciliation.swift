public import RequestCounting

/// One request's local count against the remote one, and what may explain the difference.
public struct Reconciliation: Sendable, Hashable {
  /// How the two agree.
  public enum Verdict: String, Sendable, Hashable {
    /// The same number.
    case equal
    /// The remote number lies within the local bounds.
    case withinBounds = "within_bounds"
    /// It does not.
    case outside
  }

  /// Our count, in tokens.
  public let local: Int
  /// Our lower bound, in tokens.
  public let lower: Int
  /// Our upper bound, in tokens.
  public let upper: Int
  /// The remote count, in tokens.
  public let remote: Int
  /// Parts that may explain the difference, likeliest first; none where there is no difference.
  public let suspects: [Suspect]

  /// A part, and why it is suspected.
  public struct Suspect: Sendable, Hashable {
    /// Where in the request.
    public let path: String
    /// The rule that priced it.
    public let rule: String
    /// A sentence without a full stop.
    public let reason: String
  }

  /// Compares a count of ours with the remote one. O(parts).
  public init(local count: RequestCount, remote: Int) {
    let bounds = count.total.bounds
    (local, lower, upper) = (count.total.tokens, bounds.lowerBound, bounds.upperBound)
    self.remote = remote
    suspects = Self.suspects(count.parts, difference: remote - count.total.tokens)
  }

  /// Tokens that the remote API has more.
  public var difference: Int { remote - local }

  /// Equal, within the bounds, or outside.
  public var verdict: Verdict {
    if remote == local { return .equal }
    return (lower...max(lower, upper)).contains(remote) ? .withinBounds : .outside
  }

  /// At most this many are named.
  private static let mostSuspects = 3

  private static func suspects(_ parts: [Part], difference: Int) -> [Suspect] {
    guard difference != 0 else { return [] }
    func room(_ part: Part) -> Int {
      difference > 0
        ? part.count.bounds.upperBound - part.count.tokens : part.count.tokens - part.count.bounds.lowerBound
    }
    let doubtful = parts.filter { room($0) > 0 }.sorted { room($0) > room($1) }
    var suspects = doubtful.map { part in
      Suspect(
        path: "\(part.path)", rule: part.kind,
        reason: "it may be \(room(part)) \(difference > 0 ? "more" : "less") by its own bounds")
    }
    // A part that costs just the difference was counted but does not exist there, or the other way round.
    for part in parts where part.count.tokens == abs(difference) && abs(difference) > 1 {
      suspects.append(
        Suspect(path: "\(part.path)", rule: part.kind, reason: "it costs just as much as the counts differ by"))
    }
    return Array(suspects.prefix(mostSuspects))
  }
}

/// Which features the requests have that do not reconcile.
public struct FeatureSummary: Sendable {
  /// One rule over all requests that have a part priced by it.
  public struct Row: Sendable, Hashable {
    /// The rule.
    public let rule: String
    /// Requests with a part that it priced.
    public let requests: Int
    /// How many of them count the same on both sides.
    public let equal: Int
    /// How many of them lie outside the bounds.
    public let outside: Int
    /// Mean difference, remote less local, over the requests that differ; 0 where none does.
    public let meanDifference: Double
    /// How much more often requests with this rule differ than those without it, from −1 to 1.
    public let lift: Double
  }

  /// The rules that go with differences, those that explain most first.
  public let rows: [Row]

  /// O(observations · rules).
  public init(_ observations: [Observation]) {
    var members: [String: [Observation]] = [:]
    for observation in observations {
      for share in observation.shares { members[share.rule, default: []].append(observation) }
    }
    let differing = observations.count { $0.difference != 0 }
    rows = members.map { rule, having in
      let missed = having.filter { $0.difference != 0 }
      let others = observations.count - having.count
      let otherRate = others == 0 ? 0 : Double(differing - missed.count) / Double(others)
      return Row(
        rule: rule, requests: having.count, equal: having.count - missed.count,
        outside: having.count { !$0.isWithinBounds },
        meanDifference: missed.isEmpty
          ? 0 : Double(missed.reduce(0) { $0 + $1.difference }) / Double(missed.count),
        lift: Double(missed.count) / Double(having.count) - otherRate)
    }.filter { $0.equal < $0.requests }
      .sorted { ($1.lift, $1.requests, $0.rule) < ($0.lift, $0.requests, $1.rule) }
  }
}
