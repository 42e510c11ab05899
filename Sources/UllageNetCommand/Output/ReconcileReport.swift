import Calibration
import Console
import CountTokensClient
import JSONText
import RequestCounting

/// What came of comparing requests.
struct ReconcileReport: Sendable {
  /// One request.
  struct Row: Sendable {
    let place: String
    let pair: RemoteCounts.Pair
    let changes: [CountableRequest.Change]
    let reconciliation: Reconciliation
  }

  var rows: [Row] = []
  /// What could not be compared.
  var complaints: [Complaint] = []

  private func count(_ verdict: Reconciliation.Verdict) -> Int {
    rows.count { $0.reconciliation.verdict == verdict }
  }

  private var features: [FeatureSummary.Row] {
    Array(FeatureSummary(rows.map(\.pair.observation)).rows.prefix(10))
  }

  /// What a process exits with. A comparison that compared nothing fails.
  func status(isStrict: Bool) -> ExitStatus {
    if rows.isEmpty {
      if complaints.isEmpty { return .incomplete }
      if complaints.contains(where: { $0.status == .unavailable }) { return .unavailable }
      return complaints.count == 1 ? complaints[0].status : .incomplete
    }
    if !complaints.isEmpty { return .incomplete }
    let misses = count(.outside) + (isStrict ? count(.withinBounds) : 0)
    return misses == 0 ? .fine : .over
  }

  // MARK: For people

  var text: String {
    var text = ""
    for row in rows {
      let result = row.reconciliation
      let sign = result.difference > 0 ? "+" : ""
      let bounds = result.lower == result.upper ? "\(result.lower)" : "\(result.lower)–\(result.upper)"
      text += "\(Self.words[result.verdict] ?? "")\tlocal \(result.local) (\(bounds))\t"
      text +=
        "remote \(result.remote)\(row.pair.isStored ? " (stored)" : "")\t\(sign)\(result.difference)\t\(row.place)\n"
      for suspect in result.suspects { text += "\t\(suspect.path) (\(suspect.rule)): \(suspect.reason)\n" }
      for change in row.changes where change.kind != .dropped { text += "\tsent otherwise: \(change)\n" }
    }
    text += "\(rows.count) compared: \(count(.equal)) equal, \(count(.withinBounds)) within bounds, "
    text += "\(count(.outside)) outside\n"
    for row in features {
      let mean = (row.meanDifference * 10).rounded() / 10
      text += "\t\(row.rule): \(row.requests - row.equal) of \(row.requests) differ, by \(mean) on average\n"
    }
    return text
  }

  private static let words: [Reconciliation.Verdict: String] = [
    .equal: "equal", .withinBounds: "within", .outside: "OUTSIDE",
  ]

  // MARK: For programs

  var json: [UInt8] {
    var writer = JSONWriter(indent: 2)
    writer.object { report in
      report.writeSchemaVersion()
      report.object("totals") { totals in
        totals.member("compared", rows.count)
        totals.member("equal", count(.equal))
        totals.member("within_bounds", count(.withinBounds))
        totals.member("outside", count(.outside))
        totals.member("failed", complaints.count)
      }
      report.array("requests") { requests in
        for row in rows { requests.object { Self.write(row, to: &$0) } }
      }
      report.array("features") { list in
        for row in features {
          list.object { feature in
            feature.member("rule", row.rule)
            feature.member("requests", row.requests)
            feature.member("equal", row.equal)
            feature.member("outside", row.outside)
            feature.member("mean_difference", row.meanDifference)
            feature.member("lift", row.lift)
          }
        }
      }
      report.array("errors") { list in
        for complaint in complaints {
          list.object { error in
            error.member("code", complaint.code)
            error.member("message", complaint.message)
            if let place = complaint.place { error.member("at", place) }
            error.member("remedy", complaint.remedy)
          }
        }
      }
    }
    writer.endLine()
    return writer.bytes
  }

  private static func write(_ row: Row, to object: inout JSONWriter) {
    let result = row.reconciliation
    object.member("path", row.place)
    object.member("model", row.pair.local.model)
    object.member("verdict", result.verdict.rawValue)
    object.member("family", row.pair.local.family)
    row.pair.local.total.writeMembers(to: &object)
    object.member("remote_tokens", result.remote)
    object.member("difference", result.difference)
    object.member("stored", row.pair.isStored)
    object.array("suspects") { list in
      for suspect in result.suspects {
        list.object { part in
          part.member("path", suspect.path)
          part.member("kind", suspect.rule)
          part.member("reason", suspect.reason)
        }
      }
    }
    object.array("changes") { list in
      for change in row.changes {
        list.object { object in
          object.member("path", "\(change.path)")
          object.member("kind", change.kind.rawValue)
          object.member("message", change.message)
        }
      }
    }
  }
}
