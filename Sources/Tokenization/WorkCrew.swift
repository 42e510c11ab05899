import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Threads that share a list of independent tasks.
package enum WorkCrew {
  /// Processors that this process may use.
  package static var processors: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }

  /// Calls `task(0)` … `task(count - 1)`, each once, on up to `threads` threads, this one among them; returns when all
  /// are done. Where the system starts no further thread, fewer do the work.
  package static func run(_ count: Int, threads: Int, _ task: @escaping @Sendable (Int) -> Void) {
    if count <= 1 || threads <= 1 { return (0..<count).forEach(task) }
    let shift = Shift(count, task)
    var handles: [pthread_t] = []
    for _ in 1..<max(min(threads, count), 1) {
      guard let handle = start(shift) else { break }
      handles.append(handle)
    }
    shift.work()
    for handle in handles { pthread_join(handle, nil) }
  }

  private static func start(_ shift: Shift) -> pthread_t? {
    let argument = Unmanaged.passRetained(shift)
    #if canImport(Darwin)
      var handle: pthread_t?
      let status = pthread_create(&handle, nil, { enterShift($0) }, argument.toOpaque())
    #else
      var handle = pthread_t()
      let status = pthread_create(&handle, nil, { enterShift($0!) }, argument.toOpaque())
    #endif
    if status == 0 { return handle }
    argument.release()
    return nil
  }
}

/// What a thread begins with.
private func enterShift(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  Unmanaged<Shift>.fromOpaque(argument).takeRetainedValue().work()
  return nil
}

/// The list that threads take tasks from.
private final class Shift: Sendable {
  private let count: Int
  private let task: @Sendable (Int) -> Void
  private let next = Atomic<Int>(0)

  init(_ count: Int, _ task: @escaping @Sendable (Int) -> Void) {
    self.count = count
    self.task = task
  }

  func work() {
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      task(index)
    }
  }
}
