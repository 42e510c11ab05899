import Calibration
import Console
import CountTokensClient
import MessagesAPI

/// Compares all requests of some files, several at once, in order.
struct ReconcileRun: Sendable {
  let paths: [InputPath]
  /// Instead of each request's own.
  let model: String?
  let betas: [String]
  let isStrict: Bool
  let progress: Progress

  /// - Parameter width: how many requests are under way at once. Bodies are read as places become free.
  func report(_ counts: RemoteCounts, width: Int) async throws(Complaint) -> ReconcileReport {
    var report = ReconcileReport()
    var complaints: [Complaint] = []
    var items: [RequestFiles.Item] = []
    for path in paths {
      do {
        try RequestFiles.read(path) { result throws(Complaint) in
          switch result {
          case .success(let item): items.append(item)
          case .failure(let complaint): complaints.append(complaint)
          }
        }
      } catch {
        complaints.append(error)
      }
    }
    let results = await all(items, counts, width: width)
    progress.finish()
    for result in results {
      switch result {
      case .success(let row): report.rows.append(row)
      case .failure(let complaint): complaints.append(complaint)
      }
    }
    if results.count < items.count {
      complaints.append(
        Complaint(
          code: "not_asked", message: "\(items.count - results.count) more requests were not asked about",
          place: nil, remedy: "run the command again when the remote API answers; what was stored is kept",
          status: .unavailable))
    }
    report.complaints = complaints
    return report
  }

  private func all(
    _ items: [RequestFiles.Item], _ counts: RemoteCounts, width: Int
  ) async -> [Result<ReconcileReport.Row, Complaint>] {
    var results = [Result<ReconcileReport.Row, Complaint>?](repeating: nil, count: items.count)
    await withTaskGroup(of: (Int, Result<ReconcileReport.Row, Complaint>).self) { group in
      var next = 0
      func addTask() {
        guard next < items.count else { return }
        let index = next
        next += 1
        group.addTask { (index, await result(of: items[index], counts)) }
      }
      for _ in 0..<max(width, 1) * 2 { addTask() }
      while let (index, result) = await group.next() {
        results[index] = result
        progress.step("of \(items.count) requests compared")
        // Where the remote API cannot be asked, the rest would only wait for the same.
        if case .failure(let complaint) = result, complaint.status == .unavailable, counts.client != nil { continue }
        addTask()
      }
    }
    return results.compactMap(\.self)
  }

  private func result(
    of item: RequestFiles.Item, _ counts: RemoteCounts
  ) async -> Result<ReconcileReport.Row, Complaint> {
    do throws(Complaint) {
      let request = try item.request()
      let countable = CountableRequest(
        request, model: model ?? request.model ?? item.model, betas: betas + item.betas)
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
