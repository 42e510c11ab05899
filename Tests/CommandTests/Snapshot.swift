import Foundation
import Testing

/// Texts that people see, kept in `Snapshots/`. `ULLAGE_RECORD=1 swift test` writes them anew: read the difference before
/// committing it.
enum Snapshot {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots")
  private static let isRecording = ProcessInfo.processInfo.environment["ULLAGE_RECORD"] == "1"

  static func check(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = folder.appending(path: "\(name).txt")
    if isRecording { try Data(text.utf8).write(to: file) }
    let kept = try? String(contentsOf: file, encoding: .utf8)
    #expect(text == kept, "\(name).txt says otherwise", sourceLocation: sourceLocation)
  }
}
