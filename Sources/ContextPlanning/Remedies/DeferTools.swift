import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting

extension RemedySearch {
  private static let (searchType, searchName) = ("tool_search_tool_bm25_20251119", "tool_search_tool_bm25")

  /// Whether the API searches for tools with this model: Claude 4.5 and later, on every platform, but not through Bedrock's
  /// Converse (documentation, 2026-11).
  private var canSearchTools: Bool {
    guard let first = CalendarDay("2025-09-29"), let since = CalendarDay("2025-11-20"),
      let released = resolved.model.released
    else { return false }
    return released >= first && resolved.day >= since
      && [.messages, .bedrockInvoke, .vertex].contains(request.shape)
  }

  /// Puts the definitions of tools that were not called behind a search: they come back one by one, as the model finds
  /// them. What a search brings at most is reserved.
  mutating func deferTools() throws(PlanError) {
    guard canSearchTools, ![.any, .tool].contains(request.toolChoice?.type ?? .auto),
      !request.tools.contains(where: { $0.deferLoading == true })
    else { return }
    let called = Set(ToolCycle.calls(in: request.messages).map(\.name))
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
      edited.tools.append(Tool(type: Self.searchType, name: Self.searchName))
    }
    var lost = Remedy.Loss()
    lost.deferredTools = deferred.count
    let largest = deferred.sorted { (tokens[$1], $0) < (tokens[$0], $1) }.prefix(3)
      .map { "\(request.tools[$0].name) \(tokens[$0])" }.joined(separator: ", ")
    try keep(
      "defer_tools",
      "let the model search for \(deferred.count) of \(request.tools.count) tools, which it did not call; the largest: "
        + largest,
      edited, headers: resolved.missingBetas("tool_search_tool_*"), lost: lost, firstChange: Self.beforeMessages)
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
