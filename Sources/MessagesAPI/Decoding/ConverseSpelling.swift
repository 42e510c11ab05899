import JSONText

/// Converse bodies as other SDKs write them: `tool_config` in Ruby, `ToolConfig` in .NET.
///
/// Names of the shape are given the spelling of its documentation; what a tool, a schema or the model's own fields have
/// is left as it is.
enum ConverseSpelling {
  /// `toolConfig` for `tool_config` and `ToolConfig`.
  static func usual(_ name: String) -> String {
    guard let first = name.utf8.first else { return name }
    let isCapital = (0x41...0x5A).contains(first)
    if !isCapital, !name.utf8.contains(UInt8(ascii: "_")) { return name }
    // The Messages API's own field, too.
    if name == "output_config" { return name }
    var usual = ""
    var isStart = false
    for (index, character) in name.enumerated() {
      if character == "_" {
        isStart = true
      } else if index == 0 {
        usual += character.lowercased()
      } else {
        usual += isStart ? character.uppercased() : String(character)
        isStart = false
      }
    }
    return usual
  }

  /// Members whose value is the caller's.
  private static let foreign: Set = [
    "additionalModelRequestFields", "additionalModelResponseFieldPaths", "input", "json", "requestMetadata",
    "promptVariables",
  ]

  /// The body with the documentation's names; itself where it has them. O(n) where it has not.
  static func usual(_ body: JSONValue) -> JSONValue {
    guard isForeign(body, depth: 0) else { return body }
    var writer = JSONWriter()
    write(body, to: &writer)
    guard let document = try? JSONDocument(parsing: writer.take()) else { return body }
    return document.root
  }

  private static func isForeign(_ value: JSONValue, depth: Int) -> Bool {
    if depth > 8 { return false }
    for member in value.members {
      let name = member.key
      if usual(name) != name { return true }
      if !foreign.contains(name), isForeign(member.value, depth: depth + 1) { return true }
    }
    for element in value.elements where isForeign(element, depth: depth + 1) { return true }
    return false
  }

  private static func write(_ value: JSONValue, to writer: inout JSONWriter) {
    if value.isObject {
      // .NET writes its enumerations as objects.
      if value.count == 1, let word = value["Value"], word.isString { return writer.element(copying: word) }
      writer.object { writer in
        for member in value.members where !member.value.isNull {
          let name = usual(member.key)
          if foreign.contains(name) || !(member.value.isObject || member.value.isArray) {
            writer.member(name, copying: member.value)
          } else {
            var inner = JSONWriter()
            write(member.value, to: &inner)
            writer.member(name, json: inner.take())
          }
        }
      }
    } else if value.isArray {
      writer.array { writer in
        for element in value.elements { write(element, to: &writer) }
      }
    } else {
      writer.element(copying: value)
    }
  }
}
