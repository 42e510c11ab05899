import MessagesAPI
import RequestCounting

extension RemedySearch {
  private static let (memoryType, memoryName) = ("memory_20250818", "memory")

  /// Clears results as `clear_tool_uses` does, beside a memory tool: the API warns the model before, which writes what it
  /// needs to files that the caller keeps. The tool's price is counted; what the model will write and read is not known,
  /// and not in it.
  mutating func addMemoryTool() throws(PlanError) {
    guard ToolCycle.calls(in: request.messages).count > 3,
      !request.tools.contains(where: { $0.name == Self.memoryName || $0.type == Self.memoryType })
    else { return }
    var edit = toolUsesToClear
    edit.excludeTools = [Self.memoryName]
    var equipped = request
    equipped.tools.append(Tool(type: Self.memoryType, name: Self.memoryName))
    try keep(
      .clearToolUses(edit), Self.memoryType,
      "clear all but the last 3 tool results once the model has saved what it needs with a memory tool", to: equipped,
      headers: resolved.missingBetas(Self.memoryType))
  }
}
