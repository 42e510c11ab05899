package import JSONText
package import MessagesAPI

// What is no JSON, or no request, as a person meets it.

extension Complaint {
  /// - Parameter place: file, line and column, behind which the path in the JSON is named.
  package init(_ error: JSONError, at place: String) {
    self.init(error.code.rawValue, error.message, error.excerpt, place, error.path, error.remedy)
  }

  /// - Parameters:
  ///   - place: file, line and column, behind which the path in the body is named; empty where there is no file.
  ///   - root: where the body stands in the JSON there; empty where it is the whole.
  package init(_ error: DecodeError, at place: String, below root: String = "") {
    let path = [root, error.path].filter { !$0.isEmpty }.joined(separator: ".")
    self.init(error.code.rawValue, error.message, error.excerpt, place, path, error.remedy)
  }

  /// The same in a file whose first line is the body's.
  package init(_ error: DecodeError, in file: String) {
    self.init(error, at: "\(file):\(error.line):\(error.column)")
  }

  private init(
    _ code: String, _ message: String, _ excerpt: String, _ place: String, _ path: String, _ remedy: String
  ) {
    self.init(
      code: code, message: message + (excerpt.isEmpty ? "" : ", found \(excerpt)"),
      place: [place, path].filter { !$0.isEmpty }.joined(separator: ", "), remedy: remedy, status: .badData)
  }
}
