import JSONText

/// Converse bodies as other SDKs write them: `tool_config` in Ruby, `ToolConfig` in .NET.
///
/// Names of the shape are given the spelling of its documentation; what a tool, a schema or the model's own fields have
/// is left as it is.
enum ConverseSpelling {
  /// `toolConfig` for `tool_config` and `ToolConfig`.
  static func usual(_ name: String) -> String {
    // The second is the Messages API's own field, too.
    guard isOther(name.utf8.span), name != "output_config" else { return name }
    var usual: [UInt8] = []
    usual.reserveCapacity(name.utf8.count)
    var isStart = false
    for (index, byte) in name.utf8.enumerated() {
      if byte == UInt8(ascii: "_") {
        isStart = true
      } else if index == 0 {
        usual.append(isCapital(byte) ? byte | 0x20 : byte)
      } else {
        usual.append(isStart && isCapital(byte & ~0x20) ? byte & ~0x20 : byte)
        isStart = false
      }
    }
    return String(decoding: usual, as: UTF8.self)
  }

  /// Whether a name may be spelt in another way than the documentation has it: none of its names begins with a capital
  /// or has a line below.
  static func isOther(_ name: Span<UInt8>) -> Bool {
    guard name.count > 0 else { return false }
    if isCapital(name[0]) { return true }
    return name.indices.contains { name[$0] == UInt8(ascii: "_") }
  }

  private static func isCapital(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }

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
