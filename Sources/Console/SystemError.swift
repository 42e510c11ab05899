#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The system's error numbers in words.
package enum SystemError {
  /// For example `No such file or directory` for `ENOENT`.
  ///
  /// Safe: the text ends in a NUL, and is copied before another call on this thread may change it.
  package static func text(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
}
