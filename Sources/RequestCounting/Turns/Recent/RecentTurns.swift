import MessagesAPI
import Tokenization

// The turns of a conversation as Opus 4.7 and later models see them.

extension PromptPricing {
  /// Where in a turn the count is.
  struct RecentState {
    /// What stands right before the next call.
    enum Neighbour { case nothing, text, thinking }

    let role: Role
    /// Of the turn.
    let path: RequestPath
    /// Whether the turn before ends in results.
    let followsResult: Bool
    let isOneOfSeveral: Bool
    var run = TextRun(.inside)
    var neighbour = Neighbour.nothing
    /// Whether anything but a call has stood in the turn, or a call has.
    var hasBegun = false
    var calls = 0
    /// Where the first of the calls stands that are one text with the next.
    var openCalls: RequestPath?
    /// Results and texts after them so far: each text after a result costs.
    var hasResult = false
    var hasTextAfterResult = false
    /// Texts and documents right beside an image, texts right beside a document.
    var neighbours = 0
  }

  /// Adds a turn and returns whether it ends in results.
  ///
  /// - Parameters:
  ///   - isLast: whether no other turn follows.
  ///   - isAlone: whether there is no other turn at all.
  ///   - followsResult: whether the turn before ends in results.
  ///   - calls: those of the answer before, names by id: results answer no others.
  mutating func addRecent(
    _ turn: Turn, isLast: Bool, isAlone: Bool, followsResult: Bool, _ calls: [String: String]
  ) -> Bool {
    addMark(of: turn)
    let results = turn.results
    var state = RecentState(
      role: turn.role, path: turn.path, followsResult: followsResult, isOneOfSeveral: results > 1)
    if results > 1 { addSeveralResults(turn, calls) }
    let notesAt = rules.notesAreTurns ? nil : turn.lastResult
    for (index, item) in turn.items.enumerated() {
      switch item {
      case .border:
        if state.openCalls == nil { state.run.append(markup: "\n\n") }
      case .text(let text, let citations, let path):
        closeCalls(&state)
        if turn.role == .assistant { addDoubt(of: citations, at: path, role: turn.role) }
        addText(text, isCited: citations != .none, at: path, &state)
      case .block(.toolUse(let call), let path):
        flush(&state)
        addCall(call, at: path, &state)
      case .block(.clientNote, _): break
      case .block(let block, let path):
        closeCalls(&state)
        flush(&state)
        if path == notesAt { resultNotes = notes(of: turn) }
        state.neighbours = state.hasResult ? 0 : turn.neighbours(of: index)
        if case .image = block {
          let neighbours = state.neighbours
          if neighbours > 0 { addIfPriced(.imageNeighbour, at: path, role: turn.role, times: neighbours) }
        }
        add(block, at: path, &state)
      }
    }
    closeCalls(&state)
    let hasNotes = appendNotes(of: turn, to: &state.run)
    if isLast, turn.role == .user, !hasNotes { addFreeEnd(of: turn, isAlone: isAlone, &state) }
    flush(&state)
    if state.calls > 1 { addIfPriced(.parallelCalls, at: turn.path, role: turn.role) }
    if !hasNotes { addNotes(of: turn) }
    return results > 0 && !state.hasTextAfterResult
  }

  /// Takes white space off the text's end where it is free, and says how far the readings of what is free differ.
  ///
  /// In single messages of one text, nothing around them, that was recorded; elsewhere the rule's own doubt stays.
  private mutating func addFreeEnd(of turn: Turn, isAlone: Bool, _ state: inout RecentState) {
    guard rules.freeEnds.count > 1, state.run.ends(in: .widest) else { return }
    let counts = state.run.counts(self, freeEnds: rules.freeEnds)
    let hasDropped = state.run.dropEnd(rules.freeEnds[0])
    var isRecorded = isAlone && request.system == nil && request.tools.isEmpty && turn.items.count == 1
    if case .block? = turn.items.first { isRecorded = false }
    var doubt = FreeWhiteSpace.doubt(counts)
    if hasDropped, !isRecorded { doubt = TokenCount(sumOf: [doubt, rules[.trailingWhiteSpace].count(text: 0)]) }
    parts.append(Part(path: turn.path, role: turn.role, count: doubt, rule: .trailingWhiteSpace))
  }

  mutating func flush(_ state: inout RecentState, as rule: CountingRule = .text) {
    add(&state.run, as: rule, at: state.path, role: state.role)
  }

  private mutating func addText(
    _ text: RequestText, isCited: Bool, at path: RequestPath, _ state: inout RecentState
  ) {
    if state.hasResult {
      add(state.hasTextAfterResult ? .textAfterText : .textAfterResult, at: path, role: state.role)
      state.hasTextAfterResult = true
    }
    if isCited, state.role == .assistant {
      var cited: [UInt8] = []
      cited.append(cited: text)
      state.run.append(cited, at: path)
    } else {
      state.run.append(text, at: path)
    }
    if !text.isEmpty { state.stand(.text) }
  }

  // MARK: Calls

  private mutating func addCall(_ call: ToolUseBlock, at path: RequestPath, _ state: inout RecentState) {
    switch state.neighbour {
    case .text: addIfPriced(.textBeforeCall, at: path, role: state.role)
    case .thinking: addIfPriced(.thinkingBeforeCall, at: path, role: state.role)
    case .nothing:
      if !state.hasBegun, !state.followsResult { addIfPriced(.callOpensAnswer, at: path, role: state.role) }
    }
    state.neighbour = .nothing
    state.hasBegun = true
    state.calls += 1
    addInputDoubt(of: call, at: path)
    if rules.joinsCalls {
      if state.openCalls != nil { texts.append(markup: "\n") } else { state.openCalls = path }
      texts.append(call)
    } else {
      texts.append(call)
      addPart(ofTextAt: .inside, as: .toolCalls, at: path, role: state.role)
    }
  }

  /// Ends the calls that are one text.
  private mutating func closeCalls(_ state: inout RecentState) {
    guard let path = state.openCalls else { return }
    addPart(ofTextAt: .inside, as: .toolCalls, at: path, role: state.role)
    state.openCalls = nil
  }

  // MARK: Other blocks

  private mutating func add(_ block: ContentBlock, at path: RequestPath, _ state: inout RecentState) {
    let role = state.role
    switch block {
    case .toolResult(let result): addResult(result, at: path, &state)
    case .image(let image):
      addImage(image, at: path, role: role)
      if state.hasResult { add(.imageAfterResult, at: path, role: role) }
    case .thinking(let thinking):
      let isJoined = addThinking(thinking, at: path, role: role)
      state.stand(isJoined ? .nothing : .thinking)
    case .redactedThinking(let thinking):
      addRedactedThinking(thinking, at: path)
      state.stand(.thinking)
    case .toolAddition(let change):
      guard let tokens = change.toolName.flatMap({ definitionCount($0) }) else {
        return addUnknown(block, at: path, role: role)
      }
      add(.toolAddition, at: path, role: role, text: tokens)
    case .toolRemoval(let change):
      guard let name = change.toolName else { return addUnknown(block, at: path, role: role) }
      add(.toolRemoval, at: path, role: role, text: count(name, .inside))
    case .document(let document): addDocument(document, at: path, role: role, neighbours: state.neighbours)
    case .serverToolUse(let call):
      texts.append(call)
      addPart(ofTextAt: .inside, as: .serverCall, at: path, role: role)
      addInputDoubt(of: call, at: path)
      state.stand(.text)
    case .serverToolResult(let result):
      guard result.type == "tool_search_tool_result" else { return addUnknown(block, at: path, role: role) }
      add(.toolSearchResult, at: path, role: role)
      for name in result.toolReferences { addReference(to: name, as: .toolSearchReference, at: path, role: role) }
    case .clientNote: break
    case .text, .toolUse, .searchResult, .mcpToolUse, .mcpToolResult, .toolReference, .containerUpload, .compaction,
      .unknown:
      // Texts and calls never come here.
      addUnknown(block, at: path, role: role)
    }
  }
}

extension PromptPricing.RecentState {
  /// Something other than a call stands in the turn.
  mutating func stand(_ neighbour: Neighbour) {
    self.neighbour = neighbour
    hasBegun = true
  }
}
