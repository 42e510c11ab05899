import Console
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A line on a terminal's standard error that says how far the work is; nothing elsewhere, nor in the first half second.
final class Progress: Sendable {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let state = Mutex<(done: Int, last: ContinuousClock.Instant?)>((0, nil))

  init(isWanted: Bool) { isShown = isWanted && isatty(2) == 1 }

  func step(_ what: String) {
    guard isShown else { return }
    let now = ContinuousClock.now
    let line: String? = state.withLock { state in
      state.done += 1
      guard now - start > .milliseconds(500), now - (state.last ?? start) > .milliseconds(100) else { return nil }
      state.last = now
      return "\(state.done) \(what)"
    }
    if let line { Stream.overwriteLine(line) }
  }

  /// Takes the line away.
  func finish() {
    if isShown, state.withLock({ $0.last != nil }) { Stream.overwriteLine("") }
  }
}
