import FileSelection
import JSONText
import MessagesAPI
package import ModelCatalog
package import RequestCounting

/// Files that define tools, counted as the definitions that they become in a request.
///
/// Read are a list of tools and an object with such a list under `tools`, as the Messages API takes them
/// (`input_schema`) and as MCP's `tools/list` answers (`inputSchema`).
package struct ToolLists: Sendable {
  private let rules: IgnoreRules
  private let counter: RequestCounter

  package init(catalog: Catalog) {
    var rules = IgnoreRules()
    // The patterns are our own.
    for pattern in BudgetPreset.mcpTools.patterns { try? rules.append(line: pattern) }
    self.rules = rules
    counter = RequestCounter(catalog: catalog)
  }

  /// Tokens of the definitions in a file, for each model; without the prompt that all tools share. Nil for other files,
  /// for what is no list of tools, and for bare families. O(n).
  package func counts(_ bytes: [UInt8], at place: [UInt8], for models: [TextCounter]) -> [TokenCount]? {
    guard rules.verdict(on: place[...], isFolder: false) == .ignored,
      let root = try? JSONDocument(parsing: bytes).root, let tools = Self.tools(root)
    else { return nil }
    let counts = models.compactMap { model in
      model.modelID.flatMap { count(tools, for: $0) }
    }
    return counts.count == models.count ? counts : nil
  }

  private func count(_ tools: JSONValue, for model: String) -> TokenCount? {
    let body: JSONValue = [
      "model": JSONValue(model), "messages": [["role": "user", "content": "."]], "tools": tools,
    ]
    var writer = JSONWriter()
    writer.element(copying: body)
    guard let request = try? MessagesRequest(decoding: writer.take()), let count = try? counter.count(request) else {
      return nil
    }
    let definitions = count.parts.filter { [.toolDefinitions, .anthropicTool, .unknownTool].contains($0.rule) }
    return definitions.isEmpty ? nil : TokenCount(sumOf: definitions.lazy.map(\.count))
  }

  /// The list, with MCP's names of fields replaced; nil where there is none.
  private static func tools(_ root: JSONValue) -> JSONValue? {
    let list = root["result"]?["tools"] ?? root["tools"] ?? root
    guard list.isArray, list.count > 0 else { return nil }
    var tools: [JSONValue] = []
    for tool in list.elements {
      guard tool.isObject, tool["name"]?.string != nil else { return nil }
      guard let schema = tool["inputSchema"] else {
        tools.append(tool)
        continue
      }
      var members: [(String, JSONValue)] = [("name", tool["name"] ?? .null)]
      if let description = tool["description"] { members.append(("description", description)) }
      members.append(("input_schema", schema))
      tools.append(JSONValue(members: members))
    }
    return JSONValue(elements: tools)
  }
}
