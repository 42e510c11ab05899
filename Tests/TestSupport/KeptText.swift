import Foundation

/// Texts that people see, kept in a folder `Snapshots` beside the tests. `ULLAGE_RECORD=1 swift test` writes them anew:
/// read the difference before committing it.
package enum KeptText {
  private static let isRecording = ProcessInfo.processInfo.environment["ULLAGE_RECORD"] == "1"

  /// Whether the text is the one that is kept under a name.
  ///
  /// - Parameter source: the path of a test's source.
  package static func agrees(_ text: String, _ name: String, beside source: String) throws -> Bool {
    let file = URL(fileURLWithPath: source).deletingLastPathComponent().appending(path: "Snapshots/\(name).txt")
    if isRecording { try Data(text.utf8).write(to: file) }
    return (try? String(contentsOf: file, encoding: .utf8)) == text
  }
}
