/// The price of one token, exact to 10⁻¹² dollars: 5 dollars for a million tokens are `Price(nanodollars: 5000)`.
///
/// Half a price and a tenth more of it are exact, too: Haiku 5.5 reads from the cache, in a batch in the US, at
/// 0.0055 dollars for a million tokens.
public struct Price: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// 10⁻¹² dollars for a token.
  public let picodollars: Int

  /// 10⁻⁹ dollars for a token, rounded half up.
  public var nanodollars: Int { Self.rounded(picodollars, over: 1000) }

  /// A price of so many 10⁻⁹ dollars for a token; at most 9·10⁶ dollars.
  public init(nanodollars: Int) {
    picodollars = min(max(nanodollars, -Self.mostNanodollars), Self.mostNanodollars) * 1000
  }

  private init(picodollars: Int) { self.picodollars = picodollars }

  private static let mostNanodollars = Int.max / 1024

  /// Reads dollars for a million tokens, up to six decimals, exactly: `"0.125"` is 125 nanodollars a token.
  init?(dollarsPerMillion spelling: String) {
    let parts = spelling.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = Int(parts[0]), whole >= 0, whole < 1_000_000_000 else {
      return nil
    }
    var decimals = parts.count == 2 ? String(parts[1]) : ""
    while decimals.count > 6, decimals.last == "0" { decimals.removeLast() }
    guard decimals.count <= 6 else { return nil }
    let padded = decimals + String(repeating: "0", count: 6 - decimals.count)
    guard let millionths = Int(padded), millionths >= 0 else { return nil }
    picodollars = whole * 1_000_000 + millionths
  }

  /// What so many tokens cost, in 10⁻⁹ dollars, rounded half up; `Int.max` where it is more.
  public func nanodollars(for tokens: Int) -> Int {
    let product = picodollars.multipliedFullWidth(by: max(tokens, 0))
    // 500 times 2⁶⁴ over 1000 is 2⁶³.
    guard (-500..<500).contains(product.high) else { return .max }
    let (quotient, remainder) = 1000.dividingFullWidth(product)
    return remainder >= 500 ? min(quotient, .max - 1) + 1 : quotient
  }

  /// The price times so many thousandths: 1100 is a tenth more, 500 is half. Rounded half up to 10⁻¹² dollars.
  func scaled(thousandths: Int) -> Price {
    let (product, isOver) = picodollars.multipliedReportingOverflow(by: thousandths)
    return Price(picodollars: isOver ? .max : Self.rounded(product, over: 1000))
  }

  private static func rounded(_ value: Int, over divisor: Int) -> Int {
    value / divisor + (value % divisor * 2 >= divisor ? 1 : 0)
  }

  public static func < (left: Price, right: Price) -> Bool { left.picodollars < right.picodollars }

  /// Dollars for a million tokens: `6.25`.
  public var description: String {
    let decimals = picodollars % 1_000_000
    if decimals == 0 { return String(picodollars / 1_000_000) }
    var text = String(1_000_000 + decimals).dropFirst()
    while text.last == "0" { text.removeLast() }
    return "\(picodollars / 1_000_000).\(text)"
  }
}
