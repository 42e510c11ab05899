// Stands in for Foundation in the static build of `ullage`, whose own code does not use it.
//
// The argument parser alone does, for two things that the packaged program never needs: the words of an error that
// conforms to `LocalizedError` (none here does) and the JSON of `--experimental-dump-help`, from which manual pages are
// made beforehand. Linking Foundation for them costs 4.7 MB. The names are Foundation's, so a parser that wants more
// than this does not compile.

public protocol LocalizedError: Error { var errorDescription: String? { get } }

public struct Data: Sendable {}

public final class JSONEncoder {
  public struct OutputFormatting: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let prettyPrinted = OutputFormatting(rawValue: 1)
    public static let sortedKeys = OutputFormatting(rawValue: 2)
  }

  /// What this build cannot do.
  public struct Unavailable: Error {}

  public var outputFormatting: OutputFormatting = []
  public init() {}
  public func encode<Value: Encodable>(_ value: Value) throws -> Data { throw Unavailable() }
}

extension String {
  public enum Encoding: Sendable { case utf8 }
  public init?(data: Data, encoding: Encoding) { return nil }
}
