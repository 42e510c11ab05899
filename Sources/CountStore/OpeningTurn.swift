#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// One process at a time makes, checks or sets aside a store.
///
/// SQLite refuses at once, without its busy timeout, where two connections turn a new file to the write-ahead log
/// together: each has read the file and waits for the other. And of two processes that find a store damaged, the second
/// would set aside what the first has made anew. The turn is a lock (flock) on the key's file, which the system gives
/// back when a process dies.
///
/// Safe: the name is lent to the system by Swift itself, which ends it in a NUL, as the system ends its words.
enum OpeningTurn {
  /// Runs `body` in the turn; throws when that has not come by the deadline. Where the file system knows no locks there
  /// are no turns.
  static func take<Result: ~Copyable>(
    _ file: String, store path: String, until deadline: ContinuousClock.Instant,
    _ body: () throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw StoreError.unusable(file, unsafe "its key cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR {
      guard ContinuousClock.now < deadline else { throw StoreError.busy(path) }
      usleep(2_000)
    }
    return try body()
  }
}
