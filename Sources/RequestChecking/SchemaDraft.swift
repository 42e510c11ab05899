import JSONText

/// A tool's schema as the API reads it: by the metaschema of JSON Schema's draft 2020-12.
///
///     SchemaDraft.fault(of: schema)    // the first keyword whose value the draft does not allow; nil where all are fine
///
/// None of 12,690 schemas of answered requests has a fault; tuples written as `items: [...]`, boolean `exclusiveMinimum`
/// and `required: true` of earlier drafts were reported as refused (2025-10 to 2026-08).
struct SchemaDraft {
  /// Schemas are looked into no deeper.
  private static let deepest = 64

  /// The keyword whose value the draft does not allow; nil where there is none. O(n).
  static func fault(of schema: JSONValue) -> String? { fault(of: schema, depth: 0) }

  private static func fault(of schema: JSONValue, depth: Int) -> String? {
    if depth >= deepest || schema.bool != nil { return nil }
    guard schema.isObject else { return "a schema" }
    for member in schema.members {
      if let fault = fault(of: member, depth: depth) { return fault }
    }
    return nil
  }

  /// Ordered by how often schemas have the keywords.
  private static func fault(of member: JSONValue.Member, depth: Int) -> String? {
    let value = member.value
    switch member {
    case "type": return isType(value) ? nil : member.key
    case "description": return value.isString ? nil : member.key
    case "properties": return faultOfNamed(member, depth: depth)
    case "required": return isNames(value) ? nil : member.key
    case "items", "additionalProperties": return faultOfInner(member, depth: depth)
    case "enum": return value.isArray ? nil : member.key
    case "default", "const": return nil
    case "title", "format", "pattern", "$ref", "$schema", "$id", "$comment", "$anchor", "$dynamicRef",
      "$dynamicAnchor", "contentEncoding", "contentMediaType":
      return value.isString ? nil : member.key
    case "$defs", "definitions", "patternProperties", "dependentSchemas": return faultOfNamed(member, depth: depth)
    case "anyOf", "oneOf", "allOf", "prefixItems":
      guard value.isArray, value.count > 0 else { return member.key }
      for element in value.elements {
        if let fault = fault(of: element, depth: depth + 1) { return fault == "a schema" ? member.key : fault }
      }
      return nil
    case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum": return isNumber(value) ? nil : member.key
    case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
      "maxContains":
      return value.double.map { $0 >= 0 && $0 == $0.rounded() } == true ? nil : member.key
    case "not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
      "contentSchema":
      return faultOfInner(member, depth: depth)
    case "examples": return value.isArray ? nil : member.key
    case "multipleOf": return value.double.map { $0 > 0 } == true ? nil : member.key
    case "uniqueItems", "deprecated", "readOnly", "writeOnly": return value.bool != nil ? nil : member.key
    default: return nil
    }
  }

  /// A schema under a keyword.
  private static func faultOfInner(_ member: JSONValue.Member, depth: Int) -> String? {
    fault(of: member.value, depth: depth + 1).map { $0 == "a schema" ? member.key : $0 }
  }

  /// Schemas by names of their own.
  private static func faultOfNamed(_ member: JSONValue.Member, depth: Int) -> String? {
    guard member.value.isObject else { return member.key }
    for inner in member.value.members {
      if let fault = fault(of: inner.value, depth: depth + 1) { return fault == "a schema" ? inner.key : fault }
    }
    return nil
  }

  private static let types = ["string", "object", "integer", "array", "boolean", "number", "null"]

  private static func isType(_ value: JSONValue) -> Bool {
    guard value.isArray else { return types.contains { value.isText($0) } }
    return value.count > 0 && value.elements.allSatisfy { element in types.contains { element.isText($0) } }
      && hasNoTwins(value)
  }

  private static func isNames(_ value: JSONValue) -> Bool {
    value.isArray && value.elements.allSatisfy(\.isString) && hasNoTwins(value)
  }

  private static func hasNoTwins(_ value: JSONValue) -> Bool {
    if value.count < 2 { return true }
    let digests = value.elements.map { $0.withUTF8 { TextDigest($0).value } ?? 0 }
    if !TextDigest.hasTwins(digests) { return true }
    var seen: Set<String> = []
    return value.elements.allSatisfy { seen.insert($0.string ?? "").inserted }
  }

  private static func isNumber(_ value: JSONValue) -> Bool { value.kind == .integer || value.kind == .float }
}
