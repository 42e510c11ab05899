import Foundation

/// What programs that tests run must know of the sanitizer that they are built with; see `.ci/sanitize`.
package enum Sanitizer {
  /// The sanitizers' settings in this process's environment; empty where none are set.
  package static let settings = ProcessInfo.processInfo.environment.filter { variable, _ in
    ["ASAN_OPTIONS", "TSAN_OPTIONS", "SWIFT_BACKTRACE"].contains(variable)
  }
}
