package import RequestCounting

/// One request's local count against the remote one, and what may explain the difference.
package struct Reconciliation: Sendable, Hashable {
  /// How the two agree.
  package enum Verdict: String, Sendable, Hashable {
    /// The same number.
    case equal
    /// The remote number lies within the local bounds.
    case withinBounds = "within_bounds"
    /// It does not.
    case outside
  }

  /// Our count, in tokens.
  package let local: Int
  /// Our lower bound, in tokens.
  package let lower: Int
  /// Our upper bound, in tokens.
  package let upper: Int
  /// The remote count, in tokens.
  package let remote: Int
  /// Parts that may explain the difference, likeliest first; none where there is no difference.
  package let suspects: [Suspect]

  /// A part, and why it is suspected.
  package struct Suspect: Sendable, Hashable {
    /// Where in the request.
    package let path: String
    /// The rule that priced it.
    package let rule: String
    /// A sentence without a full stop.
    package let reason: String
  }

  /// Compares a count of ours with the remote one. O(parts).
  package init(local count: RequestCount, remote: Int) {
    let bounds = count.total.bounds
    (local, lower, upper) = (count.total.tokens, bounds.lowerBound, bounds.upperBound)
    self.remote = remote
    suspects = Self.suspects(count.parts, difference: remote - count.total.tokens)
  }

  /// Tokens that the remote API has more.
  package var difference: Int { remote - local }

  /// Equal, within the bounds, or outside.
  package var verdict: Verdict {
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
package struct FeatureSummary: Sendable {
  /// One rule over all requests that have a part priced by it.
  package struct Row: Sendable, Hashable {
    /// The rule.
    package let rule: String
    /// Requests with a part that it priced.
    package let requests: Int
    /// How many of them count the same on both sides.
    package let equal: Int
    /// How many of them lie outside the bounds.
    package let outside: Int
    /// Mean difference, remote less local, over the requests that differ; 0 where none does.
    package let meanDifference: Double
    /// How much more often requests with this rule differ than those without it, from −1 to 1.
    package let lift: Double
  }

  /// The rules that go with differences, those that explain most first.
  package let rows: [Row]

  /// O(observations · rules).
  package init(_ observations: [Observation]) {
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
