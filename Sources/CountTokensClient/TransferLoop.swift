import Synchronization
import _CTransfers

/// One thread that makes transfers, on which nothing else waits, and keeps their connections for the next.
///
/// The thread begins with the first transfer, and loads libcurl then.
///
/// Safe: the set is used by the thread alone, but for its waking, which is locked against its end. A transfer is held in
/// a table for as long as libcurl knows it, and what libcurl lends has the length that it says.
final class TransferLoop: Sendable {
  private enum Stage {
    case unused
    case running
    /// With what is said to whoever comes later.
    case ended(Transfer.Failure)
  }

  private struct State {
    var stage = Stage.unused
    var isStopping = false
    /// To begin, and to give up, since the thread has looked.
    var begun: [Transfer] = []
    var cancelled: [Transfer] = []
    /// Who waits for the end.
    var waiting: [CheckedContinuation<Void, Never>] = []
    var wake: @Sendable () -> Void = {}
  }

  private let connections: Int
  private let state = Mutex(State())
  private static let stopped = Transfer.Failure.failed("the client was shut down")

  /// - Parameter connections: as many at most at one time.
  init(connections: Int) { self.connections = max(connections, 1) }

  // MARK: From any thread

  func begin(_ transfer: Transfer) {
    let refusal = state.withLock { state -> Transfer.Failure? in
      switch state.stage {
      case .unused:
        guard startThread() else { return .failed("the system has no thread left") }
        state.stage = .running
      case .running: state.wake()
      case .ended(let failure): return failure
      }
      state.begun.append(transfer)
      return nil
    }
    if let refusal { transfer.finish(.failure(refusal)) }
  }

  func cancel(_ transfer: Transfer) {
    state.withLock { state in
      guard case .running = state.stage else { return }
      state.cancelled.append(transfer)
      state.wake()
    }
  }

  /// Gives up what is under way, and lets the thread end.
  func stop() {
    state.withLock { state in
      switch state.stage {
      case .unused: state.stage = .ended(Self.stopped)
      case .running:
        state.isStopping = true
        state.wake()
      case .ended: break
      }
    }
  }

  /// Returns when the thread has ended.
  func ended() async {
    await withCheckedContinuation { continuation in
      let isRunning = state.withLock { state in
        guard case .running = state.stage else { return false }
        state.waiting.append(continuation)
        return true
      }
      if !isRunning { continuation.resume() }
    }
  }

  // MARK: The thread

  private func startThread() -> Bool {
    let context = unsafe Unmanaged.passRetained(self)
    let isStarted = unsafe ullage_thread_start(
      { context in
        if let context = unsafe context { unsafe Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run() }
      }, context.toOpaque())
    if !isStarted { unsafe context.release() }
    return isStarted
  }

  private func run() {
    guard let set = unsafe ullage_transfers_make(connections) else { return end(.noLibrary) }
    nonisolated(unsafe) let woken = unsafe set
    state.withLock { $0.wake = { unsafe ullage_transfers_wake(woken) } }
    var underWay = [ullage_transfer: Transfer]()
    while true {
      let (begun, cancelled, isStopping) = state.withLock { state in
        defer { (state.begun, state.cancelled) = ([], []) }
        return (state.begun, state.cancelled, state.isStopping)
      }
      for transfer in begun {
        let number = unsafe Self.start(transfer, in: set)
        if number == 0 {
          transfer.finish(.failure(.failed("the request cannot be begun")))
        } else {
          underWay[number] = transfer
        }
      }
      for transfer in cancelled {
        guard let (number, _) = underWay.first(where: { $0.value === transfer }) else { continue }
        underWay[number] = nil
        unsafe ullage_transfer_end(set, number)
      }
      if isStopping { break }
      unsafe ullage_transfers_run(set)
      while let (number, result) = unsafe Self.finished(in: set, underWay) {
        // The connection is free for the next request before that is asked for.
        unsafe ullage_transfer_end(set, number)
        underWay.removeValue(forKey: number)?.finish(result)
      }
      unsafe ullage_transfers_wait(set)
    }
    for (number, transfer) in underWay {
      unsafe ullage_transfer_end(set, number)
      transfer.finish(.failure(Self.stopped))
    }
    state.withLock { $0.wake = {} }
    unsafe ullage_transfers_free(set)
    end(Self.stopped)
  }

  private func end(_ failure: Transfer.Failure) {
    let (begun, waiting) = state.withLock { state in
      state.stage = .ended(failure)
      defer { (state.begun, state.waiting) = ([], []) }
      return (state.begun, state.waiting)
    }
    for transfer in begun { transfer.finish(.failure(failure)) }
    for continuation in waiting { continuation.resume() }
  }

  private static func start(_ transfer: Transfer, in set: OpaquePointer) -> ullage_transfer {
    let request = transfer.request
    return unsafe request.address.withCString { address in
      unsafe request.fields.joined(separator: "\n").withCString { fields in
        var copied = unsafe ullage_request(
          address: address, fields: fields, connect_milliseconds: milliseconds(request.connectTime),
          milliseconds: milliseconds(request.time), length: request.body.count,
          context: Unmanaged.passUnretained(transfer).toOpaque(),
          body: { bytes, count, context in
            unsafe lent(context).copyBody(to: UnsafeMutableRawBufferPointer(start: bytes, count: count))
          },
          head: { bytes, count, context in
            unsafe lent(context).takeHead(UnsafeRawBufferPointer(start: bytes, count: count))
          },
          answer: { bytes, count, context in
            unsafe lent(context).takeBody(UnsafeRawBufferPointer(start: bytes, count: count))
          })
        return unsafe ullage_transfer_begin(set, &copied)
      }
    }
  }

  private static func milliseconds(_ duration: Duration) -> Int {
    // Beyond a month all is the same, and libcurl takes no more.
    Int(min(max(duration / .milliseconds(1), 1).rounded(.up), Double(Int32.max)))
  }

  private static func finished(
    in set: OpaquePointer, _ underWay: [ullage_transfer: Transfer]
  ) -> (ullage_transfer, Result<Transfer.Reply, Transfer.Failure>)? {
    var (ending, status) = (ULLAGE_FAILED, 0)
    var reason: UnsafePointer<CChar>?
    let number = unsafe ullage_transfers_finished(set, &ending, &status, &reason)
    guard let transfer = underWay[number] else { return nil }
    let result: Result<Transfer.Reply, Transfer.Failure> =
      switch ending {
      case ULLAGE_ANSWERED: .success(transfer.reply(status: status))
      case ULLAGE_GIVEN_UP, ULLAGE_DAMAGED: .failure(.damaged)
      case ULLAGE_TIMED_OUT: .failure(.timedOut)
      case ULLAGE_NO_ADDRESS: .failure(.noAddress)
      case ULLAGE_NO_CONNECTION: .failure(.noConnection)
      case ULLAGE_BROKEN: .failure(.broken)
      case ULLAGE_NO_ENCRYPTION: .failure(.noEncryption)
      case ULLAGE_UNTRUSTED: .failure(.untrusted)
      default: .failure(.failed(unsafe reason.map { unsafe String(cString: $0) } ?? "for no reason given"))
      }
    return (number, result)
  }
}

/// The transfer that libcurl was lent as the context of its calls.
private func lent(_ context: UnsafeMutableRawPointer?) -> Transfer {
  unsafe Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
}
