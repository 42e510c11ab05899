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
    let shift = Shift(count, task)
    var helpers: [HelperThread] = []
    for _ in 1..<max(min(threads, count), 1) {
      guard let helper = HelperThread({ shift.work() }) else { break }
      helpers.append(helper)
    }
    shift.work()
    for helper in helpers { helper.join() }
  }
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

/// A thread of the system that has been started and is to be joined, once.
///
/// Safe to send: the handle only names the thread, and joining is allowed from any other. Safe: the body is retained for
/// the thread, which takes that reference, or released here where none was started.
struct HelperThread: @unchecked Sendable {
  private let handle: pthread_t

  /// Starts a thread; nil where the system does not, or where there may be no memory for its work.
  init?(_ body: @escaping @Sendable () -> Void) {
    guard Self.hasRoom else { return nil }
    let argument = unsafe Unmanaged.passRetained(ThreadBody(body))
    #if canImport(Darwin)
      var started: pthread_t?
      let status = unsafe pthread_create(&started, nil, { unsafe enterThread($0) }, argument.toOpaque())
    #else
      var started: pthread_t? = pthread_t()
      let status = unsafe pthread_create(&started!, nil, { unsafe enterThread($0!) }, unsafe argument.toOpaque())
    #endif
    guard status == 0, let started else {
      unsafe argument.release()
      return nil
    }
    handle = started
  }

  /// Whether a limit on memory (`ulimit -v`) leaves what a thread takes: its stack of 8 MB, caches of 6, and texts.
  /// Where there is not so much, Swift would end the process in the midst of its work.
  private static var hasRoom: Bool {
    var limit = rlimit()
    #if canImport(Glibc)
      let status = unsafe getrlimit(Int32(RLIMIT_AS.rawValue), &limit)
    #else
      let status = unsafe getrlimit(Int32(RLIMIT_AS), &limit)
    #endif
    // "No limit" is 2^64 - 1 or 2^63 - 1.
    if status != 0 || limit.rlim_cur >= rlim_t(Int64.max) { return true }
    // Not malloc: what is freed unused, compilers leave out.
    let length = 32 << 20
    let room = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard unsafe room != MAP_FAILED else { return false }
    unsafe munmap(room, length)
    return true
  }

  /// Returns when the thread has ended.
  func join() { pthread_join(handle, nil) }
}

/// What a thread does.
private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Where a thread begins.
private func enterThread(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}
