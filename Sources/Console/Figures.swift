/// Figures of a report as text, in integer arithmetic: the same on every machine.
package enum Figures {
  /// `33.1%`, rounded half up; a hyphen where the whole is 0.
  package static func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "-" }
    return decimal((part * 2000 + whole) / (2 * whole), places: 1) + "%"
  }

  /// `+12.5%`, the change from `old` to `new`; a hyphen where there was nothing.
  package static func change(from old: Int, to new: Int) -> String {
    guard old > 0 else { return new == 0 ? "0.0%" : "-" }
    let change = percent(abs(new - old), of: old)
    return new == old ? change : (new > old ? "+" : "-") + change
  }

  /// `0.312`, rounded half up; a hyphen where the whole is 0.
  package static func ratio(_ part: Int, to whole: Int) -> String {
    guard whole > 0 else { return "-" }
    return decimal((part * 2000 + whole) / (2 * whole), places: 3)
  }

  /// Digits in groups of three, `12,345`, where `groups` says so.
  package static func digits(_ number: Int, groups: Bool) -> String {
    let plain = String(number)
    guard groups, plain.utf8.count > 3 else { return plain }
    var grouped = ""
    for (index, digit) in plain.enumerated() {
      if index > 0, plain[plain.index(plain.startIndex, offsetBy: index - 1)] != "-",
        (plain.utf8.count - index).isMultiple(of: 3)
      {
        grouped.append(",")
      }
      grouped.append(digit)
    }
    return grouped
  }

  private static func decimal(_ number: Int, places: Int) -> String {
    var unit = 1
    for _ in 0..<places { unit *= 10 }
    let fraction = String(number % unit)
    return "\(number / unit)." + String(repeating: "0", count: places - fraction.utf8.count) + fraction
  }
}
