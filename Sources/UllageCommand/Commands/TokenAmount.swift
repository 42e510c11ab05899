import ArgumentParser

/// A number of tokens on the command line: `150000`, `150k` or `1m`.
struct TokenAmount: ExpressibleByArgument {
  let tokens: Int

  init?(argument: String) {
    let unit =
      switch argument.last {
      case "k", "K": 1000
      case "m", "M": 1_000_000
      default: 1
      }
    guard let number = Int(unit == 1 ? argument[...] : argument.dropLast()), abs(number) <= 1_000_000_000 else {
      return nil
    }
    tokens = number * unit
  }
}
