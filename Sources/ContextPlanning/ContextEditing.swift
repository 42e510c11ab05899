import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting

/// Simulates the edits that the API makes, by making them on the request and counting it again.
struct ContextEditing {
  let edits: [ContextEdit]
  let planner: Planner
  let setting: Setting

  /// What an edit left.
  struct Outcome {
    var request: MessagesRequest
    var count: RequestCount
    var clearedToolUses = 0
    var clearedThinkingTurns = 0
    var isCompacted = false
    /// The earliest message that is not as it was.
    var firstChange: Int?
  }

  init(_ edits: [ContextManagement.Edit], _ planner: Planner, _ setting: Setting) {
    let keeps = setting.model.thinking?.priorTurns == .keep
    self.init(edits.compactMap { ContextEdit($0, keepsThinking: keeps) }, planner, setting)
  }

  init(_ edits: [ContextEdit], _ planner: Planner, _ setting: Setting) {
    self.edits = edits
    self.planner = planner
    self.setting = setting
  }

  /// What a model sees of a request without `context_management`. Edits apply in order, each to what the one before left.
  func applied(to request: MessagesRequest, counting count: RequestCount) throws(PlanError) -> Outcome {
    var outcome = Outcome(request: request, count: count)
    for edit in edits {
      switch edit {
      case .clearThinking(let edit): try clearThinking(edit, &outcome)
      case .clearToolUses(let edit): try clearToolUses(edit, &outcome)
      case .compact(let edit): try compact(edit, &outcome)
      }
    }
    return outcome
  }

  // MARK: Thinking

  /// A turn is a message of the assistant here: in a cycle of calls each may have thinking of its own.
  private func clearThinking(_ edit: ContextEdit.ClearThinking, _ outcome: inout Outcome) throws(PlanError) {
    if let keep = edit.keep {
      let turns = outcome.request.messages.indices.filter { Self.hasThinking(outcome.request.messages[$0]) }
      for index in turns.dropLast(keep) {
        outcome.request.messages[index] = Self.withoutThinking(outcome.request.messages[index])
        outcome.firstChange = min(outcome.firstChange ?? index, index)
        outcome.clearedThinkingTurns += 1
      }
    }
    // Counting keeps what is left: it knows by the edit itself, for models that strip unless told otherwise.
    var request = outcome.request
    request.contextManagement = Self.keepingThinking
    outcome.count = try planner.plainCount(request, setting)
  }

  private static let keepingThinking = ContextManagement(
    ["edits": [ContextEdit.clearThinking(ContextEdit.ClearThinking(keep: nil)).json]])

  private static func hasThinking(_ message: Message) -> Bool {
    guard case .blocks(let blocks) = message.content else { return false }
    return blocks.contains(where: \.isThinking)
  }

  private static func withoutThinking(_ message: Message) -> Message {
    guard case .blocks(let blocks) = message.content else { return message }
    var message = message
    message.content = .blocks(blocks.filter { !$0.isThinking })
    return message
  }

  // MARK: Tool uses

  /// What stands where a result was. The API's own wording is not documented: the bound allows for a longer one.
  private static let placeholder: RequestText = "[Old tool result content cleared]"
  private static let placeholderDoubt = 16

  private func clearToolUses(_ edit: ContextEdit.ClearToolUses, _ outcome: inout Outcome) throws(PlanError) {
    let calls = ToolCycle.calls(in: outcome.request.messages)
    switch edit.trigger {
    case .inputTokens(let tokens): if outcome.count.total.tokens <= tokens { return }
    case .toolUses(let count): if calls.count <= count { return }
    }
    let cleared = calls.dropLast(edit.keep).filter { !edit.excludeTools.contains($0.name) && $0.result != nil }
    if cleared.isEmpty { return }
    var request = outcome.request
    for call in cleared { Self.clear(call, edit.clearInputs, in: &request) }
    let count = try planner.plainCount(request, setting)
    let freed = outcome.count.total.tokens - count.total.tokens
    if let least = edit.clearAtLeast, freed < least { return }
    outcome.request = request
    outcome.count = count.widened(
      above: cleared.count * Self.placeholderDoubt, basis: .modelled,
      at: RequestPath([.field("context_management")]), as: .contextEdits)
    outcome.clearedToolUses += cleared.count
    let first = cleared[0].result?.message ?? 0
    outcome.firstChange = min(outcome.firstChange ?? first, first)
  }

  private static func clear(
    _ call: ToolCycle.Call, _ inputs: ContextEdit.ClearToolUses.Inputs, in request: inout MessagesRequest
  ) {
    if let place = call.result, case .blocks(var blocks) = request.messages[place.message].content,
      case .toolResult(var result) = blocks[place.block]
    {
      result.content = .text(placeholder)
      blocks[place.block] = .toolResult(result)
      request.messages[place.message].content = .blocks(blocks)
    }
    let clearsInput =
      switch inputs {
      case .none: false
      case .all: true
      case .of(let names): names.contains(call.name)
      }
    guard clearsInput, case .blocks(var blocks) = request.messages[call.place.message].content,
      case .toolUse(var use) = blocks[call.place.block]
    else { return }
    use.input = [:]
    blocks[call.place.block] = .toolUse(use)
    request.messages[call.place.message].content = .blocks(blocks)
  }

  // MARK: Compaction

  private func compact(_ edit: ContextEdit.Compact, _ outcome: inout Outcome) throws(PlanError) {
    guard outcome.count.total.tokens > edit.trigger else { return }
    let compacted = Compaction(outcome.request)
    outcome.request = compacted.request
    outcome.count = try compacted.count(planner, setting)
    outcome.isCompacted = true
    outcome.firstChange = 0
  }
}

/// A conversation after compaction: a summary, then what the user asked last.
///
/// How long a summary gets is the model's affair and not documented. The likely size is that of ``likelySummary``
/// tokens; the bounds reach from nothing to ``mostSummary`` more.
struct Compaction {
  static let likelySummary = 2_000
  static let mostSummary = 8_000
  let request: MessagesRequest

  init(_ request: MessagesRequest) {
    var compacted = request
    let words = String(repeating: " summary", count: Self.likelySummary - 1)
    var messages = [Message(role: .user, "<summary>" + words + "</summary>")]
    if let last = request.messages.last, last.role == .user, !ToolCycle.isAllResults(last) { messages.append(last) }
    compacted.messages = messages
    self.request = compacted
  }

  /// What it counts, within bounds; never more certain than assumed.
  func count(_ planner: Planner, _ setting: Setting) throws(PlanError) -> RequestCount {
    try planner.plainCount(request, setting)
      .widened(above: Self.mostSummary, basis: .assumed, at: .message(0), as: .contextEdits)
  }
}

extension ContentBlock {
  /// Whether the block is the model's thinking, shown or not.
  var isThinking: Bool {
    switch self {
    case .thinking, .redactedThinking: true
    default: false
    }
  }
}
