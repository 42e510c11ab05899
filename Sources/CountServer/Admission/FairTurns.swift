import Synchronization

/// Lets so many pieces of work on so many bytes run at one time, and the rest wait: clients take turns, so that one that
/// sends much waits for itself.
///
///     let turns = FairTurns(slots: 2, bytes: 32 << 20, limit: 256, metrics: metrics)
///     let turn = turns.take(for: "192.0.2.1", bytes: 90_000) { work(); turns.end(bytes: 90_000) }
///     if turn == nil { tryLater() }
///
/// A connection has one piece of work at a time, so that a client's connections take turns, too. Whoever asks a single thing
/// goes before those who had asked for more already, and the smallest first: programs behind one proxy are one client here.
/// Every ninth turn is for the one that has waited longest.
///
/// Every call takes a lock for about a microsecond.
package final class FairTurns: Sendable {
  private struct Waiting {
    var number: Int
    var bytes: Int
    var start: @Sendable () -> Void
  }

  /// What waits for one client.
  private struct Queue {
    private var fresh: [Waiting] = []
    private var following: [Waiting] = []
    /// How many turns in a row have gone past the oldest.
    private var passed = 0
    /// How many may.
    private static let most = 8

    var count: Int { fresh.count + following.count }

    /// The smallest fresh one, or else the oldest that follows; the oldest of all where too many have gone past it.
    private var next: (isFollowing: Bool, index: Int)? {
      guard let oldest = fresh.first else { return following.isEmpty ? nil : (true, 0) }
      if passed >= Self.most {
        return (following.first.map { $0.number < oldest.number } ?? false, 0)
      }
      return fresh.indices.min { fresh[$0].bytes < fresh[$1].bytes }.map { (false, $0) }
    }

    var first: Waiting? { next.map { $0.isFollowing ? following[$0.index] : fresh[$0.index] } }

    mutating func append(_ waiting: Waiting, isFollowing: Bool) {
      if isFollowing { following.append(waiting) } else { fresh.append(waiting) }
    }

    mutating func removeFirst() {
      guard let next else { return }
      let number = next.isFollowing ? following.remove(at: next.index).number : fresh.remove(at: next.index).number
      let isPast = [fresh.first, following.first].contains { $0.map { $0.number < number } ?? false }
      passed = isPast ? passed + 1 : 0
    }

    /// False where it is not there.
    mutating func remove(_ number: Int) -> Bool {
      let count = count
      fresh.removeAll { $0.number == number }
      following.removeAll { $0.number == number }
      return self.count < count
    }
  }

  private struct State {
    var free: Int
    /// Bytes of what runs.
    var running = 0
    /// What waits, by client; no client is here with nothing.
    var queues: [String: Queue] = [:]
    /// The clients with something that waits, next one first.
    var order: [String] = []
    var count = 0
    var taken = 0
  }

  private let state: Mutex<State>
  private let bytes: Int
  private let limit: Int
  private let metrics: ServerMetrics?

  /// - Parameters:
  ///   - slots: how many run at one time.
  ///   - bytes: how many they have together; what has more runs alone.
  ///   - limit: how many may wait; three quarters of that for one client.
  ///   - metrics: tell how many wait.
  package init(slots: Int, bytes: Int, limit: Int, metrics: ServerMetrics? = nil) {
    state = Mutex(State(free: slots))
    self.bytes = bytes
    self.limit = limit
    self.metrics = metrics
  }

  /// Starts the work where a slot is free, and otherwise keeps it until one is; nil where too many wait.
  ///
  /// - Parameters:
  ///   - isFollowing: whether it was asked for before what its connection had asked for earlier was done.
  ///   - bytes: how much it works on.
  ///   - start: called once, from here or from the ``end(bytes:)`` of another; must lead to a call of ``end(bytes:)``.
  /// - Returns: what ``withdraw(_:for:)`` takes.
  package func take(
    for client: String, isFollowing: Bool = false, bytes: Int = 0, start: @escaping @Sendable () -> Void
  ) -> Int? {
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
      let waiting = Waiting(number: state.taken, bytes: bytes, start: start)
      state.queues[client, default: Queue()].append(waiting, isFollowing: isFollowing)
      state.count += 1
      return (state.taken, false)
    }
    if isStarted {
      start()
    } else if number != nil {
      metrics?.change(waiting: 1)
    }
    return number
  }

  private func hasRoom(_ state: State, _ more: Int) -> Bool {
    state.free > 0 && (state.running == 0 || state.running + more <= bytes)
  }

  /// A piece of work is done: the next ones start.
  package func end(bytes: Int = 0) {
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
      if state.queues[client]?.count == 0 { state.queues[client] = nil } else { state.order.append(client) }
      state.count -= 1
      state.free -= 1
      state.running += first.bytes
      next.append(first)
    }
    return next
  }

  private func start(_ next: [Waiting]) {
    for waiting in next {
      metrics?.change(waiting: -1)
      waiting.start()
    }
  }

  /// Takes back what has not started; false where it has.
  @discardableResult
  package func withdraw(_ number: Int, for client: String) -> Bool {
    let next = state.withLock { state -> [Waiting]? in
      guard let isThere = state.queues[client]?.remove(number), isThere else { return nil }
      let isEmpty = state.queues[client]?.count == 0
      if isEmpty {
        state.queues[client] = nil
        state.order.removeAll { $0 == client }
      }
      state.count -= 1
      // It may have been what kept the others waiting.
      return startable(&state)
    }
    guard let next else { return false }
    metrics?.change(waiting: -1)
    start(next)
    return true
  }
}
