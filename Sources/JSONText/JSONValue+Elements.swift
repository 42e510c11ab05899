// What is in an array or an object.

extension JSONValue {
  /// How many elements or members there are, duplicate keys included; 0 for scalars. O(1).
  public var count: Int { word.isContainer ? TapeSpan(bits: document.tape[Int(node) + 1].bits).count : 0 }

  /// An array's elements in order; none for other kinds.
  public var elements: Elements { Elements(document: document, node: Int(node) + 2, remaining: isArray ? count : 0) }

  /// An object's members in order, duplicates included; none for other kinds.
  public var members: Members { Members(document: document, node: Int(node) + 2, remaining: isObject ? count : 0) }

  /// The value of the last member with this key, as Python's `json.loads` keeps it. O(members).
  public subscript(key: String) -> JSONValue? {
    guard isObject else { return nil }
    let (source, tape) = (document.source, document.tape)
    let length = key.utf8.count
    var found: Int?
    var index = Int(node) + 2
    for _ in 0..<count {
      let name = tape[index]
      if name.needsDecoding || name.length == length,
        unsafe StringText(word: name, source: source).withUTF8({ unsafe key.utf8.elementsEqual($0) })
      {
        found = index + 1
      }
      index += 1
      index = tape[index].isContainer ? TapeSpan(bits: tape[index + 1].bits).next : index + 1
    }
    return found.map { JSONValue(document: document, node: $0) }
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
      node = value.next
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
      let member = Member(
        name: JSONValue(document: document, node: node), value: JSONValue(document: document, node: node + 1))
      node = member.value.next
      remaining -= 1
      return member
    }

    public var underestimatedCount: Int { remaining }
  }

  /// A key and its value.
  public struct Member: Sendable {
    /// The key as a value, for those who need its bytes or place.
    public let name: JSONValue
    public let value: JSONValue
    /// The key's text.
    public var key: String { name.string ?? "" }
  }

  /// Whether a string has this text. O(n), without allocating where the source is unescaped.
  public func isText(_ text: String) -> Bool {
    guard isString else { return false }
    if !needsDecoding, word.length != text.utf8.count { return false }
    return unsafe withUTF8 { bytes in unsafe text.utf8.elementsEqual(bytes) } ?? false
  }
}
