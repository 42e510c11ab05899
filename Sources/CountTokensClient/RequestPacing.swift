/// How many requests run at once, and how many begin in a minute.
///
/// The starts are spread evenly over the minute, after a burst of a second's worth: what the API's own budget refills.
/// Waiting tasks are served in order; one that is cancelled leaves the queue. The clock is monotonic, so that changes of
/// the date have no effect.
actor RequestPacing {
  private let interval: Duration
  private let burst: Duration
  private var free: Int
  private var waiting: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
  private var nextID = 0
  /// When the next request may begin if no burst were allowed.
  private var nextStart = ContinuousClock.now

  init(concurrency: Int, perMinute: Int) {
    free = max(concurrency, 1)
    interval = .seconds(60) / max(perMinute, 1)
    burst = .seconds(1)
  }

  /// Waits for a place; every success must be followed by one ``leave()``.
  func enter() async throws(CancellationError) {
    if free > 0, waiting.isEmpty {
      free -= 1
      return
    }
    nextID += 1
    let id = nextID
    let isAdmitted = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if Task.isCancelled {
          continuation.resume(returning: false)
        } else {
          waiting.append((id, continuation))
        }
      }
    } onCancel: {
      Task { await self.abandon(id) }
    }
    if !isAdmitted { throw CancellationError() }
  }

  func leave() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().continuation.resume(returning: true)
    }
  }

  private func abandon(_ id: Int) {
    guard let place = waiting.firstIndex(where: { $0.id == id }) else { return }
    waiting.remove(at: place).continuation.resume(returning: false)
  }

  /// How long to wait before the next request may begin; the place in the minute is taken.
  func start(at now: ContinuousClock.Instant = .now) -> Duration {
    let earliest = max(nextStart, now - burst)
    nextStart = earliest + interval
    return max(earliest - now, .zero)
  }
}
