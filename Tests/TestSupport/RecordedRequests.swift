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
    [UInt8](try output(of: "/usr/bin/env", ["xz", "-dc", recordedRequests.appending(path: name).path]))
  }
}
