/// Tokens, with what they are known to lie between, and why.
///
///     TokenCount(12)                                        // exactly 12
///     TokenCount(40, below: 4, above: 8, basis: .modelled)  // 36...48
public struct TokenCount: Sendable, Hashable {
  /// The most likely count. Of a part it can be negative: a prefill saves tokens.
  public let tokens: Int
  /// What the count lies within, both ends included. Of a part the lower end can be negative, where the part stands for
  /// a doubt about the whole; of a total it never is.
  public let bounds: ClosedRange<Int>
  /// How the number was obtained.
  public let basis: Basis

  /// - Parameters:
  ///   - tokens: the most likely number.
  ///   - below: how much less it may be; negative where the count is a floor that lies above the estimate.
  ///   - above: how much more it may be.
  ///   - basis: how the number was obtained.
  public init(_ tokens: Int, below: Int = 0, above: Int = 0, basis: Basis = .exact) {
    self.tokens = tokens
    bounds = tokens - max(below, -max(above, 0))...tokens + max(above, 0)
    self.basis = basis
  }

  private init(tokens: Int, bounds: ClosedRange<Int>, basis: Basis) {
    (self.tokens, self.bounds, self.basis) = (tokens, bounds, basis)
  }

  /// The sum of parts: bounds add up, and the weakest part names the basis. No parts are exactly 0.
  public init(sumOf parts: some Sequence<TokenCount>) {
    var (tokens, lower, upper) = (0, 0, 0)
    var basis = Basis.exact
    for part in parts {
      tokens += part.tokens
      lower += part.bounds.lowerBound
      upper += part.bounds.upperBound
      if part.basis < basis { basis = part.basis }
    }
    self.init(tokens: tokens, bounds: lower...upper, basis: basis)
  }

  /// The same on no firmer ground than `basis`.
  package func atMost(_ basis: Basis) -> TokenCount {
    TokenCount(tokens: tokens, bounds: bounds, basis: min(self.basis, basis))
  }

  /// The same as the count of a whole, which is never negative and lies within its own bounds.
  var asTotal: TokenCount {
    let lower = max(bounds.lowerBound, 0)
    return TokenCount(tokens: tokens, bounds: lower...max(bounds.upperBound, tokens, lower), basis: basis)
  }
}
