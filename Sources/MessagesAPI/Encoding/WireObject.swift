import JSONText

/// A part that is an object in the body.
///
/// Writing it back compares it with what its origin reads as: what is the same is copied as it stood, down to the
/// smallest part that was touched, so that an edited request keeps the order, spacing and spelling it had.
protocol WireObject: Equatable {
  var wireOrigin: JSONValue? { get }
  /// All members in the order of the API's documentation.
  var wireMembers: [WireMember] { get }
  /// Reads the origin again.
  static func reread(_ value: JSONValue) -> Self?
}

/// A member as it is written.
struct WireMember: Sendable {
  var name: String
  var json: [UInt8]
}

extension WireObject {
  /// The object's JSON. O(n) for each level of nesting that was touched.
  var wireJSON: [UInt8] {
    guard let source = wireOrigin, let original = Self.reread(source) else { return Self.write(wireMembers) }
    if original == self { return Array(source.sourceBytes) }
    return Self.write(Self.merge(wireMembers, original.wireMembers, source))
  }

  private static func write(_ members: [WireMember]) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      for member in members { object.member(member.name, json: member.json) }
    }
    return writer.bytes
  }

  /// Members in the origin's order, its own bytes where nothing has changed; new ones at the end.
  private static func merge(
    _ current: [WireMember], _ original: [WireMember], _ source: JSONValue
  ) -> [WireMember] {
    var merged: [WireMember] = []
    var placed: Set<String> = []
    // Looked up by name: a body may have members by the hundred thousand, and some twice, of which the last holds.
    let before = Dictionary(original.map { ($0.name, $0.json) }) { $1 }
    let now = Dictionary(current.map { ($0.name, $0.json) }) { $1 }
    let standing = Dictionary(source.members.map { ($0.key, $0.value) }) { $1 }
    for name in source.members.lazy.map(\.key) where placed.insert(name).inserted {
      // What the model could not read (null, another type) was not removed by anybody.
      if before[name] == now[name], let value = standing[name] {
        merged.append(WireMember(name: name, json: Array(value.sourceBytes)))
      } else if let json = now[name] {
        merged.append(WireMember(name: name, json: json))
      }
    }
    return merged + current.filter { !placed.contains($0.name) }
  }
}

/// Collects members; what is nil is left out.
struct WireMembers {
  private(set) var members: [WireMember] = []

  mutating func add(_ name: String, json: [UInt8]) { members.append(WireMember(name: name, json: json)) }

  mutating func add(_ name: String, _ value: JSONValue?) {
    if let value { add(name, json: Array(value.sourceBytes)) }
  }

  mutating func add(_ name: String, _ text: RequestText?) {
    guard let text else { return }
    if let json = text.json { add(name, json) } else { add(name, text.string) }
  }

  mutating func add(_ name: String, _ string: String?) { if let string { add(name, .string(string)) } }
  mutating func add(_ name: String, _ value: Bool?) { if let value { add(name, .bool(value)) } }
  mutating func add(_ name: String, _ value: Int?) { if let value { add(name, .integer(value)) } }

  mutating func add(_ name: String, _ content: Content?) {
    switch content {
    case nil: break
    case .text(let text): add(name, text)
    case .blocks(let blocks): add(name, blocks)
    }
  }

  mutating func add(_ name: String, _ objects: [some WireObject]) {
    var writer = JSONWriter()
    writer.array { array in
      for object in objects { array.element(json: object.wireJSON) }
    }
    add(name, json: writer.bytes)
  }

  mutating func add(_ name: String, _ object: (some WireObject)?) { if let object { add(name, json: object.wireJSON) } }

  mutating func add(_ strings: [String]?, as name: String) {
    guard let strings else { return }
    var writer = JSONWriter()
    writer.array { array in
      for string in strings { array.element(string) }
    }
    add(name, json: writer.bytes)
  }

  mutating func add(_ fields: [Field]) {
    for field in fields { add(field.name, field.value) }
  }

  private mutating func add(_ name: String, _ scalar: JSONWriter.Scalar) {
    var writer = JSONWriter()
    writer.element(scalar)
    add(name, json: writer.bytes)
  }
}
