import ModelCatalog

/// How many recorded calls support a rule, or all rules of a model.
///
///     count.evidence(of: part)   // RuleEvidence(records: 157, exact: 153)
public struct RuleEvidence: Sendable, Hashable {
  /// Recorded calls with a known `input_tokens` that the rule had a part in.
  public let records: Int
  /// How many of them are counted to the token.
  public let exact: Int

  init?(_ price: Price) {
    guard let records = price.records, let exact = price.exact else { return nil }
    (self.records, self.exact) = (records, exact)
  }

  init?(_ facts: Facts?) {
    guard let records = facts?.int("records"), let exact = facts?.int("exact") else { return nil }
    (self.records, self.exact) = (records, exact)
  }
}

extension RequestCount {
  /// What supports the rule that priced a part; nil where the catalogue counts no records for it by itself: such rules
  /// are part of nearly every request, and ``modelEvidence`` speaks for them, or nothing was recorded at all.
  public func evidence(of part: Part) -> RuleEvidence? { RuleEvidence(rules[part.rule]) }

  /// All recorded calls of the model; nil where there is none.
  public var modelEvidence: RuleEvidence? { rules.evidence }
}
