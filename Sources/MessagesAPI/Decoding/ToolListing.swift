import JSONText

extension Tool {
  /// Tools as an MCP server lists them: the answer to `tools/list`, its `result`, or the array alone.
  ///
  ///     let tools = try Tool.list(mcp: bytes)     // {"result": {"tools": [{"name": …, "inputSchema": …}]}}
  ///
  /// Name, description and `inputSchema` are taken over; titles, annotations and output schemas are not sent to the
  /// model. Definitions of the Messages API are read as they are. O(n).
  ///
  /// - Throws: where the bytes are not JSON, or no such list.
  public static func list(mcp bytes: [UInt8]) throws(DecodeError) -> [Tool] { try page(mcp: bytes).tools }

  /// The same, and whether the server has more of them: an answer with a `nextCursor` is one page of several.
  package static func page(mcp bytes: [UInt8]) throws(DecodeError) -> (tools: [Tool], hasMore: Bool) {
    let root: JSONValue
    do { root = try JSONDocument(parsing: bytes).root } catch { throw DecodeError(error) }
    let list = root["result"]?["tools"] ?? root["tools"] ?? root
    guard list.isArray else {
      throw DecodeError(
        .wrongType, at: .tools, root, message: "an array of tools is expected",
        remedy: "Give the answer to tools/list, or an array of definitions.")
    }
    var tools: [Tool] = []
    for (index, value) in list.elements.enumerated() {
      guard let name = value["name"]?.string else {
        throw DecodeError(
          .missingField, at: .tool(index).field("name"), value, message: "a tool has a name",
          remedy: "Give each tool a name and an inputSchema.")
      }
      var tool = Tool(name: name, description: value["description"].flatMap(RequestText.init))
      tool.type = value["type"]?.string
      tool.inputSchema = value["inputSchema"] ?? value["input_schema"]
      tools.append(tool)
    }
    let cursor = root["result"]?["nextCursor"] ?? root["nextCursor"] ?? .null
    return (tools, !cursor.isNull && !cursor.isText(""))
  }
}
