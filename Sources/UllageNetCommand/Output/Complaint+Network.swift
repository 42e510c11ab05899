import Calibration
import Console
import CountStore
import CountTokensClient
import MessagesAPI
import RequestCounting

// The errors of libraries as a person meets them.

extension Complaint {
  init(_ error: StoreError) {
    self.init(
      code: error.code.rawValue, message: error.message, place: error.path, remedy: error.remedy, status: .incomplete)
  }

  init(_ error: RemoteError, place: String?) {
    let isOurs = error.concernsThisRequestOnly
    let attempts = error.attempts > 1 ? ", after \(error.attempts) attempts" : ""
    let request = error.requestID.map { " (request \($0))" } ?? ""
    self.init(
      code: error.code.rawValue, message: error.message + attempts + request, place: place, remedy: error.remedy,
      status: isOurs ? .incomplete : .unavailable)
  }

  init(_ error: LearningError, model: String) {
    self.init(
      code: error.code.rawValue, message: error.message, place: model, remedy: error.remedy, status: .over)
  }

  init(_ error: CountError, place: String) {
    let path = error.path.steps.isEmpty ? "" : ", \(error.path)"
    let isCatalogue = error.code == .badRules
    self.init(
      code: error.code.rawValue, message: error.message, place: isCatalogue ? "the catalogue" : place + path,
      remedy: error.code == .unknownModel ? Self.knownModels(error.remedy) : error.remedy,
      status: isCatalogue ? .badData : .incomplete)
  }

  /// The nearest names, where there are any, and where all are: here both sides must know the model.
  private static func knownModels(_ remedy: String) -> String {
    let hint = remedy.firstIndex(of: "?").map { remedy[...$0] + " " } ?? ""
    return hint + "`ullage models` lists all; `ullage calibration learn MODEL` learns one from the remote API."
  }

  /// Where the store does not know and nobody may be asked.
  static func notStored(_ place: String) -> Complaint {
    Complaint(
      code: "not_stored", message: "the store has no remote count of this request", place: place,
      remedy: "leave --offline out, to ask the remote API", status: .unavailable)
  }
}
