extension JSONWriter {
  /// The version of every shape that the programs write. A key may be added within a version; none goes, and none
  /// changes its meaning. The shapes are published as JSON Schemas with the documentation.
  package static let schemaVersion = 2

  /// Writes `"schema_version": 2`, the first member of each answer.
  package mutating func writeSchemaVersion() { member("schema_version", Self.schemaVersion) }
}
