public import JSONText

/// Facts of one object of the catalogue, read where they lie: nothing is decoded before it is asked for.
///
/// A fact of a user's catalogue stands before the built-in one, each by itself; `null` there makes it unknown. What is
/// not known is nil, never zero.
public struct Facts: Sendable {
  /// The object in each catalogue that has it, the user's first.
  package let layers: [JSONValue]

  init(_ layers: [JSONValue]) { self.layers = layers }

  /// The facts below `key`, or nil. Cost: O(members), one small array.
  public subscript(key: String) -> Facts? {
    var found: [JSONValue] = []
    for layer in layers {
      guard let value = layer[key] else { continue }
      if !value.isObject { break }
      found.append(value)
    }
    return found.isEmpty ? nil : Facts(found)
  }

  /// The value of `key` as it is written in the first catalogue that has it; nil where that is `null` or nothing.
  public func value(_ key: String) -> JSONValue? {
    for layer in layers {
      if let value = layer[key] { return value.isNull ? nil : value }
    }
    return nil
  }

  /// The value of `key` below `outer`: the same as `self[outer]?.value(key)` without anything between. O(members).
  package func value(_ key: String, in outer: String) -> JSONValue? {
    for layer in layers {
      guard let value = layer[outer] else { continue }
      if !value.isObject { return nil }
      if let inner = value[key] { return inner.isNull ? nil : inner }
    }
    return nil
  }

  /// The integer under a key; nil where there is none.
  public func int(_ key: String) -> Int? { value(key)?.int }
  /// The number under a key; nil where there is none.
  public func double(_ key: String) -> Double? { value(key)?.double }
  /// The text under a key; nil where there is none.
  public func string(_ key: String) -> String? { value(key)?.string }
  /// The truth value under a key; nil where there is none.
  public func bool(_ key: String) -> Bool? { value(key)?.bool }
  /// The day under a key; nil where there is none.
  public func day(_ key: String) -> CalendarDay? { string(key).flatMap { CalendarDay($0) } }

  /// The texts of an array; nil where there is none.
  public func strings(_ key: String) -> [String]? {
    guard let value = value(key), value.isArray else { return nil }
    return value.elements.compactMap(\.string)
  }

  /// The objects of an array, empty where there is none. An array is replaced as a whole.
  public func objects(_ key: String) -> [Facts] {
    value(key).map { $0.elements.map { Facts([$0]) } } ?? []
  }

  /// The names of all members, in the order of the built-in catalogue, the user's additions last.
  public var keys: [String] {
    var keys: [String] = []
    for layer in layers.reversed() {
      for member in layer.members where !keys.contains(member.key) { keys.append(member.key) }
    }
    return keys
  }

  /// Writes all that is known as a member of `writer`'s object, in the order of ``keys``.
  public func write(_ key: String, to writer: inout JSONWriter) {
    writer.object(key) { writeMembers(to: &$0) }
  }

  /// Writes all that is known as members of `writer`'s object.
  public func writeMembers(to writer: inout JSONWriter) {
    for key in keys {
      if let facts = self[key] {
        facts.write(key, to: &writer)
      } else if let value = value(key) {
        writer.member(key, copying: value)
      }
    }
  }
}
