/// Finds names among a few dozen: only those as long as the one that is looked for are compared.
///
///     NameTable(["model", "messages", "tools"]).index(of: member)    // 1 for {"messages": …}
package struct NameTable: Sendable {
  private let names: [StaticString]
  /// One more than the index of the first name of each length; 0 where there is none.
  private let first: [UInt8]
  /// One more than the index of the next name of the same length.
  private let next: [UInt8]

  /// Of at most 254 names, each once.
  package init(_ names: [StaticString]) {
    var first = [UInt8](repeating: 0, count: (names.map(\.utf8CodeUnitCount).max() ?? 0) + 1)
    var next = [UInt8](repeating: 0, count: names.count)
    for index in names.indices.reversed() {
      let length = names[index].utf8CodeUnitCount
      next[index] = first[length]
      first[length] = UInt8(index + 1)
    }
    (self.names, self.first, self.next) = (names, first, next)
  }

  /// Which name the member has; nil for none of them. O(names of that length).
  package func index(of member: JSONValue.Member) -> Int? {
    if member.name.needsDecoding { return names.firstIndex { $0 ~= member } }
    let length = member.keyLength
    guard length < first.count else { return nil }
    var slot = Int(first[length])
    while slot > 0 {
      if names[slot - 1] ~= member { return slot - 1 }
      slot = Int(next[slot - 1])
    }
    return nil
  }

  /// Whether a text is one of the names. O(names).
  package func contains(_ name: String) -> Bool {
    let length = name.utf8.count
    return names.contains { $0.utf8CodeUnitCount == length && "\($0)" == name }
  }

  /// Whether the member has one of the names. O(names of its length).
  package func contains(_ member: JSONValue.Member) -> Bool { index(of: member) != nil }
}
