/// Values of options that begin with a minus, as the option parser can read them.
package enum NegativeValues {
  /// `--max-tokens -1` as `--max-tokens=-1`: a word that begins with `-` is never a value to the parser, which would say that
  /// the value is missing, and not what is wrong with it.
  package static func joined(_ arguments: [String]) -> [String] {
    var joined: [String] = []
    var isOver = false
    for argument in arguments {
      let isNumber = argument.first == "-" && argument.dropFirst().first.map { ("0"..."9").contains($0) } == true
      if !isOver, isNumber, let option = joined.last, option.hasPrefix("--"), option.count > 2, !option.contains("=") {
        joined[joined.count - 1] = "\(option)=\(argument)"
      } else {
        joined.append(argument)
      }
      isOver = isOver || argument == "--"
    }
    return joined
  }
}
