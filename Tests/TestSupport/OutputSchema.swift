package import Foundation

/// The published JSON Schema of what the programs write, and a check of answers against it.
///
/// Knows the words of draft 2020-12 that the schema uses. Stricter than the schema in one point: a key that no definition
/// names is an error, so that nobody adds one without publishing it.
package struct OutputSchema {
  /// The schemas are made of JSON alone.
  private let definitions: [String: Any]
  /// The definitions of which a whole answer is one.
  package let answers: Set<String>

  package init() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Ullage/Ullage.docc/Resources/ullage-2.schema.json")
    let root = try JSONSerialization.jsonObject(with: try Data(contentsOf: file)) as? [String: Any]
    definitions = root?["$defs"] as? [String: Any] ?? [:]
    let references = (root?["anyOf"] as? [[String: String]] ?? []).compactMap { $0["$ref"] }
    answers = Set(references.map { String($0.dropFirst("#/$defs/".count)) })
  }

  /// What in an answer does not agree with a definition, each with its place; empty where all does.
  package func errors(in bytes: Data, definition: String) -> [String] {
    guard let schema = definitions[definition] else { return ["there is no definition \(definition)"] }
    guard let value = try? JSONSerialization.jsonObject(with: bytes, options: .fragmentsAllowed) else {
      return ["no JSON: \(String(decoding: bytes.prefix(200), as: UTF8.self))"]
    }
    return errors(value, schema, "$", known: true)
  }

  /// - Parameter known: whether keys that no definition names are errors here; parts of an `allOf` see only their own.
  private func errors(_ value: Any, _ schema: Any, _ place: String, known: Bool) -> [String] {
    guard let schema = schema as? [String: Any] else { return [] }
    var found: [String] = []
    for word in schema.keys where !Self.words.contains(word) { found.append("\(place): the schema says \(word)") }
    if let target = resolved(schema["$ref"]) { found += errors(value, target, place, known: known) }
    for part in schema["allOf"] as? [Any] ?? [] { found += errors(value, part, place, known: false) }
    if let choices = schema["anyOf"] as? [Any] {
      let outcomes = choices.map { errors(value, $0, place, known: known) }
      if !outcomes.contains(where: \.isEmpty) { found += outcomes.min { $0.count < $1.count } ?? [] }
    }
    if let constant = schema["const"], !Self.areEqual(value, constant) { found.append("\(place): not \(constant)") }
    if let choices = schema["enum"] as? [Any], !choices.contains(where: { Self.areEqual($0, value) }) {
      found.append("\(place): \(value) is none of \(choices)")
    }
    let kinds = (schema["type"] as? String).map { [$0] } ?? schema["type"] as? [String] ?? []
    if !kinds.isEmpty, !kinds.contains(where: { Self.isOf($0, value) }) { found.append("\(place): no \(kinds)") }
    if let least = schema["minimum"] as? Int, let number = value as? NSNumber, number.intValue < least {
      found.append("\(place): \(number) is below \(least)")
    }
    if let pattern = schema["pattern"] as? String, let text = value as? String,
      text.range(of: pattern, options: .regularExpression) == nil
    {
      found.append("\(place): \(text) is not like \(pattern)")
    }
    if let items = schema["items"], let elements = value as? [Any] {
      for (index, element) in elements.enumerated() {
        found += errors(element, items, "\(place)[\(index)]", known: true)
      }
    }
    if let object = value as? [String: Any] { found += members(object, schema, place, known: known) }
    return found
  }

  private func members(
    _ object: [String: Any], _ schema: [String: Any], _ place: String, known: Bool
  ) -> [String] {
    let properties = schema["properties"] as? [String: Any] ?? [:]
    var found: [String] = []
    for key in schema["required"] as? [String] ?? [] where object[key] == nil { found.append("\(place): no \(key)") }
    let others = schema["additionalProperties"]
    let inherited = names(schema)
    for (key, value) in object {
      if let property = properties[key] {
        found += errors(value, property, "\(place).\(key)", known: true)
      } else if let others {
        if !inherited.contains(key) { found += errors(value, others, "\(place).\(key)", known: true) }
      } else if known, schema["type"] as? String == "object", !inherited.contains(key) {
        found.append("\(place): nothing is published of \(key)")
      }
    }
    return found
  }

  /// The keys that a definition and those it is made of name.
  private func names(_ schema: [String: Any]) -> Set<String> {
    var names = Set((schema["properties"] as? [String: Any] ?? [:]).keys)
    for part in (schema["allOf"] as? [Any] ?? []) + [schema["$ref"]].compactMap({ resolved($0) }) {
      guard let part = part as? [String: Any] else { continue }
      names.formUnion(self.names(part))
      if let target = resolved(part["$ref"]) as? [String: Any] { names.formUnion(self.names(target)) }
    }
    return names
  }

  private func resolved(_ reference: Any?) -> Any? {
    (reference as? String).flatMap { $0.split(separator: "/").last }.flatMap { definitions[String($0)] }
  }

  private static let words: Set = [
    "$ref", "allOf", "anyOf", "const", "enum", "type", "minimum", "pattern", "items", "properties", "required",
    "additionalProperties", "description",
  ]

  private static func areEqual(_ first: Any, _ second: Any) -> Bool {
    (first as? NSObject).map { $0.isEqual(second) } ?? false
  }

  private static func isOf(_ kind: String, _ value: Any) -> Bool {
    switch kind {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "null": value is NSNull
    case "boolean": isBoolean(value)
    case "number": value is NSNumber && !isBoolean(value)
    case "integer": (value as? NSNumber).map { !isBoolean($0) && $0.doubleValue == $0.doubleValue.rounded() } ?? false
    default: false
    }
  }

  private static func isBoolean(_ value: Any) -> Bool {
    (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
  }
}
