/// A value in a document: a cursor of two words, cheap to copy, that keeps its document alive.
///
/// Two values are equal if Python would write both as the same JSON (see ``PythonJSON``): order of members and kind of
/// number count, spacing, escapes and spelling do not.
///
/// Safe: texts are lent as spans, which check every access and cannot be kept.
public struct JSONValue: Sendable {
  /// Where the value stands, kept alive by it.
  public let document: JSONDocument
  let node: UInt32

  init(document: JSONDocument, node: Int) {
    self.document = document
    self.node = UInt32(truncatingIfNeeded: node)
  }

  /// Reads a value from text, as in `try JSONValue(parsing: #"{"city": "Oslo"}"#)`. O(n).
  public init(parsing text: String) throws(JSONError) { self = try JSONDocument(parsing: text).root }

  /// The six kinds of JSON; numbers are told apart as Python does: no point and no exponent is an integer.
  public enum Kind: Sendable, Hashable {
    /// `null`
    case null
    /// `true` or `false`
    case bool
    /// A number without fraction and exponent.
    case integer
    /// A number with a fraction or an exponent.
    case float
    /// A string.
    case string
    /// An array.
    case array
    /// An object.
    case object
  }

  var word: TapeWord { document.tape[Int(node)] }

  /// O(1), as all that only looks at the index.
  public var kind: Kind {
    switch word.kind {
    case .null: .null
    case .true, .false: .bool
    case .integer: .integer
    case .float: .float
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }

  /// Whether it is `null`.
  public var isNull: Bool { word.kind == .null }
  /// Whether it is an object.
  public var isObject: Bool { word.kind == .object }
  /// Whether it is an array.
  public var isArray: Bool { word.kind == .array }
  /// Whether it is a string.
  public var isString: Bool { word.kind == .string }

  // MARK: Scalars. Each is nil for a value of another kind.

  /// `true` or `false`.
  public var bool: Bool? {
    switch word.kind {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// An integer that fits; nil for one that does not and for `1.0`, which is a float.
  public var int: Int? {
    guard word.kind == .integer else { return nil }
    let source = document.source
    let digits = source.span.extracting(word.range)
    var value = 0
    let isNegative = digits[0] == UInt8(ascii: "-")
    for index in (isNegative ? 1 : 0)..<digits.count {
      let (tens, isOver) = value.multipliedReportingOverflow(by: 10)
      let step = Int(digits[index] - UInt8(ascii: "0"))
      let sum = isNegative ? tens.subtractingReportingOverflow(step) : tens.addingReportingOverflow(step)
      if isOver || sum.overflow { return nil }
      value = sum.partialValue
    }
    return value
  }

  /// Any number, rounded as Python's `float` does; beyond the range it is infinite.
  public var double: Double? { numberSpelling.flatMap(Double.init) }

  /// A number as it is spelt.
  public var numberSpelling: String? {
    guard word.kind == .integer || word.kind == .float else { return nil }
    return String(decoding: sourceBytes, as: UTF8.self)
  }

  /// A string's text; lone surrogates and bytes that are not UTF-8 appear as U+FFFD. O(n).
  public var string: String? { isString ? StringText(word: word, source: document.source).string : nil }

  /// Lends a string's text as UTF-8, without a copy where the source has it unescaped; nil for other kinds.
  public func withUTF8<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R? {
    guard isString else { return nil }
    return try unsafe StringText(word: word, source: document.source).withUTF8 { bytes throws(E) in
      try unsafe body(bytes.span)
    }
  }

  /// Appends a string's text as UTF-8; nothing for other kinds. O(n).
  public func appendUTF8(to bytes: inout [UInt8]) {
    if isString { StringText(word: word, source: document.source).decode(into: &bytes) }
  }

  /// Whether ``withUTF8(_:)`` must decode: the source has an escape or is not UTF-8 there.
  public var needsDecoding: Bool { word.needsDecoding }

  // MARK: The source

  /// Where the value stands, in bytes from the start of the document; a string with its quotes.
  public var sourceRange: Range<Int> {
    let range = word.range
    return isString ? range.lowerBound - 1..<range.upperBound + 1 : range
  }

  /// The value as it is spelt. O(1).
  public var sourceBytes: ArraySlice<UInt8> {
    let source = document.source
    return source[source.startIndex + sourceRange.lowerBound..<source.startIndex + sourceRange.upperBound]
  }

  /// One byte of the value as it is spelt; 0 where there is none. O(1).
  package func sourceByte(_ index: Int) -> UInt8 {
    let range = sourceRange
    guard index >= 0, index < range.count else { return 0 }
    let source = document.source
    return source.span[range.lowerBound + index]
  }

  /// The value as it is spelt, as text: for messages and tests. O(n).
  public var sourceText: String { String(decoding: sourceBytes, as: UTF8.self) }

  /// The start of ``sourceText``, up to 40 bytes, with control characters escaped: for messages. O(1).
  public var excerpt: String {
    let source = sourceBytes
    return unsafe SourcePosition.excerpt(at: 0, in: source.span.bytes)
  }

  /// The tape index after this value.
  var next: Int { document.next(after: Int(node)) }
}

extension JSONValue: Equatable {
  /// Whether both are the same place of the same document. O(1).
  public func isIdentical(to other: JSONValue) -> Bool { document === other.document && node == other.node }

  /// O(n); O(1) for identical values.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    if left.isIdentical(to: right) { return true }
    if left.kind != right.kind { return false }
    if left.sourceBytes == right.sourceBytes { return true }
    var (one, other): ([UInt8], [UInt8]) = ([], [])
    PythonJSON().append(left, to: &one)
    PythonJSON().append(right, to: &other)
    return one == other
  }
}

extension JSONValue: CustomStringConvertible {
  public var description: String { sourceText }
}
