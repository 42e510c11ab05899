import Calibration
import JSONText

/// What a check found.
struct DriftReport {
  let model: String
  let drift: Drift

  var text: [UInt8] {
    var text = "\(model): \(drift.explanation)\n"
    for change in drift.changes {
      text += "  \(change.probe): \(change.before) before, \(change.now) now"
      text += change.again.map { $0 == change.now ? "\n" : ", \($0) a moment later\n" } ?? "\n"
    }
    return Array(text.utf8)
  }

  var json: [UInt8] {
    var writer = JSONWriter(indent: 2)
    writer.object { report in
      report.writeSchemaVersion()
      report.member("model", model)
      report.member("verdict", drift.verdict.rawValue)
      report.member("explanation", drift.explanation)
      report.array("changes") { list in
        for change in drift.changes {
          list.object { object in
            object.member("probe", change.probe)
            object.member("before", change.before)
            object.member("now", change.now)
            object.member("again", change.again.map { .integer($0) } ?? .null)
          }
        }
      }
    }
    writer.endLine()
    return writer.bytes
  }
}
