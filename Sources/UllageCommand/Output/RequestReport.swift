import JSONText
import MessagesAPI
import RequestCounting

/// Counted requests as JSON. Its shape is stable within a `schemaVersion`.
struct RequestReport {
  let requests: [CountedRequest]
  let skipped: [Complaint]
  /// Whether one file was asked for: then its members stand at the top.
  let isSingle: Bool

  var json: [UInt8] {
    var writer = JSONWriter(indent: 2)
    writer.object { object in
      object.member("schemaVersion", 1)
      if isSingle {
        for request in requests { Self.write(request, to: &object) }
      } else {
        let total = TokenCount(sumOf: requests.lazy.map(\.count.total))
        ItemCount(total).writeMembers(to: &object)
        object.array("files") { files in
          for request in requests {
            files.object { object in
              object.member("path", request.path.isStandardInput ? "-" : request.path.name)
              Self.write(request, to: &object)
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

  private static func write(_ counted: CountedRequest, to object: inout JSONWriter) {
    let (request, count) = (counted.request, counted.count)
    object.member("model", count.model)
    object.member("family", count.family)
    ItemCount(count.total).writeMembers(to: &object)
    object.array("parts") { parts in
      for part in count.parts {
        parts.object { object in
          object.member("path", request.bodyPath(of: part.path).description)
          object.member("role", part.role.map { .string($0.rawValue) } ?? .null)
          object.member("kind", part.kind)
          object.member("tokens", part.count.tokens)
          object.member("lower", part.count.bounds.lowerBound)
          object.member("upper", part.count.bounds.upperBound)
          object.member("basis", part.count.basis.description)
        }
      }
    }
    object.array("notices") { notices in
      for notice in count.notices {
        notices.object { object in
          object.member("code", notice.code.rawValue)
          object.member("at", notice.path.description)
          object.member("message", notice.message)
        }
      }
    }
  }
}
