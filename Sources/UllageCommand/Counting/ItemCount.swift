import RequestCounting

/// The count of one input, with what is known of its truth.
struct ItemCount: Sendable, Hashable {
  var tokens: Int
  /// The truth lies in here as far as the model's rules are known.
  var bounds: ClosedRange<Int>
  /// `exact`, `modelled` or `assumed`.
  var basis: String

  /// Several inputs together: the bounds add up; the basis is that of the first, as all have one model.
  static func sum(_ counts: [ItemCount], basis: String) -> ItemCount {
    var total = ItemCount(tokens: 0, bounds: 0...0, basis: basis)
    for count in counts {
      total.tokens += count.tokens
      total.bounds =
        total.bounds.lowerBound + count.bounds.lowerBound...total.bounds.upperBound + count.bounds.upperBound
    }
    return total
  }

  /// What to say on standard error of a count that is not exact; empty for others.
  func notice(named name: String? = nil) -> String {
    if basis == "exact" { return "" }
    let (lower, upper) = (bounds.lowerBound, bounds.upperBound)
    let range = lower < upper ? ", between \(lower) and \(upper) tokens" : ""
    return "note: \(name.map { "\($0): " } ?? "")\(basis)\(range)\n"
  }
}

extension ItemCount {
  init(_ count: TokenCount) {
    self.init(tokens: count.tokens, bounds: count.bounds, basis: count.basis.description)
  }
}

/// What is counted of a text.
enum CountUnit: String, Sendable {
  /// The tokens of the text alone.
  case content
  /// The text as one user message, with the frame around it: what the remote API counts.
  case message
}
