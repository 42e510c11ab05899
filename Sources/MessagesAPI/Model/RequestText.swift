public import JSONText

/// Text in a request: a string of the body's JSON, left where it is, or a Swift string.
///
/// A body of megabytes is mostly text; reading it copies none. Two texts are equal if their UTF-8 is.
///
///     let text: RequestText = "hello"
///     text.withUTF8 { bytes in bytes.count }   // 5
public struct RequestText: Sendable {
  private enum Storage: Sendable {
    case json(JSONValue)
    case string(String)
  }

  private let storage: Storage

  /// A text of one's own.
  public init(_ string: String) { storage = .string(string) }

  /// The text of a JSON string; nil for other kinds of value.
  public init?(_ value: JSONValue) {
    guard value.isString else { return nil }
    storage = .json(value)
  }

  /// The text. O(n).
  public var string: String {
    switch storage {
    case .json(let value): value.string ?? ""
    case .string(let string): string
    }
  }

  /// Lends the text as UTF-8. O(1) unless the body has escapes there (or the string is not native), then O(n).
  ///
  /// Escaped lone surrogates and bytes that are not UTF-8 appear as U+FFFD.
  public func withUTF8<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    switch storage {
    case .json(let value):
      if let result = try value.withUTF8(body) { return result }
      return try body(Span())
    case .string(let string): return try body(string.utf8.span)
    }
  }

  /// Appends the text as UTF-8. O(n).
  public func appendUTF8(to bytes: inout [UInt8]) {
    switch storage {
    case .json(let value): value.appendUTF8(to: &bytes)
    case .string(let string): bytes.append(contentsOf: string.utf8)
    }
  }

  /// Whether the text has no bytes. O(1).
  public var isEmpty: Bool {
    switch storage {
    case .json(let value): value.sourceRange.count == 2
    case .string(let string): string.isEmpty
    }
  }

  /// The JSON string the text is read from; nil for a Swift string.
  public var json: JSONValue? {
    if case .json(let value) = storage { value } else { nil }
  }
}

extension RequestText: Equatable {
  /// O(n); O(1) for the same place of one body.
  public static func == (left: RequestText, right: RequestText) -> Bool {
    if let one = left.json, let other = right.json, one.isIdentical(to: other) { return true }
    return left.withUTF8 { one in
      right.withUTF8 { other in one.count == other.count && one.indices.allSatisfy { one[$0] == other[$0] } }
    }
  }
}

extension RequestText: ExpressibleByStringLiteral, CustomStringConvertible {
  public init(stringLiteral string: String) { self.init(string) }
  public var description: String { string }
}
