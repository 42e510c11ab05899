import MessagesAPI
package import ModelCatalog
import RequestCounting

/// Finds the counting rules of a model from the counts of the probes, or says why they cannot be found.
///
/// Each known generation is tried as the pattern. A probe's count that differs from the pattern's decides the unknown that
/// the probe is for; a probe without one, and every choice, is a check. In the end all counts must agree with what was
/// found, to the token. Of the patterns that pass, the one that needs the fewest exceptions is taken.
package struct ModelDeduction: Sendable {
  /// The generations, oldest first: entries of the catalogue's `counting`.
  private static let patterns = ["claude-3", "claude-4", "claude-4.6", "claude-4.7", "claude-4.8"]
  /// Numbers that every model has of its own.
  private static func isFree(_ fact: Fact) -> Bool { fact.path[0] == "tool_prompt" || fact == "prices.frame" }
  /// How many other numbers may differ from a pattern: more is a new kind of model, or noise. Of the 37 models in the
  /// catalogue none has more than two.
  static let mostExceptions = 3

  private let catalog: Catalog
  private let day: CalendarDay

  /// - Parameters:
  ///   - catalog: has the models that a new one is compared with.
  ///   - day: when the counts were asked for; some costs depend on it.
  package init(catalog: Catalog, day: CalendarDay) {
    // Hundreds of hypotheses are read over it, and none of them needs another model.
    self.catalog = catalog.withoutModels()
    self.day = day
  }

  /// - Parameters:
  ///   - model: the id of the model that was asked.
  ///   - counts: the remote count of each probe by name; none where the model refused it.
  ///
  /// Cost: about 150 counts of small requests.
  package func learn(_ model: String, from counts: [String: Int]) throws(LearningError) -> LearnedModel {
    let refused = Set(LearningPlan.probes.map(\.name).filter { counts[$0] == nil })
    let probes = LearningPlan.probes(refused: refused)
    for probe in probes where counts[probe.name] == nil && !probe.mayBeRefused {
      throw LearningError.missing(probe.name)
    }
    var best: LearnedModel?
    var nearest: (pattern: String, agreeing: Int, probe: String)?
    for pattern in Self.patterns {
      guard let family = catalog.counting(pattern)?.string("family") else { continue }
      var trial = Trial(RuleHypothesis(pattern: pattern, family: family), probes, catalog, day)
      if let failed = trial.run(counts) {
        if trial.agreeing >= nearest?.agreeing ?? 0 { nearest = (pattern, trial.agreeing, failed) }
        continue
      }
      let exceptions = trial.hypothesis.settings.keys.filter { !Self.isFree($0) && trial.isNumber($0) }
      let found = LearnedModel(
        model: model, hypothesis: trial.hypothesis, exceptions: exceptions.sorted(),
        refused: LearningPlan.probes.map(\.name).filter(refused.contains), probes: counts.count, day: day)
      if found.exceptions.count <= best?.exceptions.count ?? .max { best = found }
    }
    guard let best else {
      throw LearningError.inconsistent(nearest?.pattern ?? "none", nearest?.agreeing ?? 0, nearest?.probe ?? "text")
    }
    guard best.exceptions.count <= Self.mostExceptions else { throw LearningError.strange(best) }
    return best
  }
}

/// One pattern tried on the counts.
private struct Trial {
  var hypothesis: RuleHypothesis
  /// Probes that agreed before one did not.
  private(set) var agreeing = 0
  private var numbers: Set<Fact> = []
  /// Counts by the hypothesis; read once for all probes that it explains.
  private var counter: RequestCounter?
  private let probes: [Probe]
  private let catalog: Catalog
  private let day: CalendarDay

  init(_ hypothesis: RuleHypothesis, _ probes: [Probe], _ catalog: Catalog, _ day: CalendarDay) {
    self.hypothesis = hypothesis
    self.probes = probes
    self.catalog = catalog
    self.day = day
    counter = hypothesis.counter(over: catalog)
  }

  func isNumber(_ fact: Fact) -> Bool { numbers.contains(fact) }

  /// The name of the first probe that cannot be explained; nil if all can.
  mutating func run(_ counts: [String: Int]) -> String? {
    for probe in probes {
      guard let count = counts[probe.name] else { continue }
      guard explain(probe, count) else { return probe.name }
      agreeing += 1
    }
    // What was decided late must not have changed what agreed before.
    return probes.first { probe in
      counts[probe.name].map { count(probe, counter) != $0 } ?? false
    }?.name
  }

  private mutating func explain(_ probe: Probe, _ count: Int) -> Bool {
    guard let expected = self.count(probe, counter) else { return false }
    if expected == count { return true }
    for unknown in probe.unknowns {
      for candidate in candidates(unknown, count - expected) {
        let own = candidate.counter(over: catalog)
        guard self.count(probe, own) == count else { continue }
        if case .number(let fact, _) = unknown { numbers.insert(fact) }
        (hypothesis, counter) = (candidate, own)
        return true
      }
    }
    return false
  }

  private func count(_ probe: Probe, _ counter: RequestCounter?) -> Int? {
    let context = CountContext(betas: probe.betas, asOf: .day(day))
    return try? counter?.count(probe.request, model: RuleHypothesis.name, context: context).total.tokens
  }

  private func candidates(_ unknown: Unknown, _ difference: Int) -> [RuleHypothesis] {
    switch unknown {
    case .choice(let options): return options.map { hypothesis.setting($0) }
    case .number(let fact, let range):
      let number = hypothesis.number(fact, catalog) + difference
      return range.contains(number) ? [hypothesis.setting([Constant(fact, number)])] : []
    }
  }
}
