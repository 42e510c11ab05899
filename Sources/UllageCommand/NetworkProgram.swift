#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The second program, `ullage-net`: whatever needs a network lives there, so that this one contains no network code.
///
/// It is started the way git starts its helpers: the process becomes the other program, which keeps standard streams,
/// signals and exit status as they are.
enum NetworkProgram {
  static let name = "ullage-net"

  /// Becomes `ullage-net ARGUMENTS…`, the command first; comes back only to complain. Told that it was called as `ullage`, the other
  /// program names itself so.
  static func replaceProcess(with arguments: [String]) throws(Complaint) -> Never {
    // The sibling first: both programs are built and installed together.
    for path in [sibling, name].compactMap(\.self) { execute(path, ["ullage"] + arguments) }
    let number = errno
    throw Complaint(
      code: "no_network_program",
      message: number == ENOENT
        ? "\(name) is not installed: it holds what needs the network"
        : "\(name) cannot be started: \(SystemError.text(number))",
      place: sibling ?? name,
      remedy: "swift build -c release --product \(name), and put it beside ullage or on PATH",
      status: .unavailable)
  }

  /// The program beside this one; nil where this one was found on PATH, as its sibling will be.
  private static var sibling: String? {
    #if os(Linux)
      var own = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      // Safe: no more is written than is said to fit.
      let length = unsafe readlink("/proc/self/exe", &own, Int(PATH_MAX))
      guard length > 0 else { return nil }
      let path = own[..<length].map { UInt8(bitPattern: $0) }
    #else
      let path = Array((CommandLine.arguments.first ?? "").utf8)
    #endif
    guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    return String(decoding: path[...slash], as: UTF8.self) + name
  }

  /// Comes back only where the program cannot be started.
  private static func execute(_ path: String, _ arguments: [String]) {
    // A closed pipe was to be met where it is written to; the next program decides for itself.
    signal(SIGPIPE, SIG_DFL)
    unsafe CStrings.lend(arguments.map { Array($0.utf8) }) { arguments in
      _ = unsafe execvp(path, arguments)
    }
  }
}
