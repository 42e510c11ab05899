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

  /// By the keyword's length first: most schemas have many members, and few keywords are of one length.
  private static func fault(of member: JSONValue.Member, depth: Int) -> String? {
    let value = member.value
    switch member.keyLength {
    case 4:
      switch member {
      case "type": return isType(value) ? nil : member.key
      case "enum": return value.isArray ? nil : member.key
      case "$ref": return value.isString ? nil : member.key
      case "then", "else": return faultOfInner(member, depth: depth)
      default: return nil
      }
    case 5:
      switch member {
      case "items": return faultOfInner(member, depth: depth)
      case "title": return value.isString ? nil : member.key
      case "anyOf", "oneOf", "allOf": return faultOfAlternatives(member, depth: depth)
      case "$defs": return faultOfNamed(member, depth: depth)
      default: return nil
      }
    case 11:
      return "description" ~= member || "$dynamicRef" ~= member
        ? value.isString ? nil : member.key : faultOfRare(member, depth)
    case 10: return "properties" ~= member ? faultOfNamed(member, depth: depth) : faultOfRare(member, depth)
    case 8: return "required" ~= member ? isNames(value) ? nil : member.key : faultOfRare(member, depth)
    case 20: return "additionalProperties" ~= member ? faultOfInner(member, depth: depth) : faultOfRare(member, depth)
    default: return faultOfRare(member, depth)
    }
  }

  private static func faultOfRare(_ member: JSONValue.Member, _ depth: Int) -> String? {
    let value = member.value
    switch member {
    case "format", "pattern", "$schema", "$id", "$comment", "$anchor", "$dynamicAnchor", "contentEncoding",
      "contentMediaType":
      return value.isString ? nil : member.key
    case "definitions", "patternProperties", "dependentSchemas": return faultOfNamed(member, depth: depth)
    case "prefixItems": return faultOfAlternatives(member, depth: depth)
    case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum": return isNumber(value) ? nil : member.key
    case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
      "maxContains":
      return value.double.map { $0 >= 0 && $0 == $0.rounded() } == true ? nil : member.key
    case "not", "if", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema":
      return faultOfInner(member, depth: depth)
    case "examples": return value.isArray ? nil : member.key
    case "multipleOf": return value.double.map { $0 > 0 } == true ? nil : member.key
    case "uniqueItems", "deprecated", "readOnly", "writeOnly": return value.bool != nil ? nil : member.key
    default: return nil
    }
  }

  /// Schemas of which one or all are to hold.
  private static func faultOfAlternatives(_ member: JSONValue.Member, depth: Int) -> String? {
    guard member.value.isArray, member.value.count > 0 else { return member.key }
    for element in member.value.elements {
      if let fault = fault(of: element, depth: depth + 1) { return fault == "a schema" ? member.key : fault }
    }
    return nil
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
