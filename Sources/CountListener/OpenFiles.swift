import NIOCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How many files and sockets the system lets this process have open.
///
/// Safe: the limit lives for the length of each call.
enum OpenFiles {
  /// Sockets and files that the process needs beside the connections of its clients: its own, and connections that are
  /// being refused.
  static let reserve = 64 + refusing

  /// Connections that may be open beside those that are kept, until they have been told so.
  static let refusing = 64

  /// Raises the process's own limit as far as `connections` need and the system allows; returns how many connections it
  /// has room for.
  ///
  /// - Throws: where the limit leaves less than the process itself needs.
  static func room(for connections: Int) throws(TooFewFiles) -> Int {
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0 else { return connections }
    let wanted = rlim_t(connections + reserve)
    if limit.rlim_cur < wanted {
      var raised = limit
      raised.rlim_cur = min(wanted, limit.rlim_max)
      if unsafe setrlimit(resource, &raised) == 0 { limit = raised }
    }
    return try room(for: connections, within: Int(clamping: limit.rlim_cur))
  }

  /// The same of a limit.
  static func room(for connections: Int, within limit: Int) throws(TooFewFiles) -> Int {
    guard limit >= least else { throw TooFewFiles(limit: limit, needed: least) }
    return min(connections, max(limit - reserve, 1))
  }

  /// With less even the first connection has no place beside what the process itself has open: three of each processor's
  /// loop, and a dozen.
  static let least = max(64, 32 + 4 * System.coreCount)

  #if canImport(Glibc)
    private static var resource: Int32 { Int32(RLIMIT_NOFILE.rawValue) }
  #else
    private static var resource: Int32 { RLIMIT_NOFILE }
  #endif
}

/// The system lets the process have fewer files and sockets open than a server needs for itself.
package struct TooFewFiles: Error, Sendable, Hashable {
  /// How many it may have open.
  package let limit: Int
  /// How many it needs at least.
  package let needed: Int
}
