#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Settings from the environment: read, never written. Safe: a value ends in a NUL, and is copied.
package enum Environment {
  /// The value of a variable; nil where it is not set, or empty.
  package static func value(_ name: String) -> String? {
    guard let value = unsafe getenv(name), unsafe value.pointee != 0 else { return nil }
    return unsafe String(cString: value)
  }

  /// The model to count for where no option names one.
  package static var model: String? { value(modelVariable) }
  /// The variable that names it.
  package static let modelVariable = "ULLAGE_MODEL"
  /// A file of facts over the built-in catalogue, where no option names one.
  package static var catalog: String? { value("ULLAGE_CATALOG") }
}
