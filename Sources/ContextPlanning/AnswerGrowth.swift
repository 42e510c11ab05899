import JSONText
public import MessagesAPI
public import ModelCatalog

/// What the API's own tools add to the input while an answer is made: results of searches, pages, definitions of tools that
/// were found. They are read and billed in further passes, and take room in the window.
///
///     plan.growth?.likely      // 10,100: one search
///     plan.growth?.most        // what is reserved
///
/// From recorded answers (the catalogue's `shared.server_tool_growth`): what the usage of all passes had beyond the first
/// one's input.
public struct AnswerGrowth: Sendable, Hashable {
  /// Tokens that one use of each tool adds: the median of the recorded answers.
  public let likely: Int
  /// Tokens that are reserved: the most of any recorded answer, or of so many uses as the tools allow.
  public let most: Int
  /// The names of the tools, in the request's order.
  public let tools: [String]
  /// How many recorded answers it rests on; 0 where a tool was never recorded.
  public let records: Int

  /// Nil where the request has no such tool. O(tools).
  public init?(of request: MessagesRequest, _ catalog: Catalog) {
    guard let known = catalog.shared("server_tool_growth") else { return nil }
    let kinds = known.keys
    var (likely, most, names, records): (Int, Int, [String], Int?) = (0, 0, [], nil)
    for tool in request.tools {
      guard let type = tool.type, let kind = kinds.first(where: { type.hasPrefix($0) }), let facts = known[kind]
      else { continue }
      let uses = tool.otherFields["max_uses"]?.int ?? .max
      if uses <= 0 { continue }
      likely += facts.int("likely") ?? 0
      let each = facts.int("most_each") ?? 0
      // Few uses are bounded by themselves, many by the most that any answer had.
      most += uses < 100 ? uses * each : max(facts.int("most") ?? 0, each)
      names.append(tool.name)
      records = min(records ?? .max, facts.int("records") ?? 0)
    }
    guard let records else { return nil }
    (self.likely, self.most, tools, self.records) = (likely, most, names, records)
  }
}
