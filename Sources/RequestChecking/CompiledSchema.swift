import JSONText

/// A JSON schema as far as the API compiles it, for strict tools and structured answers.
struct CompiledSchema {
  /// What makes a schema costly to compile.
  struct Size {
    /// Properties that are not required.
    var optionals = 0
    /// Properties of several types.
    var unions = 0

    static func += (left: inout Size, right: Size) {
      left.optionals += right.optionals
      left.unions += right.unions
    }
  }

  /// What is not compiled, in the API's words, in the order of the schema.
  private(set) var faults: [String] = []
  /// What the documentation says is not compiled and nobody recorded, in our words.
  private(set) var documentedFaults: [String] = []
  private(set) var size = Size()
  /// What `minItems` asks for where it is more than one.
  private var leastItems: [Int] = []

  /// Schemas are looked into no deeper.
  private static let deepest = 64

  /// O(n), no deeper than 64 levels.
  init(_ schema: JSONValue) {
    visit(schema, depth: 0)
    if !leastItems.isEmpty {
      let values = leastItems.map(String.init).joined(separator: ", ")
      faults.append("For 'array' type, 'minItems' values other than 0 or 1 are not supported (got: [\(values)])")
    }
    if let circle = Self.circle(of: schema) {
      faults.append(
        "Invalid schema: Circular reference detected in schema definitions: \(circle). Self-referencing or "
          + "mutually-referencing definitions are not supported.")
    }
  }

  // MARK: Keywords

  /// Keywords that are not compiled, by the type beside them and sorted, as refusals name them (recorded, and reported from
  /// 2025-12 to 2026-08). Strings with `minLength` were answered.
  private static let unsupported = [
    "integer": ["exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"],
    "number": ["exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"],
    "array": ["maxItems", "uniqueItems"],
  ]

  private mutating func visit(_ schema: JSONValue, depth: Int) {
    guard depth < Self.deepest, schema.isObject else { return }
    let parts = Parts(of: schema)
    let type = parts.type
    if type == "object" { visitObject(parts.additionalProperties) }
    if parts.oneOf?.isArray == true { faults.append("Schema type 'oneOf' is not supported") }
    if parts.hasOthers {
      let found = (Self.unsupported[type] ?? []).filter { schema[$0] != nil }
      if found.count == 1 { faults.append("For '\(type)' type, property '\(found[0])' is not supported") }
      if found.count > 1 {
        faults.append("For '\(type)' type, properties \(found.joined(separator: ", ")) are not supported")
      }
      if type == "array", let least = schema["minItems"]?.int, least != 0, least != 1 { leastItems.append(least) }
      checkDocumented(schema, type)
    }
    if let properties = parts.properties, properties.isObject { measure(properties, required: parts.required) }
    for named in [parts.properties, parts.definitions, parts.olderDefinitions] {
      guard let named else { continue }
      for member in named.members { visit(member.value, depth: depth + 1) }
    }
    for alternatives in [parts.anyOf, parts.allOf] {
      guard let alternatives else { continue }
      for element in alternatives.elements { visit(element, depth: depth + 1) }
    }
    if let items = parts.items { visit(items, depth: depth + 1) }
  }

  /// The keywords of a schema that most have, found in one walk over its members.
  private struct Parts {
    var type = ""
    var additionalProperties: JSONValue?
    var properties: JSONValue?
    var definitions: JSONValue?
    var olderDefinitions: JSONValue?
    var required: JSONValue?
    var oneOf: JSONValue?
    var anyOf: JSONValue?
    var allOf: JSONValue?
    var items: JSONValue?
    /// Whether there are keywords besides these and descriptions.
    var hasOthers = false

    init(of schema: JSONValue) {
      for member in schema.members {
        switch member {
        case "type": type = member.value.string ?? ""
        case "description", "title", "default": break
        case "properties": properties = member.value
        case "required": required = member.value
        case "additionalProperties": additionalProperties = member.value
        case "items": items = member.value
        case "anyOf": anyOf = member.value
        case "allOf": (allOf, hasOthers) = (member.value, true)
        case "oneOf": oneOf = member.value
        case "$defs": definitions = member.value
        case "definitions": olderDefinitions = member.value
        default: hasOthers = true
        }
      }
    }
  }

  /// Limits that the guide of structured outputs lists (2026-10).
  private mutating func checkDocumented(_ schema: JSONValue, _ type: String) {
    if let reference = schema["$ref"]?.string, !reference.hasPrefix("#") {
      documentedFaults.append("External '$ref' is not supported: \(reference)")
    }
    if let values = schema["enum"], values.isArray, values.elements.contains(where: { $0.isObject || $0.isArray }) {
      documentedFaults.append("Complex types in 'enum' are not supported")
    }
    if let parts = schema["allOf"], parts.isArray, parts.elements.contains(where: { $0["$ref"] != nil }) {
      documentedFaults.append("'allOf' with '$ref' is not supported")
    }
    if type == "string", let pattern = schema["pattern"]?.string, let feature = Self.unsupportedFeature(of: pattern) {
      documentedFaults.append("Unsupported regex feature in pattern field: \(feature)")
    }
  }

  /// What regular expressions may not use; nil where there is nothing of it. O(n).
  private static func unsupportedFeature(of pattern: String) -> String? {
    let bytes = Array(pattern.utf8)
    var isInClass = false
    var index = 0
    while index < bytes.count {
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      switch bytes[index] {
      case UInt8(ascii: "\\"):
        if !isInClass, (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(next) { return "backreference" }
        if !isInClass, next == UInt8(ascii: "b") || next == UInt8(ascii: "B") { return "word boundary" }
        index += 1
      case UInt8(ascii: "["): isInClass = true
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "(") where !isInClass && next == UInt8(ascii: "?"):
        let rest = bytes[min(index + 2, bytes.count)...].prefix(2)
        let isBehind = rest.first == UInt8(ascii: "<")
        if let mark = isBehind ? rest.dropFirst().first : rest.first,
          mark == UInt8(ascii: "=") || mark == UInt8(ascii: "!")
        {
          return isBehind ? "lookbehind" : "lookahead"
        }
      default: break
      }
      index += 1
    }
    return nil
  }

  /// An object takes the properties that it names and no others.
  private mutating func visitObject(_ additional: JSONValue?) {
    guard let others = additional, others.bool != false else {
      if additional == nil {
        faults.append("For 'object' type, 'additionalProperties' must be explicitly set to false")
      }
      return
    }
    let spelling = others.isObject ? "object" : others.sourceText
    faults.append(
      "For 'object' type, 'additionalProperties: \(spelling)' is not supported. Please set 'additionalProperties' to "
        + "false")
  }

  private mutating func measure(_ properties: JSONValue, required: JSONValue?) {
    let required = Set(required?.elements.compactMap(\.string) ?? [])
    for member in properties.members {
      if !required.contains(member.key) { size.optionals += 1 }
      if member.value["anyOf"]?.isArray == true || member.value["type"]?.isArray == true { size.unions += 1 }
    }
  }

  // MARK: References

  /// A way through the definitions that comes back to where it began: `Node -> Node`; nil where there is none.
  private static func circle(of schema: JSONValue) -> String? {
    var references: [String: [String]] = [:]
    var names: [String] = []
    for key in ["$defs", "definitions"] {
      for member in schema[key].map({ Array($0.members) }) ?? [] {
        names.append(member.key)
        references[member.key] = targets(in: member.value, depth: 0)
      }
    }
    var done: Set<String> = []
    for name in names {
      var way: [String] = []
      if let circle = circle(from: name, references, &way, &done) { return circle }
    }
    return nil
  }

  private static func circle(
    from name: String, _ references: [String: [String]], _ way: inout [String], _ done: inout Set<String>
  ) -> String? {
    if let start = way.firstIndex(of: name) { return (way[start...] + [name]).joined(separator: " -> ") }
    guard way.count < deepest, !done.contains(name) else { return nil }
    way.append(name)
    for target in references[name] ?? [] {
      if let circle = circle(from: target, references, &way, &done) { return circle }
    }
    way.removeLast()
    done.insert(name)
    return nil
  }

  /// The definitions that a schema refers to.
  private static func targets(in schema: JSONValue, depth: Int) -> [String] {
    if depth >= deepest { return [] }
    var targets: [String] = []
    if let reference = schema["$ref"]?.string, let name = reference.split(separator: "/").last {
      targets.append(String(name))
    }
    for member in schema.members where member.key != "$ref" {
      targets += self.targets(in: member.value, depth: depth + 1)
    }
    for element in schema.elements { targets += self.targets(in: element, depth: depth + 1) }
    return targets
  }
}
