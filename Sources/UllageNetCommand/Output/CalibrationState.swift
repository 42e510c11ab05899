import Calibration
import Console
import CountStore
import RequestCounting

/// What a store has observed, and the corrections that follow.
struct CalibrationState {
  let path: String
  let table: CorrectionTable

  init(store: CountStore, coverage: Double) throws(Complaint) {
    path = store.path
    do {
      table = CorrectionTable(
        try store.observations(kinds: [.counted, .used, .appended]), coverage: coverage)
    } catch {
      throw Complaint(error)
    }
  }

  var text: String {
    var text = "\(path)\n"
    if table.exact.isEmpty, table.corrections.isEmpty, table.pending.isEmpty {
      text += "nothing is observed yet; `ullage reconcile` and `ullage usage import` add observations\n"
    }
    for (model, tally) in table.exact.sorted(by: { $0.key < $1.key }) {
      text += "\(model)\texact\t\(tally.observations) observed, \(tally.missed) not as counted\n"
    }
    for (key, correction) in table.corrections.sorted(by: { $0.key < $1.key }) {
      text +=
        "\(key.model)\t\(key.rule)\t\(correction.observations) observed, \(correction.withinBounds) within bounds; "
      text += "corrected by \(percent(correction.middle)) of the doubt, "
      text += "\(percent(correction.lower)) to \(percent(correction.upper)) with coverage \(table.coverage) each\n"
    }
    let fewest = Conformal.fewest(for: table.coverage)
    for (key, count) in table.pending.sorted(by: { $0.key < $1.key }) {
      text += "\(key.model)\t\(key.rule)\t\(count) observed, \(fewest - count) more are needed\n"
    }
    return text
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
