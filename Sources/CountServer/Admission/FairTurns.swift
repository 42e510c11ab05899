import Synchronization

/// Lets so many pieces of work run at one time, and the rest wait: clients take turns, each with its oldest, so that one
/// that sends much waits for itself.
///
///     let turns = FairTurns(slots: 2, limit: 256, metrics: metrics)
///     guard let turn = turns.take(for: "192.0.2.1", start: { work(); turns.end() }) else { tryLater() }
///
/// Every call takes a lock for about a microsecond.
package final class FairTurns: Sendable {
  private struct Waiting {
    var number: Int
    var start: @Sendable () -> Void
  }

  private struct State {
    var free: Int
    /// What waits, by client; no client is here with nothing.
    var queues: [String: [Waiting]] = [:]
    /// The clients with something that waits, next one first.
    var order: [String] = []
    var count = 0
    var taken = 0
  }

  private let state: Mutex<State>
  private let limit: Int
  private let metrics: ServerMetrics

  /// - Parameters:
  ///   - slots: how many run at one time.
  ///   - limit: how many may wait; three quarters of that for one client.
  package init(slots: Int, limit: Int, metrics: ServerMetrics) {
    state = Mutex(State(free: slots))
    self.limit = limit
    self.metrics = metrics
  }

  /// Starts the work where a slot is free, and otherwise keeps it until one is; nil where too many wait.
  ///
  /// - Parameter start: called once, from here or from the ``end()`` of another; must lead to a call of ``end()``.
  /// - Returns: what ``withdraw(_:for:)`` takes.
  package func take(for client: String, start: @escaping @Sendable () -> Void) -> Int? {
    let (number, isStarted) = state.withLock { state -> (Int?, Bool) in
      state.taken += 1
      if state.free > 0 {
        state.free -= 1
        return (state.taken, true)
      }
      let own = state.queues[client]?.count ?? 0
      guard state.count < limit, own < max(limit / 4 * 3, 1) else { return (nil, false) }
      if own == 0 { state.order.append(client) }
      state.queues[client, default: []].append(Waiting(number: state.taken, start: start))
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

  /// A piece of work is done: the next one starts.
  package func end() {
    let next = state.withLock { state -> Waiting? in
      guard !state.order.isEmpty else {
        state.free += 1
        return nil
      }
      let client = state.order.removeFirst()
      var queue = state.queues.removeValue(forKey: client) ?? []
      let next = queue.removeFirst()
      if !queue.isEmpty {
        state.queues[client] = queue
        state.order.append(client)
      }
      state.count -= 1
      return next
    }
    if let next {
      metrics.change(waiting: -1)
      next.start()
    }
  }

  /// Takes back what has not started; false where it has.
  @discardableResult
  package func withdraw(_ number: Int, for client: String) -> Bool {
    let isWithdrawn = state.withLock { state in
      guard var queue = state.queues[client], let index = queue.firstIndex(where: { $0.number == number }) else {
        return false
      }
      queue.remove(at: index)
      state.queues[client] = queue.isEmpty ? nil : queue
      if queue.isEmpty { state.order.removeAll { $0 == client } }
      state.count -= 1
      return true
    }
    if isWithdrawn { metrics.change(waiting: -1) }
    return isWithdrawn
  }
}
