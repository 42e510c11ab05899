/// An error as a person meets it: what is wrong, where, and what helps. Printed as `error:`, `at:` and `try:`; in JSON as
/// `code`, `message`, `at` and `remedy`.
package struct Complaint: Error, Sendable {
  /// The kind of error, for programs: `no_such_file`.
  package var code: String
  /// What is wrong, in one sentence without a full stop.
  package var message: String
  /// File, line, JSON path or byte offset.
  package var place: String?
  /// The command, flag or call that helps.
  package var remedy: String
  /// What the process exits with if nothing else was done.
  package var status: ExitStatus

  package init(code: String, message: String, place: String?, remedy: String, status: ExitStatus) {
    self.code = code
    self.message = message
    self.place = place
    self.remedy = remedy
    self.status = status
  }

  /// A command line that is not understood.
  package static func usage(_ message: String, remedy: String) -> Complaint {
    Complaint(code: "usage", message: message, place: nil, remedy: remedy, status: .usage)
  }

  /// The lines for standard error. What stands in them from outside cannot make lines of its own.
  package var text: String {
    let at = place.map { "   at: \(ShownText.line($0))\n" } ?? ""
    return "error: \(ShownText.line(message))\n\(at)  try: \(ShownText.line(remedy))\n"
  }
}
