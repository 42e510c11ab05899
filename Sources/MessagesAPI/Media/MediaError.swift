/// Why the size of an image or the pages of a document cannot be told. The request may be fine all the same.
public struct MediaError: Error, Sendable, Hashable, CustomStringConvertible {
  /// An open set: later versions may tell more reasons apart.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The bytes begin like none of the formats known here.
    public static let unknownFormat = Code(rawValue: "unknown_format")
    /// The bytes end before the size.
    public static let truncated = Code(rawValue: "truncated")
    /// The header contradicts its format or says zero.
    public static let malformed = Code(rawValue: "malformed")
    /// What is asked for lies in a compressed part of the file.
    public static let compressed = Code(rawValue: "compressed")
    /// Reading takes more work than a file of that size warrants, as in one that was made to keep readers busy.
    public static let tooCostly = Code(rawValue: "too_costly")
    /// The bytes are not in the request.
    public static let notIncluded = Code(rawValue: "not_included")
  }

  /// The kind, for programs.
  public let code: Code
  /// A sentence without a full stop.
  public let message: String

  public var description: String { "\(message) (\(code.rawValue))" }
}
