import Synchronization

/// What several remedies share: whoever asks first makes it, and whoever comes meanwhile waits.
final class MadeOnce<Value: Sendable>: Sendable {
  private let made = Mutex<Result<Value, PlanError>?>(nil)

  func value(_ make: () throws(PlanError) -> Value) throws(PlanError) -> Value {
    try made.withLock { made in
      let result = made ?? Result { () throws(PlanError) in try make() }
      made = result
      return result
    }.get()
  }
}
