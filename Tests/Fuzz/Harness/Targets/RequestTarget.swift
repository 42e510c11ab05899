import ContextPlanning
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import TestSupport

extension FuzzTarget {
  /// A body of a request: decoded, encoded and decoded again it is the same and counts the same, as it does when its JSON
  /// is spelt otherwise; parts add up; the planner says the same input.
  static let request = FuzzTarget(name: "request", seeds: RequestWays.seeds, words: RequestWays.words) { input in
    let input = RequestWays.swollen(input)
    guard let request = try? MessagesRequest(decoding: input) else {
      for shape in [RequestShape.messages, .bedrockConverse, .chatCompletions] {
        _ = try? MessagesRequest(decoding: input, shape: shape)
      }
      return nil
    }
    return RequestWays.complaint(request)
  }
}

/// What must hold of any request that was decoded.
enum RequestWays {
  static let counter: RequestCounter? = (try? Catalog.bundled()).map { RequestCounter(catalog: $0) }

  static let words = [
    #""messages":["#, #"{"role":"user","content":""#, #"{"role":"assistant","content":["#,
    #"{"type":"text","text":"x"}"#,
    #"{"type":"tool_use","id":"a","name":"f","input":{}}"#, #"{"type":"tool_result","tool_use_id":"a","content":"x"}"#,
    #"{"type":"thinking","thinking":"x","signature":"Eg=="}"#, #""thinking":{"type":"enabled","budget_tokens":1024}"#,
    #""tools":[{"name":"f","input_schema":{"type":"object"}}]"#, #""tool_choice":{"type":"any"}"#, #""system":"x""#,
    #""cache_control":{"type":"ephemeral"}"#, #""model":"claude-sonnet-4-5""#, #""max_tokens":9223372036854775807"#,
    #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB"}}"#,
    #"{"type":"document","source":{"type":"text","media_type":"text/plain","data":"x"}}"#,
    #""context_management":{"edits":[{"type":"clear_tool_uses_20250919"}]}"#, #""output_config":{"effort":"low"}"#,
    #"{"type":"server_tool_use","id":"s","name":"web_search","input":{}}"#, "null", "\\ud800", "\\u0000", "1e999",
  ]

  static let seeds: @Sendable () -> [[UInt8]] = {
    let others = [
      #"{"modelId":"anthropic.claude-sonnet-4-5-v1:0","messages":[{"role":"user","content":[{"text":"x"},{"cachePoint":{"type":"default"}}]}],"inferenceConfig":{"maxTokens":10},"toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}]}}"#,
      #"{"model":"claude-opus-5","messages":[{"role":"system","content":"s"},{"role":"user","content":"x"},{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},{"role":"tool","tool_call_id":"1","content":"y"}],"tools":[{"type":"function","function":{"name":"f","parameters":{}}}]}"#,
      #"{"custom_id":"1","params":{"model":"claude-opus-5","max_tokens":5,"messages":[{"role":"user","content":"x"}]}}"#,
      #"{"anthropic_version":"bedrock-2023-05-31","max_tokens":5,"messages":[{"role":"user","content":[{"type":"text","text":"é\n"}]}],"extra_headers":{"anthropic-beta":"context-1m-2025-08-07"}}"#,
    ]
    return Seeds.requests()
      + (others + words.map { #"{"messages":[{"role":"user","content":"x"}],"# + $0 + "}" }).map {
        Array($0.utf8)
      }
  }

  /// One body in eight has what stands between two of its quotation marks over and over: what cuts long texts, and what
  /// would take the square of their length, is not reached by short ones.
  static func swollen(_ input: [UInt8]) -> [UInt8] {
    var random = SeededRandom(seed: digest(input))
    let marks = random.below(8) == 0 ? input.indices.filter { input[$0] == UInt8(ascii: "\"") } : []
    guard marks.count > 1 else { return input }
    let first = random.below(marks.count - 1)
    let part = input[(marks[first] + 1)..<marks[first + 1]]
    let times = random.below(8000) / max(part.count, 1)
    return Array(input[...marks[first]]) + repeatElement(part, count: times).joined() + input[marks[first + 1]...]
  }

  static func complaint(_ request: MessagesRequest, thinkingTokens: [String: Int] = [:]) -> String? {
    guard let counter else { return "no catalogue" }
    let context = CountContext(thinkingTokens: thinkingTokens, substitute: "claude-opus-5")
    guard let count = try? counter.count(request, model: request.model ?? "claude-opus-5", context: context) else {
      return "not counted"
    }
    let sum = count.parts.reduce(0) { $0 + $1.count.tokens }
    if sum != count.total.tokens { return "parts add up to \(sum), the total is \(count.total.tokens)" }
    if count.total.bounds.upperBound < count.total.tokens { return "\(count.total) is over its bounds" }
    _ = (count.notices.map(\.description), request.notices.map(\.description), request.outputSchema)
    return encodingComplaint(request, count, context) ?? spellingComplaint(request, count, context)
      ?? planComplaint(request, count, counter, context)
  }

  private static func counts(_ request: MessagesRequest, _ model: String?, _ context: CountContext) -> [String]? {
    guard let count = try? counter?.count(request, model: model ?? "claude-opus-5", context: context) else {
      return nil
    }
    return count.parts.map { "\($0.path) \($0.kind) \($0.count)" }
  }

  private static func encodingComplaint(
    _ request: MessagesRequest, _ count: RequestCount, _ context: CountContext
  ) -> String? {
    let encoded = request.encoded()
    // A damaged body of another platform may keep fields that mean something else in the API's own shape.
    if [.bedrockConverse, .chatCompletions].contains(request.shape) { return nil }
    guard let again = try? MessagesRequest(decoding: encoded, shape: .messages) else {
      return "encoded, it is no request"
    }
    // The id of a batch's item stands around the body, not in it.
    var body = request
    body.customID = nil
    if again != body { return "encoded and decoded, it is another request" }
    let parts = count.parts.map { "\($0.path) \($0.kind) \($0.count)" }
    if let now = counts(again, request.model, context), now != parts {
      let differing = Set(parts).symmetricDifference(now).sorted().prefix(4)
      return "encoded, it counts otherwise: \(differing.joined(separator: ", "))"
    }
    var edited = request
    edited.messages.append(Message(role: .user, "more"))
    let read = try? MessagesRequest(decoding: edited.encoded(), shape: .messages)
    return read?.messages == edited.messages ? nil : "with a message more, it is another request"
  }

  /// The same value in Python's spelling: keys keep their order, escapes and numbers do not.
  private static func spellingComplaint(
    _ request: MessagesRequest, _ count: RequestCount, _ context: CountContext
  ) -> String? {
    guard let root = request.document?.root else { return nil }
    let text = PythonJSON(ensureASCII: true).string(root)
    if text.contains("Infinity") { return nil }
    guard let again = try? MessagesRequest(decoding: Array(text.utf8), shape: request.shape) else {
      return hasDuplicateKeys(root) ? nil : "spelt as Python does, it is no request"
    }
    if hasDuplicateKeys(root) { return nil }
    let parts = count.parts.map { "\($0.path) \($0.kind) \($0.count)" }
    let now = counts(again, request.model, context)
    return now == parts ? nil : "spelt as Python does, it counts otherwise: \(text)"
  }

  private static func hasDuplicateKeys(_ value: JSONValue) -> Bool {
    var keys: Set<[UInt8]> = []
    for member in value.members where !keys.insert(Array(member.key.utf8)).inserted || hasDuplicateKeys(member.value) {
      return true
    }
    return value.elements.contains { hasDuplicateKeys($0) }
  }

  private static func planComplaint(
    _ request: MessagesRequest, _ count: RequestCount, _ counter: RequestCounter, _ context: CountContext
  )
    -> String?
  {
    var policy = PlanPolicy(model: request.model ?? "claude-opus-5")
    policy.substitute = "claude-opus-5"
    policy.counting = context
    policy.remedies = count.parts.count % 4 == 0 ? .always : .never
    if count.total.tokens % 4 == 0 {
      // Too much for the window: something has to be found that can go.
      policy.window = count.total.tokens / 2
      policy.remedies = .whereNeeded
    }
    guard let plan = try? Planner(counter: counter).plan(request, policy) else { return nil }
    _ = PlanJSON(plan, modelIsDefault: false, indent: nil).bytes
    if let complaint = remedyComplaint(plan, counter, policy) { return complaint }
    // Edits that are asked of the API widen the bounds by what they leave.
    if request.contextManagement != nil { return nil }
    let whole = plan.unedited ?? plan.input.total
    return whole == count.total ? nil : "the plan's input is \(whole), the count \(count.total)"
  }

  /// What a remedy makes of the request, written and read again, counts what it promised.
  private static func remedyComplaint(_ plan: Plan, _ counter: RequestCounter, _ policy: PlanPolicy) -> String? {
    plan.remedies.lazy.filter { !$0.isForNextRequest }.firstComplaint { remedy in
      var again = policy
      again.betas = remedy.headers
      again.remedies = .never
      if remedy.name.hasPrefix("model:") { again.model = remedy.request.model }
      guard let edited = try? MessagesRequest(decoding: remedy.request.encoded(), shape: .messages),
        let after = try? Planner(counter: counter).plan(edited, again)
      else { return "what \(remedy.name) makes of it is no request" }
      return after.input.total == remedy.after
        ? nil : "\(remedy.name) promises \(remedy.after), and leaves \(after.input.total)"
    }
  }
}
