import JSONText
import MessagesAPI

/// The system prompt and the tools that a client notes down.
struct PromptSnapshot {
  let system: Content?
  let tools: [Tool]

  /// Nil where neither is in a shape that is known: a text, texts, or blocks; definitions with a schema.
  init?(system: JSONValue?, tools: JSONValue) {
    var writer = JSONWriter()
    writer.object { object in
      if let system {
        if system.isArray, system.elements.allSatisfy(\.isString) {
          object.array("system") { array in
            for text in system.elements {
              array.object { block in
                block.member("type", "text")
                block.member("text", copying: text)
              }
            }
          }
        } else {
          object.member("system", copying: system)
        }
      }
      object.array("tools") { array in
        for tool in tools.elements { Self.write(tool, to: &array) }
      }
      object.array("messages") { _ in }
    }
    guard system != nil || tools.count > 0,
      let request = try? MessagesRequest(decoding: writer.take(), shape: .messages)
    else { return nil }
    self.system = request.system
    self.tools = request.tools
  }

  private static func write(_ tool: JSONValue, to array: inout JSONWriter) {
    let schema = tool["input_schema"] ?? tool["inputSchema"] ?? tool["inputJSONSchema"]
    guard tool["input_schema"] == nil, let schema else { return array.element(copying: tool) }
    array.object { object in
      object.member("name", copying: tool["name"] ?? .null)
      if let description = tool["description"] { object.member("description", copying: description) }
      object.member("input_schema", copying: schema)
    }
  }
}
