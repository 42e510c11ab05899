import MessagesAPI
import Tokenization

// The turns of a conversation as Opus 4.7 and later models see them.

extension PromptPricing {
  mutating func addRecentTurns() {
    let messages = request.messages
    var answer: Turn?
    var next = 0
    while let turn = Turn.next(&next, in: messages) {
      // The names of the tools count only where there are several results.
      let calls = turn.results > 1 ? answer?.calls ?? [:] : [:]
      let isLast = next == messages.count
      addRecent(turn, isLast: isLast, isAlone: isLast && answer == nil && turn.path == .message(0), calls)
      if turn.role == .assistant { answer = turn }
    }
  }

  /// Where in a turn the count is.
  private struct TurnState {
    let role: Role
    /// Of the turn.
    let path: RequestPath
    var run = TextRun(.inside)
    /// Whether something stands before the next call.
    var hasContent = false
    /// Results and texts after them so far: each text after a result costs.
    var hasResult = false
    var hasTextAfterResult = false
    var calls = 0
  }

  /// Adds a turn.
  ///
  /// - Parameters:
  ///   - isLast: whether no other turn follows.
  ///   - isAlone: whether there is no other turn at all.
  ///   - calls: those of the answer before, names by id: results answer no others.
  mutating func addRecent(_ turn: Turn, isLast: Bool, isAlone: Bool, _ calls: [String: String]) {
    addMark(of: turn)
    var state = TurnState(role: turn.role, path: turn.path)
    if turn.results > 1 { addSeveralResults(turn, calls) }
    for item in turn.items {
      switch item {
      case .border: state.run.append(markup: "\n\n")
      case .text(let text, let isCited, let path): addText(text, isCited: isCited, at: path, &state)
      case .block(let block, let path):
        flush(&state)
        add(block, at: path, &state)
      }
    }
    if isLast, turn.role == .user { addFreeEnd(of: turn, isAlone: isAlone, &state) }
    flush(&state)
    if state.calls > 1 { add(.parallelCalls, at: turn.path, role: turn.role) }
  }

  /// Takes white space off the text's end where it is free, and says how far the readings of what is free differ.
  ///
  /// In single messages of one text, nothing around them, that was recorded; elsewhere the rule's own doubt stays.
  private mutating func addFreeEnd(of turn: Turn, isAlone: Bool, _ state: inout TurnState) {
    guard rules.freeEnds.count > 1, state.run.ends(in: .widest) else { return }
    let counts = state.run.counts(self, freeEnds: rules.freeEnds)
    let hasDropped = state.run.dropEnd(rules.freeEnds[0])
    var isRecorded = isAlone && request.system == nil && request.tools.isEmpty && turn.items.count == 1
    if case .block? = turn.items.first { isRecorded = false }
    var doubt = FreeWhiteSpace.doubt(counts)
    if hasDropped, !isRecorded { doubt = TokenCount(sumOf: [doubt, rules[.trailingWhiteSpace].count(text: 0)]) }
    parts.append(Part(path: turn.path, role: turn.role, count: doubt, rule: .trailingWhiteSpace))
  }

  private mutating func flush(_ state: inout TurnState, as rule: CountingRule = .text) {
    add(&state.run, as: rule, at: state.path, role: state.role)
  }

  private mutating func addSeveralResults(_ turn: Turn, _ names: [String: String]) {
    var results = 0
    var tokens = 0
    for case .block(.toolResult(let result), _) in turn.items {
      results += 1
      tokens += count(names[result.toolUseID] ?? "", .inside)
    }
    add(.severalResults, at: turn.path, role: turn.role, text: tokens, times: results)
  }

  private mutating func addText(
    _ text: RequestText, isCited: Bool, at path: RequestPath, _ state: inout TurnState
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
    if !text.isEmpty { state.hasContent = true }
  }

  private mutating func add(_ block: ContentBlock, at path: RequestPath, _ state: inout TurnState) {
    let role = state.role
    switch block {
    case .toolUse(let call):
      if state.hasContent { addIfPriced(.textBeforeCall, at: path, role: role) }
      state.hasContent = false
      state.calls += 1
      texts.append(call)
      addPart(ofTextAt: .inside, as: .toolCalls, at: path, role: role)
    case .toolResult(let result): addResult(result, at: path, &state)
    case .image(let image):
      addImage(image, at: path, role: role)
      if state.hasResult { add(.imageAfterResult, at: path, role: role) }
    case .thinking(let thinking):
      addThinking(thinking, at: path, role: role)
      state.hasContent = true
    case .redactedThinking(let thinking):
      addRedactedThinking(thinking, at: path)
      state.hasContent = true
    case .toolAddition(let change):
      guard let tokens = change.toolName.flatMap({ definitionCount($0) }) else {
        return addUnknown(block, at: path, role: role)
      }
      add(.toolAddition, at: path, role: role, text: tokens)
    case .toolRemoval(let change):
      guard let name = change.toolName else { return addUnknown(block, at: path, role: role) }
      add(.toolRemoval, at: path, role: role, text: count(name, .inside))
    case .document(let document): addDocument(document, at: path, role: role)
    case .serverToolUse(let call):
      texts.append(call)
      addPart(ofTextAt: .inside, as: .serverCall, at: path, role: role)
      state.hasContent = true
    case .serverToolResult(let result) where result.type == "tool_search_tool_result":
      add(.toolSearchResult, at: path, role: role)
      for name in result.toolReferences { addReference(to: name, as: .toolSearchReference, at: path, role: role) }
    default: addUnknown(block, at: path, role: role)
    }
  }

  private mutating func addResult(_ result: ToolResultBlock, at path: RequestPath, _ state: inout TurnState) {
    let role = state.role
    add(.callAndResult, at: path, role: role)
    var isEmpty = true
    let isList = result.content?.isList ?? false
    for (index, block) in (result.content?.blocks ?? []).enumerated() {
      let place = isList ? path.content[index] : path.content
      if case .text(let text) = block {
        state.run.append(text.text, at: place)
        if !text.text.isEmpty { isEmpty = false }
        continue
      }
      isEmpty = false
      flush(&state, as: .result)
      switch block {
      case .image(let image):
        addImage(image, at: place, role: role)
        add(.imageInResult, at: place, role: role)
      case .toolReference(let reference):
        addReference(to: reference.toolName, as: .toolReference, at: place, role: role)
      case .document(let document):
        addDocument(document, at: place, role: role)
        add(.documentInResult, at: place, role: role)
      default: addUnknown(block, at: place, role: role)
      }
    }
    flush(&state, as: .result)
    if isEmpty { add(.emptyResult, at: path, role: role) }
    if result.isError == true { add(.errorResult, at: path, role: role) }
    state.hasResult = true
    state.hasTextAfterResult = false
  }
}
