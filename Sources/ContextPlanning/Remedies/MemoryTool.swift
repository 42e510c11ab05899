import JSONText
import MessagesAPI
import RequestCounting

extension RemedySearch {
  private static let (memoryType, memoryName) = ("memory_20250818", "memory")

  /// Clears results as `clear_tool_uses` does, beside a memory tool: the API warns the model before, which writes what it
  /// needs to files that the caller keeps. The tool's price is counted; what the model will write and read is not known,
  /// and not in it.
  mutating func addMemoryTool() throws(PlanError) {
    let calls = try allCalls()
    guard calls.count > 3, !calls.contains(where: { $0.name == Self.memoryName }),
      !request.tools.contains(where: { $0.name == Self.memoryName || $0.type == Self.memoryType })
    else { return }
    var own = toolUsesToClear
    own.excludeTools = [Self.memoryName]
    let edit = ContextEdit.clearToolUses(own)
    var equipped = request
    equipped.tools.append(Tool(type: Self.memoryType, name: Self.memoryName))
    // Tools are priced apart from the conversation: a short one shows what they count, and the long one is not counted again.
    var made = try cleared()
    let short = try planner.plainCount(Self.shortest(equipped), alone)
    // What is lost is what is cleared, whatever the tool costs.
    let lost = max(plan.input.total.tokens - made.outcome.count.total.tokens, 0)
    made.outcome.count = made.outcome.count.withTools(of: short)
    made.whole = made.unedited.total(withToolsOf: short)
    var headers = headers(for: edit)
    for header in resolved.missingBetas(Self.memoryType) where !headers.contains(header) { headers.append(header) }
    try keep(
      edit, made, Self.memoryType,
      "clear all but the last 3 tool results once the model has saved what it needs with a memory tool",
      asking(for: edit, of: equipped), headers: headers, firstChange: Self.beforeMessages,
      losing: lost)
  }

  /// A question, a call and its result, with the tools and settings of a request.
  private static func shortest(_ request: MessagesRequest) -> MessagesRequest {
    var short = request
    short.system = nil
    short.contextManagement = nil
    short.messages = [
      Message(role: .user, "."),
      Message(role: .assistant, .blocks([.toolUse(id: "toolu_1", name: request.tools[0].name, input: [:])])),
      Message(role: .user, .blocks([.toolResult(toolUseID: "toolu_1", .text("."))])),
    ]
    return short
  }
}
