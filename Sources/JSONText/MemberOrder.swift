// The members of an object as a Python dictionary holds them.
//
// Safe: keys are lent to one call and read below the shorter one's length.

enum MemberOrder {
  /// A member as tape indices.
  struct Entry {
    var key: Int
    var value: Int
  }

  /// The members without duplicate keys (the last value, at the first one's place), sorted by code point if asked.
  ///
  /// - Returns: nil where the source's own order serves.
  static func entries(of object: JSONValue, sorted: Bool) -> [Entry]? {
    let count = object.count
    guard count > 1 else { return nil }
    let document = object.document
    var entries: [Entry] = []
    entries.reserveCapacity(count)
    for member in object.members { entries.append(Entry(key: Int(member.name.node), value: Int(member.value.node))) }
    if !sorted, count <= 12, !hasDuplicate(entries, in: document) { return nil }

    let keys = Keys(entries, in: document)
    var order = Array(entries.indices)
    order.sort { left, right in
      let comparison = keys.compare(left, right)
      return comparison == 0 ? left < right : comparison < 0
    }
    var kept: [Int] = []
    kept.reserveCapacity(count)
    for index in order {
      if let first = kept.last, keys.compare(first, index) == 0 {
        entries[first].value = entries[index].value
      } else {
        kept.append(index)
      }
    }
    if !sorted {
      if kept.count == count { return nil }
      kept.sort()
    }
    return kept.map { entries[$0] }
  }

  /// For few members comparing all pairs is quicker than sorting.
  private static func hasDuplicate(_ entries: [Entry], in document: JSONDocument) -> Bool {
    let source = document.source
    let bytes = unsafe source.span.bytes
    for right in entries.indices {
      let key = document.tape[entries[right].key]
      if key.needsDecoding { return true }
      for left in 0..<right {
        let other = document.tape[entries[left].key]
        if other.length == key.length,
          (0..<key.length).allSatisfy({ bytes[byte: key.offset + $0] == bytes[byte: other.offset + $0] })
        {
          return true
        }
      }
    }
    return false
  }

  /// The texts of keys, in which bytes are in the order of code points. Surrogates keep their place in it.
  private struct Keys {
    private let words: [TapeWord]
    private let decoded: [[UInt8]?]
    private let source: ArraySlice<UInt8>

    init(_ entries: [Entry], in document: JSONDocument) {
      source = document.source
      words = entries.map { document.tape[$0.key] }
      decoded = words.map { [source] word in
        guard word.needsDecoding else { return nil }
        var bytes: [UInt8] = []
        StringText(word: word, source: source).decode(into: &bytes, loneSurrogates: .kept)
        return bytes
      }
    }

    /// Below, at or above zero.
    func compare(_ left: Int, _ right: Int) -> Int {
      unsafe withBytes(left) { one in
        unsafe withBytes(right) { other in
          for index in 0..<min(one.count, other.count) where unsafe one[index] != other[index] {
            return unsafe one[index] < other[index] ? -1 : 1
          }
          return one.count - other.count
        }
      }
    }

    private func withBytes<R>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
      if let bytes = decoded[index] { return unsafe bytes.withUnsafeBufferPointer(body) }
      return unsafe StringText(word: words[index], source: source).withUTF8(body)
    }
  }
}
