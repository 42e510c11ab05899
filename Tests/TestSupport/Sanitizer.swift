import Foundation

/// What programs that tests run must know of the sanitizer that they are built with; see `.ci/sanitize`.
package enum Sanitizer {
  /// The sanitizers' settings in this process's environment; empty where it was built without one.
  package static let settings = ProcessInfo.processInfo.environment.filter { variable, _ in
    ["ASAN_OPTIONS", "TSAN_OPTIONS"].contains(variable)
  }
}
