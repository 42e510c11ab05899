package import RequestCounting

/// The count of one input, with what is known of its truth.
package struct ItemCount: Sendable, Hashable {
  package var tokens: Int
  /// The truth lies in here as far as the model's rules are known.
  package var bounds: ClosedRange<Int>
  /// `exact`, `modelled` or `assumed`.
  package var basis: String

  package init(tokens: Int, bounds: ClosedRange<Int>, basis: String) {
    (self.tokens, self.bounds, self.basis) = (tokens, bounds, basis)
  }

  /// Several inputs together: the bounds add up; the basis is that of the first, as all have one model.
  package static func sum(_ counts: [ItemCount], basis: String) -> ItemCount {
    var total = ItemCount(tokens: 0, bounds: 0...0, basis: basis)
    for count in counts {
      total.tokens += count.tokens
      total.bounds =
        total.bounds.lowerBound + count.bounds.lowerBound...total.bounds.upperBound + count.bounds.upperBound
    }
    return total
  }

  /// What to say on standard error of a count that is not exact; empty for others, and where only the model is in
  /// doubt, because nobody named one: that is said where it is named.
  package func notice(named name: String? = nil, modelIsDefault: Bool = false) -> String {
    let (lower, upper) = (bounds.lowerBound, bounds.upperBound)
    if basis == "exact" || modelIsDefault && lower == upper { return "" }
    let range = lower < upper ? ", between \(lower) and \(upper) tokens" : ""
    return "note: \(name.map { "\($0): " } ?? "")\(basis)\(range)\n"
  }
}

extension ItemCount {
  package init(_ count: TokenCount) {
    self.init(tokens: count.tokens, bounds: count.bounds, basis: count.basis.description)
  }
}

/// What is counted of a text.
package enum CountUnit: String, Sendable {
  /// The tokens of the text alone.
  case content
  /// The text as one user message, with the frame around it: what the remote API counts.
  case message
}
