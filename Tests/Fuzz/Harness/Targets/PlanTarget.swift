import ContextPlanning
import MessagesAPI
import ModelCatalog

extension FuzzTarget {
  /// A body planned in a window so small that remedies are searched for: planned twice, the plan is the same.
  static let plan = FuzzTarget(
    name: "plan", seeds: planSeeds,
    words: RequestWays.words + [
      "\"context_management\":{\"edits\":[{\"type\":\"clear_tool_uses_20250919\"}]}", "\"type\":\"tool_use\"",
      "\"type\":\"tool_result\"", "\"tool_use_id\":\"a\"", "\"cache_control\":{\"type\":\"ephemeral\"}",
      "{\"type\":\"clear_thinking_20251015\",\"keep\":\"all\"}", "\"thread\":{\"type\":\"continue\"}",
    ]
  ) { input in
    guard let planner, let request = try? MessagesRequest(decoding: input, shape: .messages) else { return nil }
    var policy = PlanPolicy()
    policy.model = "claude-sonnet-4-5"
    // Between 1,000 and 16,000 tokens.
    policy.window = 1_000 + Int(digest(input) % 15_000)
    policy.remedies = .always
    guard let plan = try? planner.plan(request, policy) else { return nil }
    guard let again = try? planner.plan(request, policy) else { return "planned again there is no plan" }
    let texts = [plan, again].map { PlanJSON($0, modelIsDefault: false, indent: nil).bytes }
    return texts[0] == texts[1] ? nil : "planned again the plan is another"
  }

  private static let planner: Planner? = (try? Catalog.bundled()).map { Planner(catalog: $0) }

  /// A conversation with calls and their results, and the same with edits.
  private static let planSeeds: @Sendable () -> [[UInt8]] = {
    let turns = (0..<6).map { number in
      """
      {"role":"assistant","content":[{"type":"tool_use","id":"t\(number)","name":"f","input":{"a":\(number)}}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"t\(number)","content":"word word word"}]}
      """
    }
    let messages = "[{\"role\":\"user\",\"content\":\"Hello\"}," + turns.joined(separator: ",") + "]"
    let head = "{\"model\":\"claude-opus-5\",\"max_tokens\":9,"
    let edit = "{\"type\":\"clear_tool_uses_20250919\",\"trigger\":{\"type\":\"tool_uses\",\"value\":2}}"
    let edits = "\"context_management\":{\"edits\":[\(edit)]},"
    let bodies = ["\(head)\"messages\":\(messages)}", "\(head)\(edits)\"messages\":\(messages)}"]
    return Seeds.requests() + bodies.map { Array($0.utf8) }
  }
}
