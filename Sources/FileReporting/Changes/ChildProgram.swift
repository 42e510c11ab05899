#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A program of the user's that runs beside this one, with pipes to its standard input and from its standard output. Its
/// standard error is ours.
///
/// Safe: the system is handed each buffer with its own length.
final class ChildProgram {
  private let name: String
  private var process: pid_t = 0
  private var input: Int32 = -1
  private let output: Int32
  private var pending: [UInt8] = []
  private var start = 0
  private static let portion = 65_536

  /// Starts the program of that name, from an absolute folder of PATH; throws where it cannot be.
  ///
  /// - Parameter environment: `NAME=value` each, and nothing else.
  init(_ name: String, _ arguments: [[UInt8]], environment: [[UInt8]]) throws(Complaint) {
    self.name = name
    guard let program = SystemProgram.path(of: name) else { throw Self.complaint(ENOENT, name) }
    guard let toChild = Self.pipe(), let fromChild = Self.pipe() else { throw Self.complaint(errno, name) }
    (input, output) = (toChild.write, fromChild.read)
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = unsafe posix_spawn_file_actions_t()
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    // The pipes close themselves in the child; the copies do not.
    unsafe posix_spawn_file_actions_adddup2(&actions, toChild.read, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, fromChild.write, 1)
    var child: pid_t = 0
    let status = unsafe CStrings.lend([program] + arguments) { words in
      unsafe CStrings.lend(environment) { unsafe posix_spawn(&child, words[0]!, &actions, nil, words, $0) }
    }
    process = child
    close(toChild.read)
    close(fromChild.write)
    if status != 0 {
      process = 0
      throw Self.complaint(status, name)
    }
  }

  deinit {
    if input >= 0 { close(input) }
    close(output)
    // Whoever stops listening does not wait for the end.
    if process > 0 {
      kill(process, SIGTERM)
      waitpid(process, nil, 0)
    }
  }

  /// Writes to the program's standard input. It must not be one that first wants to be read from.
  func write(_ bytes: [UInt8]) throws(Complaint) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe systemWrite(input, $0.baseAddress! + written, $0.count - written)
      }
      if count > 0 { written += count } else if errno != EINTR { throw Self.complaint(errno, name) }
    }
  }

  /// The next bytes up to `end`, which is dropped; nil at the end of the output.
  func next(upTo end: UInt8) throws(Complaint) -> [UInt8]? {
    var searched = start
    while true {
      if let place = pending[searched...].firstIndex(of: end) {
        defer { start = place + 1 }
        return Array(pending[start..<place])
      }
      searched = pending.count - start
      if try !fill() {
        guard start < pending.count else { return nil }
        defer { start = pending.count }
        return Array(pending[start...])
      }
    }
  }

  /// The next `count` bytes; fewer at the end of the output.
  func next(_ count: Int) throws(Complaint) -> [UInt8] {
    while pending.count - start < count { if try !fill() { break } }
    let end = min(start + count, pending.count)
    defer { start = end }
    return Array(pending[start..<end])
  }

  /// Waits for the program to end; returns its exit status, or 128 and the signal that ended it.
  func status() -> Int32 {
    if input >= 0 { close(input) }
    input = -1
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    process = 0
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }

  /// Everything it still says, cut at `end`, and then its end; `refuse` hears of any status but 0.
  func lines(end: UInt8, refuse: (Int32) throws(Complaint) -> Void) throws(Complaint) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    while let line = try next(upTo: end) { lines.append(line) }
    let status = status()
    if status != 0 { try refuse(status) }
    return lines
  }

  /// Takes more of the output; false at its end. What was taken before is dropped.
  private func fill() throws(Complaint) -> Bool {
    pending.removeSubrange(..<start)
    start = 0
    while true {
      var count = 0
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: Self.portion) { buffer, length in
        count = unsafe systemRead(output, buffer.baseAddress, Self.portion)
        length = max(count, 0)
      }
      if count > 0 { pending += chunk }
      if count >= 0 { return count > 0 }
      if errno != EINTR { throw Self.complaint(errno, name) }
    }
  }

  private static func pipe() -> (read: Int32, write: Int32)? {
    var ends: [Int32] = [0, 0]
    guard systemPipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func complaint(_ number: Int32, _ name: String) -> Complaint {
    Complaint(
      code: "cannot_run", message: "\(name) cannot be run: \(SystemError.text(number))", place: nil,
      remedy: "install \(name), or put it on PATH", status: .incomplete)
  }
}

/// The system's calls of names that methods here have too.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}
private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(descriptor, bytes, count)
}
private func systemPipe(_ ends: inout [Int32]) -> Int32 { unsafe pipe(&ends) }
