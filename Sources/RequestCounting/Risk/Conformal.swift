/// Bounds that hold for the next observation with a stated probability, whatever the distribution: split conformal
/// prediction (Vovk, Gammerman and Shafer 2005).
///
/// If `n` earlier scores and the next one are exchangeable, the next one lies at or below the ⌈(n + 1) · coverage⌉-th
/// smallest with at least that probability. There is no such score below a certain `n`, and then nothing is promised.
///
///     Conformal.upperBound(of: [1, 5, 2, 9], coverage: 0.8)   // 9: the 4th of 4
///     Conformal.upperBound(of: [1, 5, 2], coverage: 0.8)      // nil: ⌈4 · 0.8⌉ = 4 > 3
public enum Conformal {
  /// O(n log n).
  public static func upperBound(of scores: [Double], coverage: Double) -> Double? {
    rank(of: scores.count, coverage: coverage).map { scores.sorted()[$0 - 1] }
  }

  /// The same from below. O(n log n).
  public static func lowerBound(of scores: [Double], coverage: Double) -> Double? {
    upperBound(of: scores.map { -$0 }, coverage: coverage).map { -$0 }
  }

  /// The fewest scores that a coverage can be promised from: 19 for 0.95. Coverages of 1 and above need more than any.
  public static func fewest(for coverage: Double) -> Int {
    guard coverage < 1 else { return .max }
    guard coverage > 0 else { return 1 }
    return max(Int((coverage / (1 - coverage) - hair).rounded(.up)), 1)
  }

  /// Taken off before rounding up, so that 20 · 0.95 is 19 and not 20 by the error of binary fractions.
  private static let hair = 1e-9

  /// The rank, from 1, of the score that bounds the next one; nil where there are too few for the coverage.
  package static func rank(of count: Int, coverage: Double) -> Int? {
    guard coverage < 1 else { return nil }
    let rank = coverage <= 0 ? 1 : Int((Double(count + 1) * coverage - hair).rounded(.up))
    return (1...max(count, 1)).contains(rank) && count > 0 ? rank : nil
  }
}
