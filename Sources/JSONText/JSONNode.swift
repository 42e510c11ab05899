/// The place of a value in its document's index: a number that keeps nothing alive, for walks over many values.
///
/// Only the document it comes from knows what it stands for.
package struct JSONNode: Sendable {
  fileprivate let index: Int
}

extension JSONValue {
  package var place: JSONNode { JSONNode(index: Int(node)) }
}

extension JSONDocument {
  package func isArray(_ node: JSONNode) -> Bool { tape[node.index].kind == .array }

  /// Whether a string has this text. O(n).
  package func text(at node: JSONNode, is text: StaticString) -> Bool {
    text.withUTF8Buffer { unsafe self.text(at: node.index, is: $0) }
  }

  /// The value of the last member with this key; nil for other kinds and without one. O(members).
  package func member(_ key: StaticString, of node: JSONNode) -> JSONNode? {
    key.withUTF8Buffer { unsafe member($0, of: node.index).map(JSONNode.init) }
  }

  /// Whether any member of an object answers to `predicate`, which is given its key and its value. O(members).
  package func anyMember(of node: JSONNode, _ predicate: (_ key: JSONNode, _ value: JSONNode) -> Bool) -> Bool {
    guard tape[node.index].kind == .object else { return false }
    var key = node.index + 2
    for _ in 0..<count(of: node.index) {
      if predicate(JSONNode(index: key), JSONNode(index: key + 1)) { return true }
      key = next(after: key + 1)
    }
    return false
  }

  /// Whether any element of an array answers to `predicate`. O(elements).
  package func anyElement(of node: JSONNode, _ predicate: (JSONNode) -> Bool) -> Bool {
    guard isArray(node) else { return false }
    var element = node.index + 2
    for _ in 0..<count(of: node.index) {
      if predicate(JSONNode(index: element)) { return true }
      element = next(after: element)
    }
    return false
  }

  // MARK: The same by tape index

  /// The tape index of the last member of an object with this key. O(members).
  func member(_ key: UnsafeBufferPointer<UInt8>, of node: Int) -> Int? {
    guard tape[node].kind == .object else { return nil }
    var found: Int?
    var index = node + 2
    for _ in 0..<count(of: node) {
      if unsafe text(at: index, is: key) { found = index + 1 }
      index = next(after: index + 1)
    }
    return found
  }

  /// Whether the string at a tape index has this text. O(n).
  @inline(__always)
  func text(at index: Int, is text: UnsafeBufferPointer<UInt8>) -> Bool {
    let word = tape[index]
    guard word.kind == .string else { return false }
    if word.needsDecoding {
      return unsafe StringText(word: word, source: source).withUTF8 { unsafe $0.elementsEqual(text) }
    }
    guard word.length == text.count, let text = text.baseAddress else { return word.length == text.count }
    return unsafe source.withUnsafeBufferPointer { source in
      // The tape's ranges lie within the source.
      unsafe source.baseAddress.map { unsafe Self.areEqual($0 + word.offset, text, word.length) } ?? false
    }
  }

  /// Whether `count` bytes are the same: keys are compared by the million, and hardly one has more than sixteen.
  ///
  /// Safe: no load reaches beyond `count` bytes; the last one overlaps the one before.
  @inline(__always)
  private static func areEqual(_ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let (one, other) = unsafe (UnsafeRawPointer(one), UnsafeRawPointer(other))
    if count >= 8 {
      var offset = 0
      while offset + 8 <= count {
        if unsafe word(one + offset) != word(other + offset) { return false }
        offset += 8
      }
      return unsafe word(one + (count - 8)) == word(other + (count - 8))
    }
    if count >= 4 {
      return unsafe halfWord(one) == halfWord(other) && halfWord(one + (count - 4)) == halfWord(other + (count - 4))
    }
    for offset in 0..<count
    where unsafe one.load(fromByteOffset: offset, as: UInt8.self)
      != other.load(fromByteOffset: offset, as: UInt8.self)
    {
      return false
    }
    return true
  }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawPointer) -> UInt64 { unsafe bytes.loadUnaligned(as: UInt64.self) }

  @inline(__always)
  private static func halfWord(_ bytes: UnsafeRawPointer) -> UInt32 { unsafe bytes.loadUnaligned(as: UInt32.self) }

  /// The elements or members of a container.
  @inline(__always)
  func count(of node: Int) -> Int { TapeSpan(bits: tape[node + 1].bits).count }

  /// The tape index behind a value.
  @inline(__always)
  func next(after node: Int) -> Int { tape[node].isContainer ? TapeSpan(bits: tape[node + 1].bits).next : node + 1 }
}
