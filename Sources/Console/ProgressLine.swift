import Synchronization

/// How far a long run is, on one line of standard error that is overwritten and at last erased.
///
/// Shown on a terminal only, after half a second, and at most ten times a second. Any thread may report.
package final class ProgressLine: Sendable {
  private static let patience = Duration.milliseconds(500)
  private static let pause = Duration.milliseconds(100)

  private struct State {
    var done = 0
    /// Bytes.
    var length = 0
    var next: ContinuousClock.Instant
    var isShown = false
  }

  private let state: Mutex<State>
  private let total: Int

  /// Nil where nobody would see it.
  package init?(total: Int) {
    guard Stream.noticesAreForPerson else { return nil }
    self.total = total
    state = Mutex(State(next: .now + Self.patience))
  }

  /// A piece of so many bytes is done.
  package func advance(length: Int) {
    state.withLock { state in
      state.done += 1
      state.length += length
      let now = ContinuousClock.now
      guard now >= state.next else { return }
      state.next = now + Self.pause
      state.isShown = true
      Stream.overwriteLine("\(state.done) of \(total) files, \(state.length >> 20) MB")
    }
  }

  /// Erases the line.
  package func end() {
    state.withLock { state in
      if state.isShown { Stream.overwriteLine("") }
      state.isShown = false
    }
  }
}
