/// An error as a person meets it: what is wrong, where, and what helps. Printed as `error:`, `at:` and `try:`; in JSON as
/// `code`, `message`, `at` and `remedy`.
struct Complaint: Error, Sendable {
  /// The kind of error, for programs: `no_such_file`.
  var code: String
  /// What is wrong, in one sentence without a full stop.
  var message: String
  /// File, line, JSON path or byte offset.
  var place: String?
  /// The command, flag or call that helps.
  var remedy: String
  /// What the process exits with if nothing else was done.
  var status: ExitStatus

  /// A command line that is not understood.
  static func usage(_ message: String, remedy: String) -> Complaint {
    Complaint(code: "usage", message: message, place: nil, remedy: remedy, status: .usage)
  }

  /// The lines for standard error.
  var text: String {
    let at = place.map { "   at: \($0)\n" } ?? ""
    return "error: \(message)\n\(at)  try: \(remedy)\n"
  }
}
