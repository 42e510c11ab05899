import Foundation

/// The recorded requests beside the project, if they are there. They are not part of it: other people's recordings
/// under their own licences.
enum RecordedBodies {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data/requests")

  static let arePresent = FileManager.default.fileExists(atPath: folder.appending(path: "requests.jsonl.xz").path)

  /// The lines of a file, decompressed.
  static func lines(of name: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["xz", "-dc", folder.appending(path: name).path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return [UInt8](data)
  }
}
