package import ModelCatalog
package import RequestCounting

/// One request's local count beside what the remote API said: numbers alone, nothing of the request itself.
///
///     let observation = Observation(local: count, remote: 1_024, kind: .counted, day: day)
///     observation.difference          // remote − local
///     observation.isWithinBounds      // whether the local bounds held
package struct Observation: Sendable, Hashable {
  /// Where the remote number comes from. An open set.
  package struct Kind: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    /// The count endpoint's answer.
    package static let counted = Kind(rawValue: "counted")
    /// `usage` of an answer: input, cache reads and cache writes together.
    package static let used = Kind(rawValue: "used")
    /// What one answer's usage has more than the one before: the cost of what was appended.
    package static let appended = Kind(rawValue: "appended")
    /// The count endpoint's answer to a probe of our own.
    package static let probe = Kind(rawValue: "probe")
  }

  /// What one rule contributed to the local count.
  package struct Share: Sendable, Hashable {
    /// The rule's name, for example `pdf_page_text`.
    package let rule: String
    /// Tokens of all parts that the rule priced.
    package let tokens: Int
    /// How much less and how much more it may be.
    package let below: Int
    /// By how much the true number may be higher.
    package let above: Int
    /// Whether every such part was exact.
    package let isExact: Bool

    /// The share of a rule.
    package init(rule: String, tokens: Int, below: Int, above: Int, isExact: Bool) {
      self.rule = rule
      self.tokens = tokens
      self.below = below
      self.above = above
      self.isExact = isExact
    }

    /// How wide the bounds are, at least 1: the measure of the doubt.
    package var width: Int { max(below + above, 1) }
  }

  /// As the catalogue spells it.
  package let model: String
  /// Our count, in tokens.
  package let local: Int
  /// Our lower bound, in tokens.
  package let lower: Int
  /// Our upper bound, in tokens.
  package let upper: Int
  /// The name of the local count's basis.
  package let basis: String
  /// By rule, in the order of the prompt.
  package let shares: [Share]
  /// The remote count, in tokens.
  package let remote: Int
  /// Where the remote count comes from.
  package let kind: Kind
  /// The day of the remote answer.
  package let day: CalendarDay

  /// An observation from its numbers.
  package init(
    model: String, local: Int, lower: Int, upper: Int, basis: String, shares: [Share], remote: Int, kind: Kind,
    day: CalendarDay
  ) {
    self.model = model
    self.local = local
    self.lower = lower
    self.upper = upper
    self.basis = basis
    self.shares = shares
    self.remote = remote
    self.kind = kind
    self.day = day
  }

  /// The local count must be one without calibration, or corrections would be learned from their own effect.
  package init(local count: RequestCount, remote: Int, kind: Kind, day: CalendarDay) {
    self.init(
      model: count.model, local: count.total.tokens, lower: count.total.bounds.lowerBound,
      upper: count.total.bounds.upperBound, basis: "\(count.total.basis)", shares: Share.all(of: count.parts),
      remote: remote, kind: kind, day: day)
  }

  /// Tokens that the remote API has more.
  package var difference: Int { remote - local }
  /// Whether the remote count lies within our bounds.
  package var isWithinBounds: Bool { (lower...max(upper, lower)).contains(remote) }

  /// The share that leaves most room; nil where all are exact. It decides what the observation says about.
  package var doubt: Share? {
    shares.filter { !$0.isExact }.max { ($0.width, $1.rule) < ($1.width, $0.rule) }
  }
}

extension Observation.Share {
  /// The shares of a count's rules. O(parts).
  package static func all(of parts: [Part]) -> [Self] {
    var order: [String] = []
    var sums: [String: (tokens: Int, below: Int, above: Int, isExact: Bool)] = [:]
    for part in parts {
      if sums[part.kind] == nil { order.append(part.kind) }
      var sum = sums[part.kind] ?? (0, 0, 0, true)
      sum.tokens += part.count.tokens
      sum.below += part.count.tokens - part.count.bounds.lowerBound
      sum.above += part.count.bounds.upperBound - part.count.tokens
      sum.isExact = sum.isExact && part.count.basis == .exact
      sums[part.kind] = sum
    }
    return order.compactMap { rule in
      sums[rule].map {
        Self(rule: rule, tokens: $0.tokens, below: $0.below, above: $0.above, isExact: $0.isExact)
      }
    }
  }
}
