import JSONText

/// Walks a body, knows where it is, and collects what it notices.
///
/// The place is a trail of steps that is only made into a path when something is to be reported.
struct RequestDecoder {
  private(set) var trail: [RequestPath.Step] = []
  var reading = Reading()

  var path: RequestPath { RequestPath(trail) }

  /// Reads one level down.
  mutating func at<R>(
    _ step: RequestPath.Step, _ body: (inout RequestDecoder) throws(DecodeError) -> R
  ) throws(DecodeError) -> R {
    trail.append(step)
    let result = try body(&self)
    trail.removeLast()
    return result
  }

  /// Reads each element of an array.
  mutating func each<R>(
    of array: JSONValue, _ body: (inout RequestDecoder, JSONValue) throws(DecodeError) -> R
  ) throws(DecodeError) -> [R] {
    var results: [R] = []
    results.reserveCapacity(array.count)
    for element in array.elements {
      trail.append(.index(results.count))
      results.append(try body(&self, element))
      trail.removeLast()
    }
    return results
  }

  // MARK: Reporting

  mutating func notice(_ code: Notice.Code, _ message: String) { notice(code, at: path, message) }

  mutating func notice(_ code: Notice.Code, at path: RequestPath, _ message: String) {
    reading.notices.append(Notice(code: code, path: path, message: message))
  }

  func wrongType(_ value: JSONValue, expected: String) -> DecodeError {
    DecodeError(
      .wrongType, at: path, value, message: "\(expected) is expected, not \(value.kindName)",
      remedy: "Send \(expected).")
  }

  /// Keeps a field that has no name in the model, and says so unless it is documented.
  ///
  /// One that comes again is kept again, and the last holds: to look for it would take the square of the members.
  mutating func keep(_ member: JSONValue.Member, in fields: inout [Field], documented: [StaticString] = []) {
    fields.append(Field(member.key, member.value))
    // Compared where they lie: to hash names took a third of decoding them.
    if !member.isOne(of: documented) { unknown(member) }
  }

  /// Lists a field that no documentation at hand names.
  mutating func unknown(_ member: JSONValue.Member) {
    reading.unknownFields.append(UnknownMember(path: path.field(member.key), value: member.value))
  }

  /// Remembers that what is being read will stand elsewhere in the request than in the body.
  mutating func stands(_ path: RequestPath) {
    if path != self.path { reading.places[path] = self.path }
  }

  /// What is read next stands there, and is the request itself.
  mutating func enter(_ steps: [RequestPath.Step]) {
    trail += steps
    if !steps.isEmpty { stands(.root) }
  }

  func notAnObject(_ value: JSONValue) -> DecodeError { wrongType(value, expected: "an object") }

  // MARK: Fields that decide what is below them

  func object(_ value: JSONValue) throws(DecodeError) {
    if !value.isObject { throw wrongType(value, expected: "an object") }
  }

  func array(_ value: JSONValue) throws(DecodeError) {
    if !value.isArray { throw wrongType(value, expected: "an array") }
  }

  mutating func text(_ value: JSONValue, _ name: String) throws(DecodeError) -> RequestText {
    if let text = RequestText(value) { return text }
    return try at(.field(name)) { decoder throws(DecodeError) in throw decoder.wrongType(value, expected: "a string") }
  }

  /// A text that may be null.
  mutating func optionalText(_ value: JSONValue, _ name: String) throws(DecodeError) -> RequestText? {
    value.isNull ? nil : try text(value, name)
  }

  mutating func string(_ value: JSONValue, _ name: String) throws(DecodeError) -> String {
    try text(value, name).string
  }

  // MARK: Fields that can be ignored where they are wrong

  mutating func lenient<R>(_ value: JSONValue, _ name: String, _ expected: String, _ read: R?) -> R? {
    if read == nil, !value.isNull {
      notice(.wrongType, at: path.field(name), "\(expected) is expected, not \(value.kindName); the field is ignored")
    }
    return read
  }

  mutating func bool(_ value: JSONValue, _ name: String) -> Bool? { lenient(value, name, "a Boolean", value.bool) }

  /// The API takes `1e2` and `100.0` for 100.
  mutating func int(_ value: JSONValue, _ name: String) -> Int? {
    lenient(value, name, "an integer", value.int ?? value.double.flatMap { Int(exactly: $0) })
  }

  mutating func optionalString(_ value: JSONValue, _ name: String) -> String? {
    lenient(value, name, "a string", value.string)
  }

  mutating func cacheControl(_ value: JSONValue) -> CacheControl? {
    lenient(value, "cache_control", "an object", CacheControl(value))
  }

  mutating func strings(_ value: JSONValue, _ name: String) -> [String]? {
    let strings = value.elements.compactMap(\.string)
    return lenient(value, name, "an array of strings", value.isArray && strings.count == value.count ? strings : nil)
  }

  /// Any value but null, which is as good as none.
  func optional(_ value: JSONValue) -> JSONValue? { value.isNull ? nil : value }

  mutating func missing(_ name: String) { notice(.missingField, at: path.field(name), "the field is missing") }
}

extension JSONValue.Member {
  /// Whether the key is one of a few names. O(names).
  func isOne(of names: [StaticString]) -> Bool { names.contains { $0 ~= self } }
}

extension JSONValue {
  /// The kind as a message says it.
  package var kindName: String {
    switch kind {
    case .null: "null"
    case .bool: "a Boolean"
    case .integer, .float: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
