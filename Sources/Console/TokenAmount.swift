/// A number of tokens on the command line: `150000`, `150k` or `1m`.
package struct TokenAmount: Sendable {
  package let tokens: Int

  package init?(argument: String) {
    let unit =
      switch argument.last {
      case "k", "K": 1000
      case "m", "M": 1_000_000
      default: 1
      }
    guard let number = Int(unit == 1 ? argument[...] : argument.dropLast()),
      (-1_000_000_000...1_000_000_000).contains(number)
    else {
      return nil
    }
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
