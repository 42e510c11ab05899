/// A version of three numbers.
struct ClientVersion: Comparable, Sendable {
  private let numbers: [Int]

  init(_ major: Int, _ minor: Int, _ patch: Int) { numbers = [major, minor, patch] }

  /// Nil where the text does not begin with three numbers.
  init?(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 3).prefix(3).compactMap { part in
      Int(part.prefix { $0.isASCII && $0.isNumber })
    }
    guard parts.count == 3 else { return nil }
    numbers = parts
  }

  static func < (left: ClientVersion, right: ClientVersion) -> Bool {
    left.numbers.lexicographicallyPrecedes(right.numbers)
  }
}
