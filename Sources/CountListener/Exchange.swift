import CountServer
import NIOCore
import Synchronization

/// One request and its answer: the head, the body while it comes, and the work that answers it.
final class Exchange: Sendable {
  let id = RequestID.random()
  let start = ContinuousClock.now
  let route: Route
  let isHead: Bool
  /// Whether it was there before the answer to an earlier request of its connection was out.
  let isFollowing: Bool
  /// The head; its body is empty until ``takeRequest()``.
  private let request: ServerRequest
  private let holding: Admission.Holding

  private struct State {
    /// The body in the pieces that it is kept in. Not one array that grows: while that is copied it is there twice.
    var pieces: [[UInt8]] = []
    var length = 0
    var work: BodyWork?
    var task: Task<Void, Never>?
    var isCancelled = false
    /// How to leave the queue of those who wait for their turn.
    var withdraw: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())
  /// The most bytes in one piece. The system gives and takes back so much by itself.
  private static let piece = 256 << 10

  init(_ request: ServerRequest, route: Route, isFollowing: Bool, holding: Admission.Holding) {
    self.request = request
    self.route = route
    self.isFollowing = isFollowing
    self.holding = holding
    isHead = request.method == "HEAD"
  }

  /// Bytes of the body that have come.
  var length: Int { state.withLock { $0.length } }

  /// Whether the answer may take longer than a millisecond or so: a large body, a plan, which tries remedies, or one that
  /// may be much work for few bytes.
  var mayTakeLong: Bool { route == .plan || length > ServerLimits.smallBody || work.isMuch }

  /// Whether the body may go on from a conversation that is held.
  var mayContinueThread: Bool { length > ServerLimits.smallBody || work.continuesThread }

  /// What a small body asks for. To be asked when it has come; remembered when it is gone. O(bytes), once.
  private var work: BodyWork {
    state.withLock { state in
      if let known = state.work { return known }
      let work = state.pieces.first.map { BodyWork(of: $0) } ?? BodyWork()
      state.work = work
      return work
    }
  }

  /// Takes in what came of the body, within the account of all bodies; false where that has no room.
  func append(_ buffer: ByteBuffer, declared: Int?, admission: Admission, at now: ContinuousClock.Instant) -> Bool {
    let length = length + buffer.readableBytes
    guard admission.grow(holding, to: length, at: now) else { return false }
    state.withLock { state in
      // Safe: the bytes are copied while they are lent.
      unsafe buffer.withUnsafeReadableBytes { bytes in
        var rest = unsafe bytes[...]
        while unsafe !rest.isEmpty {
          if state.pieces.last.map({ $0.count == Self.piece }) ?? true {
            var piece: [UInt8] = []
            // What is declared is believed up to a piece: a lie then costs memory that is never touched.
            if length > ServerLimits.smallBody || declared ?? 0 > ServerLimits.smallBody {
              piece.reserveCapacity(Self.piece)
            } else if let declared {
              piece.reserveCapacity(declared)
            }
            state.pieces.append(piece)
          }
          let last = state.pieces.count - 1
          let part = unsafe rest.prefix(Self.piece - state.pieces[last].count)
          unsafe state.pieces[last].append(contentsOf: part)
          unsafe rest = rest.dropFirst(part.count)
        }
      }
      state.length = length
    }
    return true
  }

  /// The request with its whole body, once; nil where nobody waits for it any more. O(body).
  func takeRequest() -> ServerRequest? {
    let (pieces, length) = state.withLock { state -> ([[UInt8]]?, Int) in
      if state.isCancelled { return (nil, 0) }
      let pieces = state.pieces
      state.pieces = []
      return (pieces, state.length)
    }
    guard var pieces else { return nil }
    var request = request
    if pieces.count == 1 {
      request.body = pieces.removeLast()[...]
    } else if length > 0 {
      var body: [UInt8] = []
      body.reserveCapacity(length)
      for index in pieces.indices {
        body.append(contentsOf: pieces[index])
        // Each piece goes when it is copied, so that the body is there once.
        pieces[index] = []
      }
      request.body = body[...]
    }
    return request
  }

  // MARK: Work

  /// Remembers the work that answers the request; cancels it at once where nobody waits any more.
  func run(_ task: Task<Void, Never>) {
    let isCancelled = state.withLock { state in
      state.task = task
      return state.isCancelled
    }
    if isCancelled { task.cancel() }
  }

  /// Remembers how to leave the queue.
  func wait(withdraw: @escaping @Sendable () -> Void) {
    let isCancelled = state.withLock { state in
      state.withdraw = withdraw
      return state.isCancelled
    }
    if isCancelled { withdraw() }
  }

  /// Nobody waits for the answer any more: the work stops where it is, and the body goes.
  func cancel() {
    let (task, withdraw) = state.withLock { state in
      state.isCancelled = true
      state.pieces = []
      return (state.task, state.withdraw)
    }
    task?.cancel()
    withdraw?()
  }
}
