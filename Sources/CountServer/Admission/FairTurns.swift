import Synchronization

/// Lets so many pieces of work on so many bytes run at one time, and the rest wait: clients take turns, each with its
/// oldest, so that one that sends much waits for itself.
///
///     let turns = FairTurns(slots: 2, bytes: 32 << 20, limit: 256, metrics: metrics)
///     let turn = turns.take(for: "192.0.2.1", bytes: 90_000) { work(); turns.end(bytes: 90_000) }
///     if turn == nil { tryLater() }
///
/// Every call takes a lock for about a microsecond.
package final class FairTurns: Sendable {
  private struct Waiting {
    var number: Int
    var bytes: Int
    var start: @Sendable () -> Void
  }

  private struct State {
    var free: Int
    /// Bytes of what runs.
    var running = 0
    /// What waits, by client; no client is here with nothing.
    var queues: [String: [Waiting]] = [:]
    /// The clients with something that waits, next one first.
    var order: [String] = []
    var count = 0
    var taken = 0
  }

  private let state: Mutex<State>
  private let bytes: Int
  private let limit: Int
  private let metrics: ServerMetrics

  /// - Parameters:
  ///   - slots: how many run at one time.
  ///   - bytes: how many they have together; what has more runs alone.
  ///   - limit: how many may wait; three quarters of that for one client.
  package init(slots: Int, bytes: Int, limit: Int, metrics: ServerMetrics) {
    state = Mutex(State(free: slots))
    self.bytes = bytes
    self.limit = limit
    self.metrics = metrics
  }

  /// Starts the work where a slot is free, and otherwise keeps it until one is; nil where too many wait.
  ///
  /// - Parameters:
  ///   - bytes: how much it works on.
  ///   - start: called once, from here or from the ``end(bytes:)`` of another; must lead to a call of ``end(bytes:)``.
  /// - Returns: what ``withdraw(_:for:)`` takes.
  package func take(for client: String, bytes: Int, start: @escaping @Sendable () -> Void) -> Int? {
    let (number, isStarted) = state.withLock { state -> (Int?, Bool) in
      state.taken += 1
      if state.order.isEmpty, hasRoom(state, bytes) {
        state.free -= 1
        state.running += bytes
        return (state.taken, true)
      }
      let own = state.queues[client]?.count ?? 0
      guard state.count < limit, own < max(limit / 4 * 3, 1) else { return (nil, false) }
      if own == 0 { state.order.append(client) }
      state.queues[client, default: []].append(Waiting(number: state.taken, bytes: bytes, start: start))
      state.count += 1
      return (state.taken, false)
    }
    if isStarted {
      start()
    } else if number != nil {
      metrics.change(waiting: 1)
    }
    return number
  }

  private func hasRoom(_ state: State, _ more: Int) -> Bool {
    state.free > 0 && (state.running == 0 || state.running + more <= bytes)
  }

  /// A piece of work is done: the next ones start.
  package func end(bytes: Int) {
    let next = state.withLock { state -> [Waiting] in
      state.free += 1
      state.running -= bytes
      return startable(&state)
    }
    start(next)
  }

  /// What is next and has room now.
  private func startable(_ state: inout State) -> [Waiting] {
    var next: [Waiting] = []
    while let client = state.order.first, let first = state.queues[client]?.first, hasRoom(state, first.bytes) {
      state.order.removeFirst()
      state.queues[client]?.removeFirst()
      if state.queues[client]?.isEmpty == true { state.queues[client] = nil } else { state.order.append(client) }
      state.count -= 1
      state.free -= 1
      state.running += first.bytes
      next.append(first)
    }
    return next
  }

  private func start(_ next: [Waiting]) {
    for waiting in next {
      metrics.change(waiting: -1)
      waiting.start()
    }
  }

  /// Takes back what has not started; false where it has.
  @discardableResult
  package func withdraw(_ number: Int, for client: String) -> Bool {
    let next = state.withLock { state -> [Waiting]? in
      guard var queue = state.queues[client], let index = queue.firstIndex(where: { $0.number == number }) else {
        return nil
      }
      queue.remove(at: index)
      state.queues[client] = queue.isEmpty ? nil : queue
      if queue.isEmpty { state.order.removeAll { $0 == client } }
      state.count -= 1
      // It may have been what kept the others waiting.
      return startable(&state)
    }
    guard let next else { return false }
    metrics.change(waiting: -1)
    start(next)
    return true
  }
}
