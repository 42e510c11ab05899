import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting

extension RemedySearch {
  /// The tool that searches, where the API has it for this model: on every platform, but not through Bedrock's Converse
  /// (documentation, 2026-11; the catalogue's `tool_search` has the days).
  private var searchTool: Tool? {
    guard let facts = resolved.catalog.shared("tool_search"), let type = facts.string("type"),
      let name = facts.string("name"), let released = resolved.model.released,
      facts.day("models_from").map({ released >= $0 }) == true, facts.day("from").map({ resolved.day >= $0 }) == true,
      request.shape.hasOwnNames
    else { return nil }
    return Tool(type: type, name: name)
  }

  /// Puts the definitions of tools that were not called behind a search: they come back one by one, as the model finds
  /// them. What a search brings at most is reserved.
  mutating func deferTools() throws(PlanError) {
    guard let searchTool, ![.any, .tool].contains(request.toolChoice?.type ?? .auto),
      !request.tools.contains(where: { $0.deferLoading == true })
    else { return }
    let called = Set(try allCalls().map(\.name))
    let tokens = definitionTokens
    let deferred = request.tools.indices.filter { index in
      let tool = request.tools[index]
      return tool.isCustom && tool.inputSchema != nil && tool.cacheControl == nil && !called.contains(tool.name)
    }
    // What a search costs is more than a few definitions are worth.
    guard deferred.reduce(0, { $0 + tokens[$1] }) > 0 else { return }
    var edited = request
    for index in deferred { edited.tools[index].deferLoading = true }
    if !edited.tools.contains(where: { $0.type?.hasPrefix("tool_search_tool_") == true }) {
      edited.tools.append(searchTool)
    }
    var lost = Remedy.Loss()
    lost.deferredTools = deferred.count
    let largest = deferred.sorted { (tokens[$1], $0) < (tokens[$0], $1) }.prefix(3)
      .map { "\(request.tools[$0].name) \(tokens[$0])" }.joined(separator: ", ")
    try keep(
      "defer_tools",
      "let the model search for \(deferred.count) of \(request.tools.count) tools, which it did not call; the largest: "
        + largest,
      edited, headers: resolved.missingBetas("tool_search_tool_*"), lost: lost, firstChange: Self.beforeMessages,
      keepsMessages: true)
  }

  /// Tokens of each tool's definition. O(parts before the messages).
  private var definitionTokens: [Int] {
    var tokens = [Int](repeating: 0, count: request.tools.count)
    var places: [RequestPath: Int] = [:]
    for index in tokens.indices { places[.tool(index)] = index }
    for part in plan.input.parts.prefix(while: { $0.path.messageIndex == nil }) {
      if let index = places[part.path] { tokens[index] += part.count.tokens }
    }
    return tokens
  }
}
