import TestSupport
import Testing

/// Texts that people see, kept in `Snapshots/`.
enum Snapshot {
  static func check(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(
      try KeptText.agrees(text, name, beside: #filePath), "\(name).txt says otherwise", sourceLocation: sourceLocation)
  }
}
