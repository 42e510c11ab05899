/// A number of tokens on the command line: `150000`, `150_000` as in `.ullage.toml`, `150k` or `1m`.
package struct TokenAmount: Sendable {
  package let tokens: Int

  package init?(argument: String) {
    let unit =
      switch argument.last {
      case "k", "K": 1000
      case "m", "M": 1_000_000
      default: 1
      }
    let digits = unit == 1 ? argument[...] : argument.dropLast()
    guard digits.first != "_", digits.last != "_", let number = Int(digits.filter { $0 != "_" }),
      (-1_000_000_000...1_000_000_000).contains(number)
    else { return nil }
    tokens = number * unit
  }

  /// The tokens of a window, `200k`, `1m` or a number; nil for `auto`.
  package static func window(_ text: String) throws(Complaint) -> Int? {
    if text == "auto" { return nil }
    guard let amount = TokenAmount(argument: text), amount.tokens > 0 else {
      throw .usage("\"\(text)\" is no window", remedy: "--window 200k, 1m, a number of tokens, or auto")
    }
    return amount.tokens
  }
}
