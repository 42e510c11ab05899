import JSONText
import MessagesAPI

// The turns of a conversation as Claude 3 to 4.6 see them.

extension PromptPricing {
  /// Adds a turn and returns whether it ends in results.
  ///
  /// - Parameter calls: those of the answer before, names by id: results answer no others.
  mutating func addClassic(_ turn: Turn, isLoop: Bool, followsResult: Bool, calls: [String: String]) -> Bool {
    addMark(of: turn)
    guard turn.role == .assistant else { return addUserTurn(turn, calls) }
    var followsResult = followsResult
    addAnswer(turn, isLoop: isLoop, followsResult: &followsResult)
    return false
  }

  /// Adds what the end of the last turn costs.
  mutating func addClassicEnd(_ last: Turn, followsResult: Bool) {
    if last.role == .assistant { add(.prefill, at: last.path, role: .assistant) }
    guard followsResult else { return }
    let isForced = !request.tools.isEmpty && [.any, .tool].contains(request.toolChoice?.type)
    let rule: CountingRule = isForced ? .endsInResultForced : .endsInResult
    if rules[rule].tokens != 0 { add(rule, at: last.path, role: last.role) }
  }

  // MARK: Answers

  private mutating func addAnswer(
    _ turn: Turn, isLoop: Bool, followsResult: inout Bool
  ) {
    var isFirst = true
    var hasThought = false
    var index = 0
    let items = turn.items
    while index < items.count {
      switch items[index] {
      case .border, .text:
        addAnswerText(turn, &index, followsResult: followsResult && isFirst, &isFirst)
      case .block(.toolUse, let path):
        addCalls(turn, &index, path, isFirst: isFirst)
        isFirst = false
      case .block(.thinking(let block), let path):
        let isBeforeText = if case .text? = Self.next(after: index, items) { true } else { false }
        let neighbours = ThinkingNeighbours(
          isLoop: isLoop, opensAfterResult: followsResult && isFirst && !hasThought, isBeforeText: isBeforeText,
          followsText: !isFirst && turn.hasText(before: index))
        addThinking(block, at: path, neighbours)
        hasThought = true
        index += 1
      case .block(.redactedThinking(let block), let path):
        addRedactedThinking(block, at: path, isLoop: isLoop)
        index += 1
      case .block(let block, let path):
        if addServerBlock(block, at: path) {
          if case .serverToolUse = block { isFirst = false } else { (isFirst, followsResult) = (true, true) }
        } else {
          addUnknown(block, at: path, role: .assistant)
        }
        index += 1
      }
    }
  }

  private static func next(after index: Int, _ items: [Turn.Item]) -> ContentBlock? {
    for item in items[(index + 1)...] {
      switch item {
      case .text(let text, _, _): return .text(TextBlock(text))
      case .block(let block, _): return block
      case .border: continue
      }
    }
    return nil
  }

  /// Texts that follow each other; between messages stands a line break.
  private mutating func addAnswerText(_ turn: Turn, _ index: inout Int, followsResult: Bool, _ isFirst: inout Bool) {
    var run = TextRun(followsResult ? .inside : .behindMark)
    var hasText = false
    let items = turn.items
    scan: while index < items.count {
      switch items[index] {
      case .text(let text, let citations, let path):
        let isCited = citations != .none
        addDoubt(of: citations, at: path, role: turn.role)
        if followsResult, !hasText, !text.isEmpty || isCited {
          if rules.keepsBlankLineApart, !isCited, text.withUTF8({ $0[0] == UInt8(ascii: "\n") }) {
            add(.newlineBeforeText, at: path, role: turn.role)
            if run.isEmpty { run.place = .behindMark }
          } else {
            run.append(markup: "\n\n", at: path)
          }
        }
        if isCited {
          var cited: [UInt8] = []
          cited.append(cited: text)
          run.append(cited, at: path)
        } else {
          run.append(text, at: path)
        }
        hasText = !run.isEmpty
      case .border:
        if hasText, index + 1 < items.count, case .text = items[index + 1] { run.append(markup: "\n") }
      default: break scan
      }
      index += 1
    }
    guard hasText else { return }
    add(&run, as: .text, at: turn.path, role: turn.role)
    isFirst = false
  }

  private mutating func addCalls(
    _ turn: Turn, _ index: inout Int, _ path: RequestPath, isFirst: Bool
  ) {
    texts.openCalls()
    let first = index
    scan: while index < turn.items.count {
      switch turn.items[index] {
      case .block(.toolUse(let call), _): texts.append(lineOf: call)
      case .border: break
      default: break scan
      }
      index += 1
    }
    texts.closeCalls()
    addPart(ofTextAt: .inside, as: .toolCalls, at: path, role: .assistant)
    for case .block(.toolUse(let call), let path) in turn.items[first..<index] { addInputDoubt(of: call, at: path) }
    if !isFirst { addIfPriced(.textBeforeCall, at: path, role: .assistant) }
  }

  // MARK: User turns

  /// Returns whether the turn ends in a result.
  private mutating func addUserTurn(_ turn: Turn, _ names: [String: String]) -> Bool {
    let results = turn.results
    if results > 0 { addResults(of: turn, results, names) }
    var run = UserRun(turn.role, turn.path)
    let items =
      results == 0 ? turn.items : turn.items.filter { if case .block(.toolResult, _) = $0 { false } else { true } }
    for (index, item) in items.enumerated() {
      switch item {
      case .text(let text, _, let path): run.append(text, at: path)
      case .border:
        if !run.text.isEmpty, index + 1 < items.count, index > 0, case .text = items[index - 1] {
          run.text.append(markup: "\n")
        }
      case .block(.image(let block), let path): addImage(block, at: path, to: &run)
      case .block(.document(let block), let path): addDocument(block, at: path, to: &run)
      case .block(.searchResult(let block), let path):
        flush(&run)
        addSearchResult(block, at: path, role: turn.role)
        run.hasContent = true
        run.followsMedia = true
      case .block(.clientNote, _): break
      case .block(let block, let path):
        flush(&run)
        addUnknown(block, at: path, role: turn.role)
      }
    }
    let hasNotes = appendNotes(of: turn, to: &run.text)
    flush(&run)
    if !hasNotes { addNotes(of: turn) }
    if results > 0, run.hasContent { add(.afterResults, at: turn.path, role: turn.role) }
    return results > 0 && !run.hasContent
  }

  private mutating func addResults(of turn: Turn, _ results: Int, _ names: [String: String]) {
    let notesAt = turn.lastResult
    for case .block(.toolResult(let block), let path) in turn.items {
      if path == notesAt { resultNotes = notes(of: turn) }
      addResult(block, at: path, isOneOfSeveral: results > 1)
    }
    guard results > 1 else { return }
    var tokens = 0
    for case .block(.toolResult(let block), _) in turn.items {
      tokens += count(names[block.toolUseID] ?? "", .inside)
    }
    add(.severalResults, at: turn.path, role: turn.role, text: tokens, times: results)
  }
}

/// The text of one user turn: adjacent texts and the markup of documents are one text; after an image a blank line
/// stands before it.
struct UserRun {
  let role: Role
  /// Of the turn.
  let path: RequestPath
  var text = TextRun(.behindMark)
  var followsMedia = false
  /// Whether the text goes on after content that is counted by itself.
  var resumes = false
  /// Whether the turn has anything but results.
  var hasContent = false

  init(_ role: Role, _ path: RequestPath) {
    self.role = role
    self.path = path
  }

  mutating func append(_ block: RequestText, at path: RequestPath) {
    if !block.isEmpty { open(at: path) }
    text.append(block, at: path)
  }

  mutating func append(_ bytes: [UInt8], at path: RequestPath) {
    if !bytes.isEmpty { open(at: path) }
    text.append(bytes, at: path)
  }

  mutating func append(markup literal: StaticString, at path: RequestPath) {
    open(at: path)
    text.append(markup: literal, at: path)
  }

  private mutating func open(at path: RequestPath) {
    guard text.isEmpty else { return }
    text = TextRun(followsMedia || resumes ? .inside : .behindMark)
    if followsMedia { text.append(markup: "\n\n", at: path) }
  }
}

extension PromptPricing {
  mutating func flush(_ run: inout UserRun) {
    if !run.text.isEmpty {
      add(&run.text, as: .text, at: run.path, role: run.role)
      run.hasContent = true
    }
    run.followsMedia = false
    run.resumes = false
  }

  /// Goes on with text after content that is counted by itself.
  mutating func resume(_ run: inout UserRun, with literal: StaticString, at path: RequestPath) {
    flush(&run)
    run.resumes = true
    run.append(markup: literal, at: path)
  }

  /// Adds an image or a page, which texts do not reach over.
  mutating func addMedia(
    _ rule: CountingRule, at path: RequestPath, to run: inout UserRun, text: Int, below: Int = 0, above: Int = 0
  ) {
    flush(&run)
    add(rule, at: path, role: run.role, text: text, below: below, above: above)
    run.hasContent = true
    run.followsMedia = true
  }
}
