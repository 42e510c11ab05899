import JSONText
package import ModelCatalog

/// What the probes told about a model, ready to be used as a user's catalogue.
package struct LearnedModel: Sendable {
  /// As it was asked for.
  package let model: String
  let hypothesis: RuleHypothesis
  let exceptions: [Fact]
  /// Probes that the model refused: of these features nothing was learned.
  package let refused: [String]
  /// Settings that were counted alone but not together: the model refused that, so nothing confirms their costs.
  package var unconfirmed: [String] {
    refused.contains(LearningPlan.settingsTogether) ? LearningPlan.settings.filter { !refused.contains($0) } : []
  }
  /// How many probes were counted; all of them agree.
  package let probes: Int
  /// The day on which the probes were asked.
  package let day: CalendarDay

  /// The generation whose rules it follows, for example `claude-4.8`.
  package var pattern: String { hypothesis.pattern }
  /// The tokenizer's family.
  package var family: String { hypothesis.family }

  /// What differs from the generation, one line each: `tool_prompt.auto: 277`.
  package var settings: [String] {
    hypothesis.settings.sorted { $0.key < $1.key }.map { fact, value in
      switch value {
      case .number(let number): "\(fact): \(number)"
      case .flag(let flag): "\(fact): \(flag)"
      }
    }
  }

  /// Settings in which it is unlike every model of its generation.
  package var exceptional: [String] { exceptions.map(\.description) }

  /// A catalogue file for `--catalog` or `ULLAGE_CATALOG`, evidence included.
  package func catalogue(over catalog: Catalog) -> [UInt8] {
    hypothesis.file(model: model, catalog) { rules in
      rules.object("evidence") { evidence in
        evidence.member("records", probes)
        evidence.member("exact", probes)
        evidence.member("from", "\(day)")
        evidence.member("to", "\(day)")
        evidence.array("refused") { list in
          for name in refused { list.element(name) }
        }
        if !unconfirmed.isEmpty {
          evidence.array("unconfirmed") { list in
            for name in unconfirmed { list.element(name) }
          }
        }
      }
    }
  }
}

/// Why a model could not be learned.
package struct LearningError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of failure. An open set.
  package struct Code: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    /// A probe that is needed has no count.
    package static let missing = Code(rawValue: "probe_missing")
    /// No known kind of model explains all counts.
    package static let inconsistent = Code(rawValue: "probes_inconsistent")
    /// They can be explained, but only by a model unlike all others.
    package static let strange = Code(rawValue: "probes_strange")
  }

  /// The kind, for programs.
  package let code: Code
  /// A sentence without a full stop.
  package let message: String
  /// What to do about it, a full sentence.
  package let remedy: String

  package var description: String { "\(code.rawValue): \(message). \(remedy)" }

  static func missing(_ probe: String) -> LearningError {
    LearningError(
      code: .missing, message: "the probe \"\(probe)\" was not counted, and nothing can be said without it",
      remedy: "Ask again; if the API refuses it, the model takes requests of another kind.")
  }

  static func inconsistent(_ pattern: String, _ agreeing: Int, _ probe: String) -> LearningError {
    LearningError(
      code: .inconsistent,
      message:
        "the counts fit no known kind of model: like \(pattern), \(agreeing) probes agree, \"\(probe)\" does not",
      remedy: "Learn again, to rule out a passing fault; a model of a new kind needs a new law.")
  }

  static func strange(_ model: LearnedModel) -> LearningError {
    LearningError(
      code: .strange,
      message:
        "the counts fit \(model.pattern) only with exceptions: \(model.exceptional.joined(separator: ", "))",
      remedy: "Learn again, to rule out a passing fault; so many exceptions are more likely noise than a model.")
  }
}
