import Synchronization

/// Which connections a server keeps, and which bodies it holds in memory.
///
/// Bytes are charged as they come, not as they are declared. Bodies to ``ServerLimits/smallBody`` have an account of their
/// own, so that large ones never keep them out. Where something is full, the slowest makes room: whoever is idle longest,
/// or sends a request that has fallen behind ``pace`` by more than ``patience``. One client holds at most three quarters of
/// what large bodies may take, and yields to others what it has above half.
///
/// One object for all connections; every call takes a lock for a microsecond, and for as long as it takes to look at every
/// connection where something is full.
package final class Admission: Sendable {
  /// Why a connection is ended from here.
  package enum Ending: Sendable, Hashable {
    /// It was idle, and its place is needed.
    case idle
    /// Its request comes slowly, and its place or memory is needed.
    case slow
    /// The server has stopped waiting for it.
    case stopping
  }

  /// Bytes a second below which a request that is being read is late.
  package static let pace = 64 << 10
  /// How late a request may be before it makes room for others.
  package static let patience = Duration.seconds(2)

  fileprivate enum Phase {
    /// Between requests, since an event with this number.
    case idle(Int)
    /// A request is being read; it is late from this moment on, unless more comes.
    case reading(due: ContinuousClock.Instant)
    case answering
  }

  fileprivate struct Connection {
    var client: String
    var phase: Phase
    var end: @Sendable (Ending) -> Void
  }

  fileprivate struct Body {
    var client: String
    var connection: Int
    var length = 0
    var isLarge = false
  }

  fileprivate struct State {
    var connections: [Int: Connection] = [:]
    var bodies: [Int: Body] = [:]
    /// Bytes of large bodies, by client.
    var clients: [String: Int] = [:]
    var small = 0
    var large = 0
    var events = 0
  }

  private let state = Mutex(State())
  private let limits: ServerLimits
  private let metrics: ServerMetrics
  /// The most connections; may be less than the limits say where the system allows fewer.
  private let most: Int

  /// - Parameter connections: the most that the system lets the process have open; nil where it sets no bound.
  package init(_ limits: ServerLimits, metrics: ServerMetrics, connections: Int? = nil) {
    self.limits = limits
    self.metrics = metrics
    most = max(min(limits.connections, connections ?? .max), 1)
  }

  // MARK: Connections

  /// Takes a new connection in, and perhaps another one's place; nil where all are busy.
  ///
  /// - Parameters:
  ///   - client: whoever shares this name shares what one client may have.
  ///   - end: called from another thread, at most once, where the connection must make room.
  package func admit(
    _ client: String, at now: ContinuousClock.Instant, end: @escaping @Sendable (Ending) -> Void
  ) -> Int? {
    let (number, displaced) = state.withLock { state -> (Int?, (Connection, Ending)?) in
      var displaced: (Connection, Ending)?
      if state.connections.count >= most {
        guard let (number, ending) = Self.yielding(state, to: client, at: now, most) else { return (nil, nil) }
        displaced = state.connections.removeValue(forKey: number).map { ($0, ending) }
      }
      state.events += 1
      state.connections[state.events] = Connection(client: client, phase: .idle(state.events), end: end)
      return (state.events, displaced)
    }
    if number != nil, displaced == nil { metrics.change(connections: 1) }
    if let (connection, ending) = displaced { connection.end(ending) }
    return number
  }

  /// The connection that makes room for a new one.
  private static func yielding(
    _ state: State, to client: String, at now: ContinuousClock.Instant, _ most: Int
  ) -> (Int, Ending)? {
    var shares: [String: Int] = [:]
    for connection in state.connections.values { shares[connection.client, default: 0] += 1 }
    var idle: (number: Int, share: Int, since: Int)?
    var late: (number: Int, due: ContinuousClock.Instant)?
    for (number, connection) in state.connections {
      let share = shares[connection.client] ?? 0
      switch connection.phase {
      case .idle(let since):
        // Of those who are idle, the client that has most connections gives one: that which has been idle longest.
        if let best = idle, (best.share, -best.since) >= (share, -since) { continue }
        idle = (number, share, since)
      case .reading(let due):
        let isTooMuch = connection.client != client && share > most / 2
        guard now > due || isTooMuch, late.map({ due < $0.due }) ?? true else { continue }
        late = (number, due)
      case .answering: continue
      }
    }
    if let idle { return (idle.number, .idle) }
    return late.map { ($0.number, .slow) }
  }

  /// A request begins: its head has come.
  package func begin(_ connection: Int, at now: ContinuousClock.Instant) {
    state.withLock { $0.connections[connection]?.phase = .reading(due: now + Self.patience) }
  }

  /// A request has come whole.
  package func complete(_ connection: Int) {
    state.withLock { $0.connections[connection]?.phase = .answering }
  }

  /// A request is answered.
  package func rest(_ connection: Int) {
    state.withLock { state in
      state.events += 1
      state.connections[connection]?.phase = .idle(state.events)
    }
  }

  /// A connection is closed. Those that made room for others are no longer counted.
  package func remove(_ connection: Int) {
    let isKnown = state.withLock { $0.connections.removeValue(forKey: connection) != nil }
    if isKnown { metrics.change(connections: -1) }
  }

  /// Ends all connections.
  package func endAll() {
    let connections = state.withLock { $0.connections.values.map(\.end) }
    for end in connections { end(.stopping) }
  }

  // MARK: Bodies

  /// The account of one body; what it holds is given back when nobody refers to it any more.
  package final class Holding: Sendable {
    fileprivate let number: Int
    private let admission: Admission

    fileprivate init(_ number: Int, _ admission: Admission) {
      self.number = number
      self.admission = admission
    }

    deinit { admission.release(number) }
  }

  /// Opens the account of a body that comes over a connection.
  package func holding(of connection: Int) -> Holding {
    let number = state.withLock { state in
      state.events += 1
      let client = state.connections[connection]?.client ?? ""
      state.bodies[state.events] = Body(client: client, connection: connection)
      return state.events
    }
    return Holding(number, self)
  }

  /// Lets a body grow to `length` bytes; false, and nothing, where there is no room.
  package func grow(_ holding: Holding, to length: Int, at now: ContinuousClock.Instant) -> Bool {
    let (change, ended) = state.withLock { state -> (Int?, [Connection]) in
      let before = state.small + state.large
      guard let body = state.bodies[holding.number] else { return (nil, []) }
      if case .reading(let due) = state.connections[body.connection]?.phase {
        let time = Duration.microseconds((length - body.length) * 1_000_000 / Self.pace)
        state.connections[body.connection]?.phase = .reading(due: min(due + time, now + Self.patience))
      }
      let isLarge = length > ServerLimits.smallBody
      let more = length - (body.isLarge == isLarge ? body.length : 0)
      var need = Need()
      if isLarge {
        need.ofClient = state.clients[body.client, default: 0] + more - mostOfOneClient
        need.ofAll = state.large + more - limits.largeBytes
      } else {
        need.ofAll = state.small + more - limits.smallBytes
      }
      guard let victims = yielding(state, to: body, need, isLarge, at: now) else { return (nil, []) }
      var ended: [Connection] = []
      for number in victims {
        guard let victim = state.bodies[number] else { continue }
        state.charge(number, 0, isLarge: victim.isLarge)
        if let connection = state.connections[victim.connection] { ended.append(connection) }
      }
      state.charge(holding.number, length, isLarge: isLarge)
      return (state.small + state.large - before, ended)
    }
    if let change { metrics.change(heldBytes: change) }
    for connection in ended { connection.end(.slow) }
    return change != nil
  }

  /// Bytes that are wanting for a body to grow.
  private struct Need {
    /// In what its client may have.
    var ofClient = 0
    /// In the account.
    var ofAll = 0

    mutating func give(_ bytes: Int, isOwn: Bool) {
      ofAll -= bytes
      if isOwn { ofClient -= bytes }
    }
  }

  /// The most that large bodies of one client take together.
  private var mostOfOneClient: Int { max(limits.largeBytes / 4 * 3, limits.bodySize) }

  /// Bodies that give what another one needs: those that come too slowly, slowest first, and those of a client that has
  /// more than half where another client asks. Nil where that is not enough.
  private func yielding(
    _ state: State, to body: Body, _ need: Need, _ isLarge: Bool, at now: ContinuousClock.Instant
  ) -> [Int]? {
    if need.ofClient <= 0, need.ofAll <= 0 { return [] }
    var late: [(number: Int, length: Int, isOwn: Bool, due: ContinuousClock.Instant)] = []
    for (number, other) in state.bodies where other.isLarge == isLarge && other.length > 0 {
      guard other.connection != body.connection,
        case .reading(let due)? = state.connections[other.connection]?.phase
      else { continue }
      let isOwn = other.client == body.client
      let isTooMuch = !isOwn && isLarge && state.clients[other.client, default: 0] > limits.largeBytes / 2
      if now > due || isTooMuch { late.append((number, other.length, isOwn, due)) }
    }
    late.sort { $0.due < $1.due }
    var need = need
    var victims: [Int] = []
    // What its client must give first: that helps the account, too.
    for candidate in late where candidate.isOwn && need.ofClient > 0 {
      need.give(candidate.length, isOwn: true)
      victims.append(candidate.number)
    }
    for candidate in late where need.ofAll > 0 && !victims.contains(candidate.number) {
      need.give(candidate.length, isOwn: candidate.isOwn)
      victims.append(candidate.number)
    }
    return need.ofClient > 0 || need.ofAll > 0 ? nil : victims
  }

  private func release(_ number: Int) {
    let length = state.withLock { state -> Int in
      guard let body = state.bodies[number] else { return 0 }
      state.charge(number, 0, isLarge: body.isLarge)
      state.bodies[number] = nil
      return body.length
    }
    if length > 0 { metrics.change(heldBytes: -length) }
  }
}

extension Admission.State {
  /// Sets what a body takes.
  fileprivate mutating func charge(_ number: Int, _ length: Int, isLarge: Bool) {
    guard var body = bodies[number] else { return }
    if body.isLarge {
      large -= body.length
      clients[body.client, default: 0] -= body.length
      if clients[body.client] == 0 { clients[body.client] = nil }
    } else {
      small -= body.length
    }
    body.length = length
    body.isLarge = isLarge
    if isLarge {
      large += length
      if length > 0 { clients[body.client, default: 0] += length }
    } else {
      small += length
    }
    bodies[number] = body
  }
}
