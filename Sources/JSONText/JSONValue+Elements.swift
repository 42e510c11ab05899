// What is in an array or an object.
//
// Safe: a key's bytes are lent to one call, with their own length.

extension JSONValue {
  /// How many elements or members there are, duplicate keys included; 0 for scalars. O(1).
  public var count: Int { word.isContainer ? document.count(of: Int(node)) : 0 }

  /// An array's elements in order; none for other kinds.
  public var elements: Elements { Elements(document: document, node: Int(node) + 2, remaining: isArray ? count : 0) }

  /// An object's members in order, duplicates included; none for other kinds.
  public var members: Members { Members(document: document, node: Int(node) + 2, remaining: isObject ? count : 0) }

  /// The value of the last member with this key, as Python's `json.loads` keeps it. O(members).
  public subscript(key: String) -> JSONValue? {
    var key = key
    return key.withUTF8 { unsafe document.member($0, of: Int(node)) }.map { JSONValue(document: document, node: $0) }
  }

  /// An array's element, or nil if there is none. O(index).
  public subscript(index: Int) -> JSONValue? {
    guard index >= 0, index < elements.remaining else { return nil }
    return elements.dropFirst(index).first { _ in true }
  }

  /// An array's elements; each step is O(1).
  public struct Elements: Sequence, IteratorProtocol, Sendable {
    let document: JSONDocument
    var node: Int
    var remaining: Int

    public mutating func next() -> JSONValue? {
      guard remaining > 0 else { return nil }
      let value = JSONValue(document: document, node: node)
      node = document.next(after: node)
      remaining -= 1
      return value
    }

    public var underestimatedCount: Int { remaining }
  }

  /// An object's members; each step is O(1).
  public struct Members: Sequence, IteratorProtocol, Sendable {
    let document: JSONDocument
    var node: Int
    var remaining: Int

    public mutating func next() -> Member? {
      guard remaining > 0 else { return nil }
      let member = Member(document: document, node: node)
      node = document.next(after: node + 1)
      remaining -= 1
      return member
    }

    public var underestimatedCount: Int { remaining }
  }

  /// A key and its value.
  public struct Member: Sendable {
    let document: JSONDocument
    let node: Int

    /// The key as a value, for those who need its bytes or place.
    public var name: JSONValue { JSONValue(document: document, node: node) }
    /// The member's value.
    public var value: JSONValue { JSONValue(document: document, node: node + 1) }
    /// The key's text.
    public var key: String { name.string ?? "" }

    /// Bytes of the key as it is spelt. O(1).
    package var keyLength: Int { document.tape[node].length }

    /// Whether the key has this text: lets `switch member { case "role": … }` do without the key as a string. O(n).
    public static func ~= (text: StaticString, member: Member) -> Bool {
      text.withUTF8Buffer { unsafe member.document.text(at: member.node, is: $0) }
    }
  }

  /// Whether a string has this text. O(n), without allocating where the source is unescaped.
  public func isText(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { unsafe document.text(at: Int(node), is: $0) }
  }
}
