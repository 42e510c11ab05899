import Calibration
import Console
import CountTokensClient
import RequestCounting

/// Asks the watched probes again.
struct CheckRun: Sendable {
  let model: String

  func drift(_ counts: RemoteCounts) async throws(Complaint) -> Drift {
    var answers: [Drift.Change] = []
    for probe in LearningPlan.watched {
      let question = ProbeQuestion(probe: probe, model: model, catalog: counts.counter.catalog)
      let known = try question.stored(counts)
      let before: Int
      if let known { before = known } else { before = try counts.local(question.countable, probe.name).total.tokens }
      guard let now = try await question.ask(counts, isFresh: true) else { continue }
      // What differs is asked twice.
      let again = now == before ? nil : try await question.ask(counts, isFresh: true)
      answers.append(Drift.Change(probe: probe.name, before: before, now: now, again: again))
    }
    return Drift(answers)
  }
}
