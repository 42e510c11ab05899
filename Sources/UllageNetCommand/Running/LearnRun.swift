import Calibration
import Console
import CountStore
import CountTokensClient
import MessagesAPI
import ModelCatalog

/// Asks the probes of a model one after another, and concludes.
struct LearnRun: Sendable {
  let model: String
  let catalog: Catalog

  func learn(_ counts: RemoteCounts) async throws(Complaint) -> LearnedModel {
    var (answers, asked): ([String: Int], Set<String>) = ([:], [])
    while let probe = LearningPlan.next(asked: asked, refused: asked.subtracting(answers.keys)) {
      asked.insert(probe.name)
      let question = ProbeQuestion(probe: probe, model: model, catalog: catalog)
      answers[probe.name] = try await question.ask(counts, isFresh: counts.client != nil)
    }
    do {
      return try ModelDeduction(catalog: catalog, day: counts.day).learn(model, from: answers)
    } catch {
      throw Complaint(error, model: model)
    }
  }
}

/// One probe, put to one model.
struct ProbeQuestion: Sendable {
  let probe: Probe
  let model: String
  let catalog: Catalog

  /// The name of what it is filed under.
  var source: String { "probe \(probe.name)" }

  var countable: CountableRequest {
    CountableRequest(probe.request(for: model), betas: probe.betas, catalog: catalog)
  }

  /// The remote count; nil where the model refuses the probe and may.
  ///
  /// A model need not be known here, so the answer is kept with the probe alone.
  func ask(_ counts: RemoteCounts, isFresh: Bool) async throws(Complaint) -> Int? {
    if !isFresh, let stored = try stored(counts) { return stored }
    // Without the endpoint, what the store does not have is what the model refused.
    if counts.client == nil, probe.mayBeRefused { return nil }
    let place = "\(model), probe \"\(probe.name)\""
    do {
      let answer = try await counts.remote(countable, place)
      try store(answer, counts)
      return answer
    } catch {
      guard probe.mayBeRefused, error.code == RemoteError.Code.refused.rawValue else { throw error }
      return nil
    }
  }

  private func key(_ store: CountStore) -> RequestKey {
    store.key(model: model, betas: countable.betas, body: countable.request.encoded())
  }

  /// The latest answer that the store has.
  func stored(_ counts: RemoteCounts) throws(Complaint) -> Int? {
    do { return try counts.store.measured(key(counts.store)) } catch { throw Complaint(error) }
  }

  private func store(_ answer: Int, _ counts: RemoteCounts) throws(Complaint) {
    let known = try? counts.local(countable, probe.name)
    let observation =
      known.map { Observation(local: $0, remote: answer, kind: .probe, day: counts.day) }
      ?? Observation(
        model: model, local: answer, lower: answer, upper: answer, basis: "measured", shares: [], remote: answer,
        kind: .probe, day: counts.day)
    do { try counts.store.add(observation, key: key(counts.store), source: source) } catch { throw Complaint(error) }
  }
}
