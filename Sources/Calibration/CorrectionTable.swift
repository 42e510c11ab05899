import JSONText
import RequestCounting

/// Corrections from observations, by model and by the rule that leaves most doubt.
///
/// A request whose count is exact is never corrected. For others the remote count is compared in units of the doubt's
/// width, so that a PDF of a hundred pages and one of two teach the same. The bounds follow RequestCounting's
/// `Conformal`: they shrink
/// as agreeing observations come in, and widen where they disagree.
///
///     let table = CorrectionTable(observations, coverage: 0.95)
///     table.catalogue      // JSON for --catalog or ULLAGE_CATALOG
package struct CorrectionTable: Sendable {
  /// What is corrected: a model's requests in which this rule leaves most doubt.
  package struct Class: Hashable, Sendable, Comparable {
    /// The model whose requests these are.
    package let model: String
    /// The rule that leaves most doubt in them.
    package let rule: String

    package static func < (left: Self, right: Self) -> Bool {
      (left.model, left.rule) < (right.model, right.rule)
    }
  }

  /// By how much counts of a class are off, in units of the doubt's width.
  package struct Correction: Sendable, Hashable {
    /// How many observations it rests on.
    package let observations: Int
    /// Of these, how many lay within the uncorrected bounds.
    package let withinBounds: Int
    /// The median of the differences, in units of the doubt's width.
    package let middle: Double
    /// The lower bound, in the same units.
    package let lower: Double
    /// The upper bound, in the same units.
    package let upper: Double
  }

  /// The probability that a bound holds, for each of the two bounds by itself.
  package let coverage: Double
  /// A correction for each class that has enough observations.
  package let corrections: [Class: Correction]
  /// Classes with too few observations, and how many they have.
  package let pending: [Class: Int]
  /// Requests that were called exact, and how many of them were not, by model.
  package let exact: [String: (observations: Int, missed: Int)]

  /// - Parameters:
  ///   - observations: in any order.
  ///   - coverage: below 1; 0.95 needs 19 observations of a class.
  ///
  /// Observations of what the endpoint counts only in part should not be among them. O(n log n).
  package init(_ observations: [Observation], coverage: Double = 0.95) {
    self.coverage = coverage
    var scores: [Class: [Double]] = [:]
    var within: [Class: Int] = [:]
    var exact: [String: (observations: Int, missed: Int)] = [:]
    for observation in observations {
      guard let doubt = observation.doubt else {
        var tally = exact[observation.model] ?? (0, 0)
        tally.observations += 1
        if observation.difference != 0 { tally.missed += 1 }
        exact[observation.model] = tally
        continue
      }
      let key = Class(model: observation.model, rule: doubt.rule)
      scores[key, default: []].append(Double(observation.difference) / Double(doubt.width))
      within[key, default: 0] += observation.isWithinBounds ? 1 : 0
    }
    var corrections: [Class: Correction] = [:]
    var pending: [Class: Int] = [:]
    for (key, scores) in scores {
      guard let upper = Conformal.upperBound(of: scores, coverage: coverage),
        let lower = Conformal.lowerBound(of: scores, coverage: coverage)
      else {
        pending[key] = scores.count
        continue
      }
      let middle = min(max(scores.sorted()[scores.count / 2], lower), max(upper, lower))
      corrections[key] = Correction(
        observations: scores.count, withinBounds: within[key] ?? 0, middle: middle, lower: min(lower, middle),
        upper: max(upper, middle))
    }
    self.corrections = corrections
    self.pending = pending
    self.exact = exact
  }

  /// The corrections in the form of a user's catalogue.
  ///
  /// - Parameter entry: the name of a model's counting rules; models without any are left out. Of models that share
  ///   an entry the one with more observations speaks for both.
  package func catalogue(entry: (String) -> String?) -> [UInt8] {
    var entries: [String: [String: Correction]] = [:]
    for (key, correction) in corrections.sorted(by: { $0.key < $1.key }) {
      guard let name = entry(key.model) else { continue }
      let rival = entries[name]?[key.rule]?.observations ?? 0
      if correction.observations > rival { entries[name, default: [:]][key.rule] = correction }
    }
    var writer = JSONWriter(indent: 1)
    writer.object { file in
      file.writeSchemaVersion()
      file.object("counting") { counting in
        for (name, rules) in entries.sorted(by: { $0.key < $1.key }) {
          counting.object(name) { entry in
            entry.object("calibration") { table in
              for (rule, correction) in rules.sorted(by: { $0.key < $1.key }) {
                table.object(rule) { write(correction, to: &$0) }
              }
            }
          }
        }
      }
    }
    writer.endLine()
    return writer.bytes
  }

  private func write(_ correction: Correction, to object: inout JSONWriter) {
    object.member("observations", correction.observations)
    object.member("coverage", coverage)
    object.member("middle", correction.middle)
    object.member("lower", correction.lower)
    object.member("upper", correction.upper)
  }
}
