// Recorded requests beside the package, if they are there. They are not part of it: other people's recordings under
// their own licences.

import Foundation

extension Package {
  private static let recordedRequests = root.appending(path: "../shared/data/requests").standardizedFileURL

  /// Whether the recorded requests are there.
  package static let hasRecordedRequests = FileManager.default.fileExists(
    atPath: recordedRequests.appending(path: "requests.jsonl.xz").path)

  /// The lines of `requests.jsonl.xz` or `refusals.jsonl.xz`.
  package static func recordedRequestLines(_ name: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["xz", "-dc", recordedRequests.appending(path: name).path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return [UInt8](data)
  }
}
