import JSONText

/// Why bytes are no catalogue, or no override of one.
public struct CatalogError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong. An open set: compare with the static members.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The bytes are not JSON.
    public static let notJSON = Code(rawValue: "not_json")
    /// A fact of that name is not known.
    public static let unknownFact = Code(rawValue: "unknown_fact")
    /// A fact is of another kind than it should be.
    public static let wrongKind = Code(rawValue: "wrong_kind")
    /// A fact that is needed is not there.
    public static let missingFact = Code(rawValue: "missing_fact")
  }

  /// The kind, for programs.
  public let code: Code
  /// What is wrong, with the offending value.
  public let message: String
  /// Where the offending value starts: line and column from 1, and bytes from 0.
  public let line: Int
  /// The column, in bytes from 1.
  public let column: Int
  /// Bytes from the start of the file.
  public let offset: Int
  /// The JSON path of the offending value, such as `models[0].window.default`; empty for the whole.
  public let path: String
  /// What helps.
  public let remedy: String

  init(code: Code, message: String, at value: JSONValue, path: String, remedy: String) {
    let offset = value.sourceRange.lowerBound
    let position = value.document.position(of: offset)
    self.code = code
    self.message = message
    (line, column, self.offset) = (position.line, position.column, offset)
    self.path = path
    self.remedy = remedy
  }

  init(_ error: JSONError) {
    code = .notJSON
    message = error.message + (error.excerpt.isEmpty ? "" : ": \(error.excerpt)")
    (line, column, offset) = (error.line, error.column, error.offset)
    path = error.path
    remedy = error.remedy
  }

  public var description: String {
    let place = path.isEmpty ? "" : " \(path),"
    return "\(code.rawValue) at\(place) line \(line), column \(column): \(message). \(remedy)"
  }
}
