import JSONText

/// What a rule costs beside the text it prices, and how far that may be off.
///
/// In the catalogue a bare number is exact; an object says more: `{"tokens": 7, "each": {"tokens": 16}, "below": 4,
/// "above": 8, "basis": "modelled", "records": 3, "exact": 2}`.
struct Price: Sendable, Hashable {
  var tokens = 0
  var below = 0
  var above = 0
  /// The same once for each of what the rule counts: results, references, chunks.
  var tokensEach = 0
  var belowEach = 0
  var aboveEach = 0
  /// Tokens of text that widen both bounds by one; 0 where the text is certain.
  var textPerSpread = 0
  /// Characters of text that widen the upper bound by one; 0 where they do not.
  var charactersPerAbove = 0
  var basis = Basis.exact
  /// How many recorded requests have such a part, and how many of them are counted to the token.
  var records: Int?
  var exact: Int?

  init() {}

  /// Nil where the value is neither a number nor an object.
  init?(_ value: JSONValue) {
    if let tokens = value.int {
      self.tokens = tokens
      return
    }
    guard value.isObject else { return nil }
    tokens = value["tokens"]?.int ?? 0
    below = value["below"]?.int ?? 0
    above = value["above"]?.int ?? 0
    if let each = value["each"] {
      tokensEach = each["tokens"]?.int ?? 0
      belowEach = each["below"]?.int ?? 0
      aboveEach = each["above"]?.int ?? 0
    }
    textPerSpread = value["text_per_spread"]?.int ?? 0
    charactersPerAbove = value["characters_per_above"]?.int ?? 0
    basis =
      switch value["basis"]?.string {
      case "modelled": .modelled
      case "assumed": .assumed
      default: .exact
      }
    records = value["records"]?.int
    exact = value["exact"]?.int
  }
}

extension Price {
  /// The price of `times` things, and `text` tokens on top; `below` and `above` widen the rule's own bounds.
  func count(text: Int, times: Int = 0, below: Int = 0, above: Int = 0, basis: Basis = .exact) -> TokenCount {
    let spread = textPerSpread > 0 ? text / textPerSpread : 0
    let least = self.below + belowEach * times + below + spread
    let most = self.above + aboveEach * times + above + spread
    // What is not certain is not exact, whoever widened it.
    let own = least != 0 || most != 0 ? min(self.basis, .modelled) : self.basis
    return TokenCount(tokens + tokensEach * times + text, below: least, above: most, basis: min(own, basis))
  }
}
