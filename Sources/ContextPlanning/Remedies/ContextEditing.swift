import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting

/// Simulates the edits that the API makes, by making them on the request and counting it again.
///
/// The request is counted only where an edit needs to know: O(n) for each of at most ``mostEdits`` edits.
struct ContextEditing {
  let edits: [ContextEdit]
  let planner: Planner
  let resolved: ResolvedPolicy
  /// All calls of the request before any edit, where they are known.
  var calls: [ToolCycle.Call]?

  /// Edits that are simulated. The API knows three kinds, and documents one of each in a request; what more of them do
  /// is left to the bounds.
  static let mostEdits = 16

  /// What an edit left.
  struct Outcome {
    var request: MessagesRequest
    var count: RequestCount
    /// Results that are cleared: edits may clear the same ones.
    var clearedResults: Set<BlockIndex> = []
    var clearedThinkingTurns = 0
    var isCompacted = false
    /// What the API reads to write the summary.
    var compactionPass: TokenCount?
    /// Whether the request offers to be compacted, and is below the trigger.
    fileprivate var offersCompaction = false
    /// Tokens of the whole, where it may be below the trigger as well as above.
    fileprivate var mayStayWhole: Int?
    /// The earliest message that is not as it was.
    var firstChange: Int?
    /// How often the request was counted.
    var counts = 0
    /// Whether ``count`` is older than ``request``.
    fileprivate var isStale = false
    /// Whether an edit says which thinking stays; else the model's own rule does.
    fileprivate var choosesThinking = false
    /// Tokens of thinking that may be cleared as well.
    fileprivate var thinkingDoubt = 0

    var clearedToolUses: Int { clearedResults.count }

    fileprivate mutating func changed(from message: Int) {
      firstChange = min(firstChange ?? message, message)
      isStale = true
    }
  }

  init(_ edits: [ContextManagement.Edit], _ planner: Planner, _ resolved: ResolvedPolicy) {
    let keeps = resolved.model.thinking?.priorTurns == .keep
    self.init(edits.compactMap { ContextEdit($0, keepsThinking: keeps) }, planner, resolved)
  }

  init(_ edits: [ContextEdit], _ planner: Planner, _ resolved: ResolvedPolicy) {
    self.edits = edits
    self.planner = planner
    self.resolved = resolved
  }

  /// What a model sees of a request without `context_management`. Edits apply in order, each to what the one before left.
  func applied(to request: MessagesRequest, counting count: RequestCount) throws(PlanError) -> Outcome {
    var outcome = Outcome(request: request, count: count)
    for edit in edits.prefix(Self.mostEdits) {
      switch edit {
      case .clearThinking(let edit): clearThinking(edit, &outcome)
      case .clearToolUses(let edit): try clearToolUses(edit, &outcome)
      case .compact(let edit): try compact(edit, &outcome)
      }
    }
    try recount(&outcome)
    if outcome.offersCompaction { outcome.count = outcome.count.adding(.compactionOffer, at: Self.path) }
    if let whole = outcome.mayStayWhole {
      outcome.count = outcome.count.widened(
        above: whole - outcome.count.total.bounds.upperBound, basis: .assumed, at: Self.path, as: .contextEdits)
    }
    if edits.count > Self.mostEdits {
      // What further edits clear is not known: at most all that is no frame.
      outcome.count = outcome.count.widened(
        below: outcome.count.total.tokens, above: Self.mostLeftByMore, basis: .assumed, at: Self.path, as: .contextEdits
      )
    }
    return outcome
  }

  private static let path = RequestPath([.field("context_management")])
  /// A summary and placeholders may come on top where there are more edits than are simulated.
  private static let mostLeftByMore = Compaction.likelySummary + Compaction.mostSummary

  /// Counts what is left, where it has changed since it was counted.
  private func recount(_ outcome: inout Outcome) throws(PlanError) {
    guard outcome.isStale else { return }
    var request = outcome.request
    // Counting keeps what is left of thinking: it knows by the edit itself, for models that strip unless told otherwise.
    if outcome.choosesThinking { request.contextManagement = Self.keepingThinking }
    var count = try planner.plainCount(request, resolved)
    outcome.counts += 1
    if outcome.isCompacted {
      count.widen(above: Compaction.mostSummary, basis: .assumed, at: .message(0), as: .contextEdits)
    }
    if outcome.clearedThinkingTurns > 0 { count = count.adding(.contextEdits, at: Self.path) }
    count = count.widened(
      below: min(outcome.thinkingDoubt, count.total.tokens), above: 0, basis: .modelled, at: Self.path,
      as: .contextEdits)
    let doubt = outcome.clearedResults.count * Self.placeholderDoubt
    count.widen(above: doubt, basis: .modelled, at: Self.path, as: .contextEdits)
    outcome.count = count
    outcome.isStale = false
  }

  // MARK: Thinking

  private func clearThinking(_ edit: ContextEdit.ClearThinking, _ outcome: inout Outcome) {
    if !outcome.choosesThinking {
      outcome.choosesThinking = true
      outcome.isStale = true
    }
    guard let keep = edit.keep else { return }
    let cleared = ClearedThinking(outcome.request.messages, keeping: keep)
    for index in cleared.messages { outcome.request.messages[index].removeBlocks(where: \.isThinking) }
    outcome.thinkingDoubt += cleared.doubt
    outcome.clearedThinkingTurns += cleared.messages.count
    if let first = cleared.messages.first { outcome.changed(from: first) }
  }

  private static let keepingThinking = ContextManagement(
    ["edits": [ContextEdit.clearThinking(ContextEdit.ClearThinking(keep: nil)).json]])

  // MARK: Tool uses

  /// What stands where a result was. The API's own wording is not documented: the bound allows for a longer one.
  private static let placeholder: RequestText = "[Old tool result content cleared]"
  private static let placeholderDoubt = 16

  private func clearToolUses(_ edit: ContextEdit.ClearToolUses, _ outcome: inout Outcome) throws(PlanError) {
    let calls =
      if outcome.firstChange == nil, let calls { calls } else { ToolCycle.calls(in: outcome.request.messages) }
    switch edit.trigger {
    case .inputTokens(let tokens):
      try recount(&outcome)
      if outcome.count.total.tokens <= tokens { return }
    case .toolUses(let count): if calls.count <= count { return }
    }
    let cleared = calls.dropLast(edit.keep).filter { call in
      call.result != nil && !edit.excludeTools.contains(call.name)
    }
    if cleared.isEmpty { return }
    if edit.clearAtLeast != nil { try recount(&outcome) }
    var edited = outcome
    for call in cleared { Self.clear(call, edit.clearInputs, in: &edited) }
    if let least = edit.clearAtLeast {
      try recount(&edited)
      outcome.counts = edited.counts
      if outcome.count.total.tokens - edited.count.total.tokens < least { return }
    }
    outcome = edited
  }

  private static func clear(
    _ call: ToolCycle.Call, _ inputs: ContextEdit.ClearToolUses.Inputs, in outcome: inout Outcome
  ) {
    guard let place = call.result else { return }
    outcome.request.messages[place.message].changeBlock(at: place.block) { block in
      guard case .toolResult(var result) = block else { return }
      result.content = .text(placeholder)
      block = .toolResult(result)
    }
    outcome.clearedResults.insert(place)
    outcome.changed(from: place.message)
    let clearsInput =
      switch inputs {
      case .none: false
      case .all: true
      case .of(let names): names.contains(call.name)
      }
    guard clearsInput else { return }
    outcome.request.messages[call.place.message].changeBlock(at: call.place.block) { block in
      guard case .toolUse(var use) = block else { return }
      use.input = [:]
      block = .toolUse(use)
    }
    outcome.changed(from: call.place.message)
  }

  // MARK: Compaction

  private func compact(_ edit: ContextEdit.Compact, _ outcome: inout Outcome) throws(PlanError) {
    // Older models refuse the edit.
    guard resolved.model.acceptsCompaction != false else { return }
    try recount(&outcome)
    let whole = outcome.count.total
    guard whole.tokens > edit.trigger else {
      outcome.offersCompaction = true
      if whole.bounds.upperBound > edit.trigger {
        // It may be compacted as well: then less is left.
        outcome.count = outcome.count.widened(
          below: max(whole.bounds.lowerBound - Compaction.likelySummary, 0), above: 0, basis: .assumed, at: Self.path,
          as: .contextEdits)
      }
      return
    }
    outcome.compactionPass =
      outcome.count.adding(.compactionPass, at: Self.path, text: edit.instructions ?? "").total
    if whole.bounds.lowerBound <= edit.trigger { outcome.mayStayWhole = min(edit.trigger, whole.bounds.upperBound) }
    outcome.request = Compaction(outcome.request).request
    outcome.clearedResults = []
    outcome.isCompacted = true
    outcome.changed(from: 0)
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
  func count(_ planner: Planner, _ resolved: ResolvedPolicy) throws(PlanError) -> RequestCount {
    try planner.plainCount(request, resolved)
      .widened(above: Self.mostSummary, basis: .assumed, at: .message(0), as: .contextEdits)
  }
}

extension Message {
  /// Changes a block where it stands. The list is taken out meanwhile: it is copied once, however many blocks change.
  mutating func changeBlock(at index: Int, _ change: (inout ContentBlock) -> Void) {
    guard case .blocks(var blocks) = content else { return }
    content = .blocks([])
    change(&blocks[index])
    content = .blocks(blocks)
  }

  /// Takes out the blocks for which `isGone` holds.
  mutating func removeBlocks(where isGone: (ContentBlock) -> Bool) {
    guard case .blocks(var blocks) = content else { return }
    content = .blocks([])
    blocks.removeAll(where: isGone)
    content = .blocks(blocks)
  }
}
