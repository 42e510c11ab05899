/// Writes JSON of one's own, member by member, in the order given.
///
/// Containers are closures, so brackets always match. Strings are escaped where JSON demands it, and no further.
///
///     var writer = JSONWriter()
///     writer.object { object in
///       object.member("schemaVersion", 1)
///       object.array("parts") { parts in parts.element("system") }
///     }
///     writer.text   // {"schemaVersion":1,"parts":["system"]}
public struct JSONWriter: Sendable {
  /// What has been written so far.
  public private(set) var bytes: [UInt8] = []
  /// Spaces for each level, on lines of their own; nil writes everything on one line without spaces.
  public let indent: Int?
  private var depth = 0
  private var isFirst = true

  /// A writer that has written nothing.
  public init(indent: Int? = nil) { self.indent = indent }

  /// What has been written, as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Takes what has been written and starts anew, for output in portions.
  public mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  // MARK: Whole values

  /// Writes an object as the value or element that comes next.
  public mutating func object(_ members: (inout JSONWriter) -> Void) {
    beginValue()
    container("{", "}", members)
  }

  /// Writes an array as the value or element that comes next.
  public mutating func array(_ elements: (inout JSONWriter) -> Void) {
    beginValue()
    container("[", "]", elements)
  }

  /// Ends a line of JSON Lines; the next value starts afresh.
  public mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    isFirst = true
  }

  // MARK: Members of an object

  /// Writes a member that is an object.
  public mutating func object(_ key: String, _ members: (inout JSONWriter) -> Void) {
    begin(key)
    container("{", "}", members)
  }

  /// Writes a member that is an array.
  public mutating func array(_ key: String, _ elements: (inout JSONWriter) -> Void) {
    begin(key)
    container("[", "]", elements)
  }

  /// Writes a member without parts.
  public mutating func member(_ key: String, _ value: Scalar) {
    begin(key)
    append(value)
  }

  /// Writes a member whose value is copied as its document spells it.
  public mutating func member(_ key: String, copying value: JSONValue) {
    begin(key)
    bytes.append(contentsOf: value.sourceBytes)
  }

  /// Writes a member whose value is JSON text already; the caller vouches for it.
  public mutating func member(_ key: String, json text: some Sequence<UInt8>) {
    begin(key)
    bytes.append(contentsOf: text)
  }

  // MARK: Elements of an array

  /// Writes an element without parts.
  public mutating func element(_ value: Scalar) {
    beginValue()
    append(value)
  }

  /// Writes an element that is copied as its document spells it.
  public mutating func element(copying value: JSONValue) {
    beginValue()
    bytes.append(contentsOf: value.sourceBytes)
  }

  /// Writes an element that is JSON text already; the caller vouches for it.
  public mutating func element(json text: some Sequence<UInt8>) {
    beginValue()
    bytes.append(contentsOf: text)
  }

  /// A value without parts.
  public enum Scalar: Sendable, Hashable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// An integer.
    case integer(Int)
    /// Written as Python's `repr` does; what is not finite becomes null, since JSON has no word for it.
    case number(Double)
    /// A string, which is escaped as it is written.
    case string(String)
  }

  // MARK: Layout

  private mutating func container(_ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ body: (inout Self) -> Void) {
    bytes.append(UInt8(ascii: opening))
    let isInnerEmpty = inside(body)
    if !isInnerEmpty { breakLine() }
    bytes.append(UInt8(ascii: closing))
    isFirst = false
  }

  private mutating func inside(_ body: (inout Self) -> Void) -> Bool {
    isFirst = true
    depth += 1
    body(&self)
    depth -= 1
    return isFirst
  }

  private mutating func beginValue() {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    if depth > 0 { breakLine() }
    isFirst = false
  }

  private mutating func begin(_ key: String) {
    beginValue()
    bytes.appendJSONString(key)
    bytes.append(UInt8(ascii: ":"))
    if indent != nil { bytes.append(UInt8(ascii: " ")) }
  }

  private mutating func breakLine() {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(indent, 0) * depth))
  }

  private mutating func append(_ value: Scalar) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let bool): bytes.append(contentsOf: bool ? "true".utf8 : "false".utf8)
    case .integer(let integer): bytes.append(contentsOf: String(integer).utf8)
    case .number(let number) where !number.isFinite: bytes.append(contentsOf: "null".utf8)
    case .number(let number): PythonNumber.append(number, to: &bytes)
    case .string(let string): bytes.appendJSONString(string)
    }
  }
}

// The scalars that are written most.
extension JSONWriter {
  /// Writes a member of the object at hand.
  public mutating func member(_ key: String, _ value: Int) { member(key, .integer(value)) }
  /// Writes a member of the object at hand.
  public mutating func member(_ key: String, _ value: String) { member(key, .string(value)) }
  /// Writes a member of the object at hand.
  public mutating func member(_ key: String, _ value: Bool) { member(key, .bool(value)) }
  /// Writes a member of the object at hand.
  public mutating func member(_ key: String, _ value: Double) { member(key, .number(value)) }
  /// Writes an element of the array at hand.
  public mutating func element(_ value: Int) { element(.integer(value)) }
  /// Writes an element of the array at hand.
  public mutating func element(_ value: String) { element(.string(value)) }
}
