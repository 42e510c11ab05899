import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import Testing

@testable import ContextPlanning

/// What planning does must grow with the request, not with its square.
@Suite("The work of planning")
struct GrowthTests {
  private let planner: Planner

  init() throws { planner = Planner(catalog: try Catalog.bundled()) }

  @Test("copies the blocks of a message once, however many of them change")
  func copies() throws {
    var message = Self.oneMessage(calls: 20).messages[1]
    message.changeBlock(at: 0) { $0 = .text("a") }
    let first = Self.address(of: message)
    for index in 1..<20 { message.changeBlock(at: index) { $0 = .text("a") } }
    message.removeBlocks { $0 == .text("b") }
    #expect(Self.address(of: message) == first)
    #expect(message.blocks == Array(repeating: .text("a"), count: 20))
  }

  @Test("counts once for every edit that changes something, and for no more than 16", arguments: [1, 3, 16, 17, 3200])
  func edits(_ edits: Int) throws {
    let request = Self.oneMessage(calls: 40)
    let resolved = try ResolvedPolicy(request, PlanPolicy(), planner.catalog)
    let all = (0..<edits).map { edit in
      var own = ContextEdit.ClearToolUses()
      own.trigger = .inputTokens(1)
      own.keep = max(38 - edit, 0)
      return ContextEdit.clearToolUses(own)
    }
    let count = try planner.plainCount(request, resolved)
    let outcome = try ContextEditing(all, planner, resolved).applied(to: request, counting: count)
    #expect(outcome.counts == min(edits, ContextEditing.mostEdits))
    #expect(outcome.clearedToolUses == min(edits, ContextEditing.mostEdits) + 1)
    // What more edits do is not known: it is bounded, and never certain.
    #expect((outcome.count.total.bounds.lowerBound == 0) == (edits > ContextEditing.mostEdits))
    #expect((outcome.count.total.basis == .assumed) == (edits > ContextEditing.mostEdits))
  }

  /// Where the blocks of a message lie in memory.
  private static func address(of message: Message) -> Int? {
    guard case .blocks(let blocks) = message.content else { return nil }
    return blocks.withUnsafeBufferPointer { $0.baseAddress.map { Int(bitPattern: $0) } }
  }

  /// One message of calls, and one of their results.
  static func oneMessage(calls: Int) -> MessagesRequest {
    let uses = (0..<calls).map { ContentBlock.toolUse(id: "t\($0)", name: "read", input: ["p": "a"]) }
    let results = (0..<calls).map { ContentBlock.toolResult(toolUseID: "t\($0)", "alpha beta gamma delta") }
    let tool = Tool(name: "read", description: "Reads", inputSchema: ["type": "object"])
    return MessagesRequest(
      model: "claude-opus-5", maxTokens: 10,
      messages: [Message(role: .user, "?"), Message(role: .assistant, uses), Message(role: .user, results)],
      tools: [tool])
  }
}
