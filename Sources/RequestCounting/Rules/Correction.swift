import JSONText
import ModelCatalog

/// What calibration found about counts in which one rule leaves most doubt: by how much they are off, in units of the
/// width of that doubt. It stands in a user's catalogue, as
/// `"calibration": {"pdf_page_text": {"observations": 40, "coverage": 0.95, "middle": 0.1, "lower": -0.2, "upper": 0.4}}`.
struct Correction: Sendable, Hashable {
  let observations: Int
  let middle: Double
  let lower: Double
  let upper: Double

  /// Nil where a number is missing or the three are not in order.
  init?(_ value: JSONValue) {
    guard let observations = value["observations"]?.int, observations > 0, let middle = value["middle"]?.double,
      let lower = value["lower"]?.double, let upper = value["upper"]?.double, lower <= middle, middle <= upper,
      abs(lower) < 1e6, abs(upper) < 1e6
    else { return nil }
    self.observations = observations
    self.middle = middle
    self.lower = lower
    self.upper = upper
  }

  static func all(_ facts: Facts?) throws(CountError) -> [CountingRule: Correction] {
    var corrections: [CountingRule: Correction] = [:]
    for layer in (facts?.layers ?? []).reversed() {
      for member in layer.members {
        guard let rule = CountingRule(named: member.key), let correction = Correction(member.value) else {
          throw .badRules("the calibration of \"\(member.key)\" cannot be read: \(member.value.excerpt)")
        }
        corrections[rule] = correction
      }
    }
    return corrections
  }

  /// A count with the correction for a doubt of its own width.
  func applied(to count: TokenCount) -> TokenCount {
    let width = Double(max(count.bounds.count - 1, 1))
    let tokens = count.tokens + Int((middle * width).rounded())
    let lowest = min(count.tokens + Int((lower * width).rounded(.down)), tokens)
    let highest = max(count.tokens + Int((upper * width).rounded(.up)), tokens)
    return TokenCount(
      tokens, below: tokens - lowest, above: highest - tokens, basis: .calibrated(observations))
  }
}

extension PromptPricing {
  /// Corrects the parts that leave most doubt, where calibration knows how. What is exact stays as it is.
  mutating func applyCalibration() {
    guard context.usesCalibration, !rules.corrections.isEmpty else { return }
    var widths: [CountingRule: Int] = [:]
    for part in parts { widths[part.rule, default: 0] += part.count.bounds.count - 1 }
    let doubtful = Set(parts.lazy.filter { $0.count.basis != .exact }.map(\.rule))
    let widest = doubtful.max {
      (max(widths[$0] ?? 0, 1), $1.name) < (max(widths[$1] ?? 0, 1), $0.name)
    }
    if let widest, let correction = rules.corrections[widest] { correct(widest, correction) }
  }
}
