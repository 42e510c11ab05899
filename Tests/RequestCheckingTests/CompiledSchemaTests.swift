import JSONText
import Testing

@testable import RequestChecking

@Suite("A compiled schema")
struct CompiledSchemaTests {
  @Test(
    "is refused for what the API does not compile",
    arguments: [
      (#"{"type":"object","additionalProperties":false}"#, nil),
      (#"{"type":"object"}"#, "For 'object' type, 'additionalProperties' must be explicitly set to false"),
      (
        #"{"type":"object","additionalProperties":true}"#,
        "For 'object' type, 'additionalProperties: true' is not supported. Please set 'additionalProperties' to false"
      ),
      (
        #"{"type":"object","additionalProperties":{"type":"number"}}"#,
        "For 'object' type, 'additionalProperties: object' is not supported. Please set 'additionalProperties' to false"
      ),
      (
        #"{"type":"number","minimum":0,"maximum":1}"#,
        "For 'number' type, properties maximum, minimum are not supported"
      ),
      (#"{"oneOf":[{"type":"string"}]}"#, "Schema type 'oneOf' is not supported"),
      (
        #"{"anyOf":[{"type":"null"},{"type":"object"}]}"#,
        "For 'object' type, 'additionalProperties' must be explicitly set to false"
      ),
      (#"{"type":"integer","minimum":1}"#, "For 'integer' type, property 'minimum' is not supported"),
      (#"{"type":"integer","multipleOf":5}"#, "For 'integer' type, property 'multipleOf' is not supported"),
      (
        #"{"type":"array","items":{"type":"string"},"maxItems":5}"#,
        "For 'array' type, property 'maxItems' is not supported"
      ),
      (
        #"{"type":"array","items":{"type":"string"},"minItems":2}"#,
        "For 'array' type, 'minItems' values other than 0 or 1 are not supported (got: [2])"
      ),
      (#"{"type":"array","items":{"type":"string"},"minItems":1}"#, nil),
      (#"{"type":"string","format":"date","default":"x"}"#, nil),
      (
        ##"{"$defs":{"Node":{"anyOf":[{"$ref":"#/$defs/Node"},{"type":"null"}]}},"$ref":"#/$defs/Node"}"##,
        "Invalid schema: Circular reference detected in schema definitions: Node -> Node. Self-referencing or "
          + "mutually-referencing definitions are not supported."
      ),
      (##"{"$defs":{"A":{"type":"string"}},"anyOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/B"}]}"##, nil),
      ("42", nil), ("[]", nil),
    ] as [(String, String?)])
  func faults(schema: String, fault: String?) throws {
    #expect(CompiledSchema(try JSONValue(parsing: schema)).faults.first == fault)
  }

  @Test("counts optional parameters and those of several types")
  func countsOptionalParametersAndThose() throws {
    let schema = #"""
      {"type":"object","additionalProperties":false,"required":["a"],"properties":{"a":{"type":["string","null"]},
      "b":{"anyOf":[{"type":"string"}]},"c":{"type":"object","additionalProperties":false,"properties":{"d":{}}}}}
      """#
    let size = CompiledSchema(try JSONValue(parsing: schema)).size
    #expect(size.optionals == 3)
    #expect(size.unions == 2)
  }

  @Test("ends on schemas of any depth")
  func endsOnSchemasOfAny() throws {
    let deep = String(repeating: #"{"items":"#, count: 200) + "{}" + String(repeating: "}", count: 200)
    #expect(CompiledSchema(try JSONValue(parsing: deep)).faults == [])
    let chain = (0..<200).map { ##""D\##($0)":{"$ref":"#/$defs/D\##($0 + 1)"}"## }.joined(separator: ",")
    #expect(CompiledSchema(try JSONValue(parsing: "{\"$defs\":{\(chain)}}")).faults == [])
  }
}
