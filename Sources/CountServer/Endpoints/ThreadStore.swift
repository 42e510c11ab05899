import Synchronization

/// Conversations that clients want held, by the id of their last answer: what a thread's continuation goes on from.
///
///     let threads = ThreadStore()
///     try threads.hold(body, as: "msg_1")     // the whole request, with the answer at its end
///     threads.conversation("msg_1")           // the same bytes; nil after five minutes without use
///
/// As the API keeps its own (documentation of the beta `message-threads-2026-08-12`, 2026-11): for five minutes after the
/// last use. All together take at most 64 MB; those that were used longest ago go first. Nothing is written to disk.
///
/// One object for all connections. A call takes a lock and O(1), and O(what goes) where something has to go.
public final class ThreadStore: Sendable {
  /// Seconds since the start of the program, or of anything else: only differences matter.
  public typealias Clock = @Sendable () -> Double

  /// How long a conversation is held after its last use, in seconds.
  public static let holdTime = 300.0
  /// Bytes that all conversations together may take.
  public static let mostBytes = 64 << 20
  /// What a conversation takes beside its bytes: its id, its places in the tables.
  private static let overhead = 256

  fileprivate struct Held {
    let body: [UInt8]
    var use: Int
    var time: Double
  }

  fileprivate struct State {
    var conversations: [String: Held] = [:]
    /// Every use, the oldest first; of a conversation that was used again since, the later one counts.
    var uses: [(number: Int, id: String)] = []
    /// Uses before this place are gone.
    var first = 0
    var nextUse = 0
    var bytes = 0
    var longest = 0
  }

  private let state = Mutex(State())
  private let mostBytes: Int
  private let clock: Clock

  /// A store that holds nothing yet.
  ///
  /// - Parameters:
  ///   - mostBytes: that all conversations together may take.
  ///   - clock: the time; tests give their own.
  public init(mostBytes: Int = ThreadStore.mostBytes, clock: Clock? = nil) {
    self.mostBytes = mostBytes
    let start = ContinuousClock.now
    self.clock =
      clock ?? {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Double(seconds) + Double(attoseconds) / 1e18
      }
  }

  /// Bytes of the longest conversation of those that were held since there was none. O(1).
  package var longest: Int { state.withLock { $0.longest } }

  /// Bytes that are held. O(1).
  public var heldBytes: Int { state.withLock { $0.bytes } }
  /// Conversations that are held, some of which may be past their time. O(1).
  public var count: Int { state.withLock { $0.conversations.count } }

  /// Holds a conversation, in the place of one that has the id already. Others go where there is no room for it.
  ///
  /// - Returns: whether it is held: one that is larger than all may be together is not.
  @discardableResult
  public func hold(_ body: [UInt8], as id: String) -> Bool {
    let size = Self.size(body, id)
    guard size <= mostBytes else { return false }
    let now = clock()
    state.withLock { state in
      state.remove(id)
      state.expire(before: now - Self.holdTime)
      while state.bytes + size > mostBytes, state.removeOldest() {}
      state.conversations[id] = Held(body: body, use: 0, time: now)
      state.bytes += size
      state.longest = max(state.longest, body.count)
      state.use(id, at: now)
    }
    return true
  }

  /// The conversation whose last answer has the id, for five minutes more; nil where it is not held.
  public func conversation(_ id: String) -> [UInt8]? {
    let now = clock()
    return state.withLock { state in
      state.expire(before: now - Self.holdTime)
      guard let body = state.conversations[id]?.body else { return nil }
      state.use(id, at: now)
      return body
    }
  }

  fileprivate static func size(_ body: [UInt8], _ id: String) -> Int { body.count + id.utf8.count + overhead }
}

extension ThreadStore.State {
  fileprivate mutating func use(_ id: String, at time: Double) {
    conversations[id]?.use = nextUse
    conversations[id]?.time = time
    uses.append((nextUse, id))
    nextUse += 1
    // Uses that a later one has taken the place of are dropped when most of the list is such.
    if uses.count > 2 * conversations.count + 64 {
      uses = uses[first...].filter { conversations[$0.id]?.use == $0.number }
      first = 0
    }
  }

  fileprivate mutating func remove(_ id: String) {
    guard let held = conversations.removeValue(forKey: id) else { return }
    bytes -= ThreadStore.size(held.body, id)
    if conversations.isEmpty { longest = 0 }
  }

  /// Drops what was not used since a time.
  fileprivate mutating func expire(before time: Double) {
    while let id = oldest, let held = conversations[id], held.time < time { remove(id) }
  }

  /// Returns whether there was one.
  fileprivate mutating func removeOldest() -> Bool {
    guard let id = oldest else { return false }
    remove(id)
    return true
  }

  /// The conversation that was used longest ago. Amortised O(1).
  private var oldest: String? {
    mutating get {
      while first < uses.count {
        let use = uses[first]
        if conversations[use.id]?.use == use.number { return use.id }
        first += 1
      }
      return nil
    }
  }
}
