import Calibration
import Console
import CountStore
import CountTokensClient
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting

/// Remote counts from the store where it has them, else from the remote API; what is asked is stored.
struct RemoteCounts: Sendable {
  /// A request counted on both sides.
  struct Pair: Sendable {
    let local: RequestCount
    let remote: Int
    /// Whether the store knew.
    let isStored: Bool
    let observation: Observation
  }

  let store: CountStore
  /// Nil where nobody is to be asked.
  let client: CountTokensClient?
  let counter: RequestCounter
  let day: CalendarDay

  /// Counts a request on both sides.
  ///
  /// - Parameters:
  ///   - source: what the observation is filed under.
  ///   - isFresh: asks even where the store knows.
  func count(
    _ countable: CountableRequest, kind: Observation.Kind, source: String, place: String, isFresh: Bool = false
  ) async throws(Complaint) -> Pair {
    let local = try local(countable, place)
    let request = countable.request
    let key = store.key(model: local.model, betas: countable.betas, body: request.encoded())
    do {
      if !isFresh, let remote = try store.measured(key) { return pair(local, remote, kind, isStored: true) }
    } catch {
      throw Complaint(error)
    }
    let pair = pair(local, try await remote(countable, place), kind, isStored: false)
    // What the endpoint does not count in full teaches nothing.
    if !countable.isCountedInPart {
      do { try store.add(pair.observation, key: key, source: source) } catch { throw Complaint(error) }
    }
    return pair
  }

  /// The local count of just what is sent, without corrections.
  func local(_ countable: CountableRequest, _ place: String) throws(Complaint) -> RequestCount {
    let context = CountContext(betas: countable.betas, asOf: .day(day), usesCalibration: false)
    do { return try counter.count(countable.request, context: context) } catch { throw Complaint(error, place: place) }
  }

  /// Asks the remote API, and keeps nothing.
  func remote(_ countable: CountableRequest, _ place: String) async throws(Complaint) -> Int {
    guard let client else { throw .notStored(place) }
    do { return try await client.count(countable).inputTokens } catch { throw Complaint(error, place: place) }
  }

  private func pair(_ local: RequestCount, _ remote: Int, _ kind: Observation.Kind, isStored: Bool) -> Pair {
    Pair(
      local: local, remote: remote, isStored: isStored,
      observation: Observation(local: local, remote: remote, kind: kind, day: day))
  }
}
