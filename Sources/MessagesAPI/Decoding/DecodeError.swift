import JSONText

/// Why a body is no request, and where. Says what is wrong, the place, and what to do.
///
///     messages[0].content: a string or an array of blocks is expected. Found: 42. (line 1, column 35, byte 34)
public struct DecodeError: Error, Sendable, Equatable {
  /// The kind of mistake. An open set: later versions may tell more kinds apart.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The body is not JSON; the message is the JSON reader's.
    public static let notJSON = Code(rawValue: "not_json")
    /// A value that decides everything below it has another type than the API knows.
    public static let wrongType = Code(rawValue: "wrong_type")
    /// Nothing can be read without this field.
    public static let missingField = Code(rawValue: "missing_field")
    /// Content blocks are nested far deeper than the API knows.
    public static let tooDeep = Code(rawValue: "too_deep")
  }

  /// The kind, for programs.
  public let code: Code
  /// For example `messages[3].content`; empty for the body itself.
  public let path: String
  /// A sentence without a full stop.
  public let message: String
  /// Bytes from the start of the body.
  public let offset: Int
  /// From 1.
  public let line: Int
  /// Unicode scalars, from 1.
  public let column: Int
  /// The value, at most 40 bytes of it.
  public let excerpt: String
  /// What to do about it, a full sentence.
  public let remedy: String

  init(_ error: JSONError) {
    code = .notJSON
    path = error.path
    message = error.message
    (offset, line, column) = (error.offset, error.line, error.column)
    excerpt = error.excerpt
    remedy = error.remedy
  }

  init(
    code: Code, path: String, message: String, offset: Int, line: Int, column: Int, excerpt: String, remedy: String
  ) {
    (self.code, self.path, self.message, self.remedy) = (code, path, message, remedy)
    (self.offset, self.line, self.column, self.excerpt) = (offset, line, column, excerpt)
  }

  /// - Parameter value: the one that is wrong; nil where something is missing from the whole.
  init(_ code: Code, at path: RequestPath, _ value: JSONValue?, message: String, remedy: String) {
    self.code = code
    self.path = path.description
    self.message = message
    offset = value?.sourceRange.lowerBound ?? 0
    let position = value?.document.position(of: offset)
    (line, column) = (position?.line ?? 1, position?.column ?? 1)
    excerpt = value?.excerpt ?? ""
    self.remedy = remedy
  }
}

extension DecodeError: CustomStringConvertible {
  public var description: String {
    let place = path.isEmpty ? "" : "\(path): "
    let found = excerpt.isEmpty ? "" : " Found: \(excerpt)."
    return "\(place)\(message).\(found) \(remedy) (line \(line), column \(column), byte \(offset))"
  }
}
