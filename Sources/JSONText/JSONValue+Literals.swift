// Values written in code. Each builds a small document of its own, so members keep the order they are written in.

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
{
  /// For example `["city": "Oslo", "days": [1, 2]]`. Duplicate keys are kept. O(n).
  public init(dictionaryLiteral members: (String, JSONValue)...) { self.init(members: members) }
  public init(arrayLiteral elements: JSONValue...) { self.init(elements: elements) }
  public init(stringLiteral text: String) { self.init(text) }
  public init(integerLiteral number: Int) { self.init(trusted: Array(String(number).utf8)) }
  public init(floatLiteral number: Double) {
    var writer = JSONWriter()
    writer.element(.number(number))
    self.init(trusted: writer.bytes)
  }
  public init(booleanLiteral value: Bool) { self.init(trusted: Array((value ? "true" : "false").utf8)) }

  /// `null`
  public static let null = JSONValue(document: .null, node: 0)

  /// A string value. O(n).
  public init(_ text: String) {
    var bytes: [UInt8] = []
    bytes.appendJSONString(text)
    self.init(trusted: bytes)
  }

  /// An object with members in this order; values are copied as they are spelt. O(n).
  public init(members: some Sequence<(String, JSONValue)>) {
    var writer = JSONWriter()
    writer.object { object in
      for (key, value) in members { object.member(key, copying: value) }
    }
    self.init(trusted: writer.bytes)
  }

  /// An array with these elements; values are copied as they are spelt. O(n).
  public init(elements: some Sequence<JSONValue>) {
    var writer = JSONWriter()
    writer.array { array in
      for value in elements { array.element(copying: value) }
    }
    self.init(trusted: writer.bytes)
  }

  /// From text that this module has written. What is too large for any document (512 MB) becomes null.
  private init(trusted bytes: [UInt8]) {
    self = (try? JSONDocument(parsing: bytes, limits: .none))?.root ?? .null
  }
}
