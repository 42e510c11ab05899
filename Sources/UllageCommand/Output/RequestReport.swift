import JSONText
import MessagesAPI
import RequestCounting

/// Counted requests as JSON: one as it is, several as `files` with their sum.
struct RequestReport {
  let requests: [CountedRequest]
  let skipped: [Complaint]
  /// Whether one file was asked for: then its members stand at the top.
  let isSingle: Bool

  var json: [UInt8] {
    var writer = JSONWriter(indent: 2)
    writer.object { object in
      object.writeSchemaVersion()
      if isSingle {
        for request in requests { request.json.writeMembers(to: &object) }
      } else {
        TokenCount(sumOf: requests.lazy.map(\.count.total)).writeMembers(to: &object)
        object.array("files") { files in
          for request in requests {
            files.object { object in
              object.member("path", request.path.isStandardInput ? "-" : request.path.name)
              request.json.writeMembers(to: &object)
            }
          }
        }
      }
      object.array("skipped") { files in
        for complaint in skipped { files.object { complaint.writeMembers(to: &$0) } }
      }
    }
    writer.endLine()
    return writer.take()
  }
}
