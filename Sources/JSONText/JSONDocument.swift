/// A JSON text that has been read once, kept with its order and spelling.
///
/// The bytes stay as they are; beside them is an index of 8 bytes for each scalar and key and 16 for each array or
/// object. Strings are not copied. A document is immutable and can be shared between threads.
/// Safe: its bytes are lent as a `RawSpan`, which checks every access.
///
///     let document = try JSONDocument(parsing: Array(#"{"b": 1.50, "a": "é"}"#.utf8))
///     document.root["b"]?.numberSpelling   // "1.50"
///     document.root.members.map(\.key)     // ["b", "a"]
public final class JSONDocument: Sendable {
  /// The text. Offsets in values and errors count from its `startIndex`.
  public let source: ArraySlice<UInt8>
  let tape: [TapeWord]
  /// What is readable but not as it should be.
  public let notices: [JSONNotice]

  /// Reads one value of RFC 8259, with blanks around it and, before it, a UTF-8 byte order mark.
  ///
  /// Bytes in strings that are not UTF-8 are no error: the text has U+FFFD in their place (one for each maximal
  /// subpart) and ``notices`` says where the first one is. Neither are duplicate keys and lone surrogates. O(n).
  public convenience init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
    try self.init(parsing: bytes[...], limits: limits)
  }

  /// The same from part of an array, which is not copied but kept alive.
  public convenience init(parsing bytes: ArraySlice<UInt8>, limits: JSONLimits = JSONLimits()) throws(JSONError) {
    var parser = Parser(limits: limits)
    do {
      try unsafe parser.parse(bytes.span.bytes)
    } catch {
      throw unsafe JSONError(error, in: bytes.span.bytes, path: parser.path(in: bytes), limits: limits)
    }
    self.init(source: bytes, parser: parser)
  }

  /// The same from a string.
  public convenience init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), limits: limits)
  }

  private init(source: ArraySlice<UInt8>, parser: consuming Parser) {
    self.source = source
    notices =
      JSONNotice.illFormedUTF8(first: parser.firstIllFormed, strings: parser.illFormedStrings)
      + JSONNotice.loneSurrogate(first: parser.firstLoneSurrogate)
    tape = parser.tape
  }

  /// The value the document consists of.
  public var root: JSONValue { JSONValue(document: self, node: 0) }

  /// The line and column of a byte offset, for messages. O(offset).
  public func position(of offset: Int) -> SourcePosition {
    let source = source
    return unsafe SourcePosition(of: offset, in: source.span.bytes)
  }

  /// Unicode scalars before a byte offset. O(offset).
  public func characters(before offset: Int) -> Int { source.prefix(max(offset, 0)).count { $0 & 0xC0 != 0x80 } }
}

/// Something in a document that was read but is not as it should be.
public struct JSONNotice: Sendable, Hashable {
  /// An open set: later versions may notice more.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Bytes that are not UTF-8 became U+FFFD.
    public static let illFormedUTF8 = Code(rawValue: "ill_formed_utf8")
    /// An escaped surrogate without its other half, such as `\ud83d`, became U+FFFD.
    public static let loneSurrogate = Code(rawValue: "lone_surrogate")
  }

  /// The kind, for programs.
  public let code: Code
  /// Of the first occurrence.
  public let offset: Int
  /// A sentence without a full stop.
  public let message: String

  static func illFormedUTF8(first: Int?, strings: Int) -> [JSONNotice] {
    guard let first else { return [] }
    let place = strings == 1 ? "a string has" : "\(strings) strings have"
    return [
      JSONNotice(
        code: .illFormedUTF8, offset: first,
        message: "\(place) bytes that are not UTF-8, first at byte \(first); U+FFFD stands in their place")
    ]
  }
}

extension JSONNotice {
  static func loneSurrogate(first: Int?) -> [JSONNotice] {
    guard let first else { return [] }
    return [
      JSONNotice(
        code: .loneSurrogate, offset: first,
        message: "a string has half of a surrogate pair at byte \(first); U+FFFD stands in its place")
    ]
  }
}

extension JSONDocument {
  static let null = JSONDocument(null: Array("null".utf8))

  private convenience init(null spelling: [UInt8]) {
    var parser = Parser(limits: .none)
    parser.tape = [TapeWord(.null, offset: 0, length: spelling.count)]
    self.init(source: spelling[...], parser: parser)
  }
}
