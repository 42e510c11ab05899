#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The system's error numbers in words.
enum SystemError {
  static func text(_ number: Int32) -> String { String(cString: strerror(number)) }
}
