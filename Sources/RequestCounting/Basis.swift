/// How well a count is founded, from the weakest to the strongest.
///
///     Basis.assumed < .modelled          // true
///     [Basis.exact, .modelled].min()     // modelled: a sum is as good as its weakest part
public enum Basis: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Taken over from a neighbour or a guess; only the bounds are meant to hold.
  case assumed
  /// A rule seen in few records, or one that leaves a spread.
  case modelled
  /// A modelled count, corrected by that many observed ones.
  case calibrated(Int)
  /// Every part has a rule that recorded counts agree with to the token.
  case exact
  /// The remote API's own answer.
  case measured

  /// `assumed`, `modelled`, `calibrated`, `exact` or `measured`.
  public var description: String {
    switch self {
    case .assumed: "assumed"
    case .modelled: "modelled"
    case .calibrated: "calibrated"
    case .exact: "exact"
    case .measured: "measured"
    }
  }
}
