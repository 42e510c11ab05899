import Synchronization

/// Independent tasks that one thread finds one after the other while others do them already.
///
/// Nobody waits for work: a helper that finds none ends, and is started again when tasks have piled up. The thread that
/// adds tasks must call ``finish()`` in the end.
package final class WorkQueue: Sendable {
  /// So many tasks must wait before a thread is started for them.
  private static let backlog = 4

  private struct State {
    var tasks: [@Sendable () -> Void] = []
    var next = 0
    /// Helpers that still look for tasks.
    var helpers = 0
    /// All that were started.
    var threads: [HelperThread] = []

    var waiting: Int { tasks.count - next }
  }

  private let mostHelpers: Int
  private let state = Mutex(State())

  /// - Parameter threads: that may work at a time, the one that adds and finishes among them.
  package init(threads: Int) { mostHelpers = threads - 1 }

  /// Adds a task, for whoever comes first.
  package func add(_ task: @escaping @Sendable () -> Void) {
    let needsHelper = state.withLock { state in
      state.tasks.append(task)
      guard state.helpers < mostHelpers, state.waiting >= Self.backlog else { return false }
      state.helpers += 1
      return true
    }
    if needsHelper { startHelper() }
  }

  /// Does what is left, and returns when everything is done.
  package func finish() {
    work()
    for thread in state.withLock({ $0.threads }) { thread.join() }
    state.withLock { $0 = State() }
  }

  private func startHelper() {
    let helper = HelperThread { [self] in work(asHelper: true) }
    state.withLock { state in
      if let helper { state.threads.append(helper) } else { state.helpers -= 1 }
    }
  }

  private func work(asHelper: Bool = false) {
    while let task = next(asHelper) { task() }
  }

  private func next(_ asHelper: Bool) -> (@Sendable () -> Void)? {
    state.withLock { state in
      if state.waiting == 0 {
        if asHelper { state.helpers -= 1 }
        return nil
      }
      defer { state.next += 1 }
      return state.tasks[state.next]
    }
  }
}
