#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where a path leads once every link in it is followed.
package enum RealPath {
  /// An absolute path without links, `.` and `..`; nil where nothing is there.
  package static func of(_ path: [UInt8]) -> [UInt8]? {
    if path.contains(0) { return nil }
    // Safe: the name ends in a NUL; what `realpath` makes ends in one, too, and is freed here, once.
    return unsafe path.withCPath { name in
      guard let real = unsafe realpath(name, nil) else { return nil }
      defer { unsafe free(real) }
      return unsafe Array(UnsafeRawBufferPointer(start: real, count: strlen(real)))
    }
  }
}
