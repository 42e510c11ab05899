import Calibration
import Console
import CountTokensClient
import MessagesAPI
import RequestCounting

/// Compares all requests of some files, several at once; the report has them in order.
struct ReconcileRun: Sendable {
  let paths: [InputPath]
  /// Instead of each request's own.
  let model: String?
  let betas: [String]
  let isStrict: Bool
  let progress: Progress

  /// - Parameter width: how many requests are under way at once. Bodies are read as places become free.
  func report(_ counts: RemoteCounts, width: Int) async -> ReconcileReport {
    var report = ReconcileReport()
    var files = RequestFiles(paths)
    var rows: [Int: ReconcileReport.Row] = [:]
    await withTaskGroup(of: (Int, Result<ReconcileReport.Row, Complaint>).self) { group in
      var begun = 0
      func addTask() {
        while let next = files.next() {
          switch next {
          case .success(let item):
            let index = begun
            begun += 1
            group.addTask { (index, await result(of: item, counts)) }
            return
          case .failure(let complaint): report.complaints.append(complaint)
          }
        }
      }
      for _ in 0..<max(width, 1) * 2 { addTask() }
      while let (index, result) = await group.next() {
        progress.step("requests compared")
        switch result {
        case .success(let row): rows[index] = row
        case .failure(let complaint):
          report.complaints.append(complaint)
          // Where the remote API cannot be asked, the rest would only wait for the same.
          if complaint.status == .unavailable, counts.client != nil { continue }
        }
        addTask()
      }
    }
    progress.finish()
    report.rows = rows.sorted { $0.key < $1.key }.map(\.value)
    report.complaints += Self.unasked(&files)
    return report
  }

  /// What is left where the remote API could not be asked any more.
  private static func unasked(_ files: inout RequestFiles) -> [Complaint] {
    var count = 0
    while files.next() != nil { count += 1 }
    if count == 0 { return [] }
    return [
      Complaint(
        code: "not_asked", message: "\(count) more requests were not asked about", place: nil,
        remedy: "run the command again when the remote API answers; what was stored is kept", status: .unavailable)
    ]
  }

  private func result(
    of item: RequestFiles.Item, _ counts: RemoteCounts
  ) async -> Result<ReconcileReport.Row, Complaint> {
    do throws(Complaint) {
      let request = try item.request()
      let countable = CountableRequest(
        request, model: model ?? request.model ?? item.model, betas: betas + item.betas,
        catalog: counts.counter.catalog)
      let pair = try await counts.count(countable, kind: .counted, source: "reconcile", place: item.place)
      return .success(
        ReconcileReport.Row(
          place: item.place, pair: pair, changes: countable.changes,
          reconciliation: Reconciliation(local: pair.local, remote: pair.remote)))
    } catch {
      return .failure(error)
    }
  }
}
