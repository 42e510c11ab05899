import MessagesAPI

/// What has changed at the remote API since probes were last asked.
package struct Drift: Sendable, Hashable {
  /// What the changes are like.
  package enum Verdict: String, Sendable, Hashable {
    /// Every probe counts what it did.
    case none
    /// The same probe, asked twice, gives two answers.
    case noise
    /// A number in the rules: the probes that have a feature moved by the same amount.
    case constant
    /// Texts count differently: another vocabulary.
    case family
  }

  /// One probe then and now.
  package struct Change: Sendable, Hashable {
    /// What was asked.
    package let probe: String
    /// The remote count when the model was learned.
    package let before: Int
    /// The remote count today.
    package let now: Int
    /// The answer to the second question; nil where it was not asked twice.
    package let again: Int?

    /// A probe asked again.
    package init(probe: String, before: Int, now: Int, again: Int?) {
      self.probe = probe
      self.before = before
      self.now = now
      self.again = again
    }

    /// Tokens that the probe costs more today; negative where it costs less.
    package var difference: Int { now - before }
  }

  /// What the changes together say.
  package let verdict: Verdict
  /// The probes whose counts differ.
  package let changes: [Change]

  /// A frame may move by this much; a text of another vocabulary moves by more.
  private static let mostOfFrame = 20

  /// - Parameter answers: one for each probe that was asked; those that differ should have been asked twice.
  package init(_ answers: [Change]) {
    changes = answers.filter { $0.difference != 0 || ($0.again ?? $0.now) != $0.now }
    if changes.isEmpty {
      verdict = .none
    } else if changes.contains(where: { $0.again != nil && $0.again != $0.now }) {
      verdict = .noise
    } else if let text = changes.first(where: { $0.probe == "text" }), abs(text.difference) > Self.mostOfFrame {
      verdict = .family
    } else {
      verdict = .constant
    }
  }

  /// What to conclude, full sentences.
  package var explanation: String {
    switch verdict {
    case .none: return "Nothing has changed."
    case .noise: return "The same probe gave different answers: the API is not steady now, nothing is concluded."
    case .family: return "Texts count differently: the model seems to have another vocabulary. Learn it anew."
    case .constant:
      let amounts = Set(changes.map(\.difference))
      let names = changes.map(\.probe).joined(separator: ", ")
      if amounts.count == 1, let amount = amounts.first {
        return "A constant moved by \(amount) in: \(names). Learn the model anew."
      }
      return "Constants moved in: \(names). Learn the model anew."
    }
  }
}
