import MessagesAPI

// The answers to calls, as Opus 4.7 and later models see them.
//
// One result of text stands between two special tokens on 4.8 and later, and between tags of text on 4.7; several stand
// in a tag each, on all of them, with the name of the tool before it:
//
//     <result>\n<name>NAME</name>\n<output>TEXT</output>\n</result>
//
// An error has `error` in place of `output`. So a text that begins with `<` or ends with `>` merges with its tag.

extension PromptPricing {
  mutating func addSeveralResults(_ turn: Turn, _ names: [String: String]) {
    var results = 0
    var tokens = 0
    for case .block(.toolResult(let result), _) in turn.items {
      results += 1
      tokens += count(names[result.toolUseID] ?? "", .inside)
    }
    add(.severalResults, at: turn.path, role: turn.role, text: tokens, times: results)
  }

  mutating func addResult(_ result: ToolResultBlock, at path: RequestPath, _ state: inout RecentState) {
    if !state.isOneOfSeveral { add(.callAndResult, at: path, role: state.role) }
    let isError = result.isError == true
    switch result.content {
    case nil: addResultText([], isError: isError, at: path, &state)
    case .text(let text)?: addResultText([(text, path.content)], isError: isError, at: path, &state)
    case .blocks(let blocks)?:
      var texts: [(RequestText, RequestPath)] = []
      for (index, block) in blocks.enumerated() {
        if case .text(let text) = block { texts.append((text.text, path.content[index])) }
      }
      if texts.count == blocks.count {
        addResultText(texts, isList: true, isError: isError, at: path, &state)
      } else {
        addResultBlocks(blocks, isError: isError, at: path, &state)
      }
    }
    state.hasResult = true
    state.hasTextAfterResult = false
  }

  /// Texts alone are one text.
  private mutating func addResultText(
    _ own: [(text: RequestText, path: RequestPath)], isList: Bool = false, isError: Bool, at path: RequestPath,
    _ state: inout RecentState
  ) {
    state.run = TextRun(.enclosed)
    let isTagged = state.isOneOfSeveral || rules.wrapsResults
    if isTagged {
      state.run.append(markup: "<x>")
    } else if isError {
      state.run.append(markup: "<error>")
    }
    for (text, place) in own { state.run.append(text, at: place) }
    appendResultNotes(to: &state.run, at: path, isList: isList)
    if isTagged {
      state.run.append(markup: "</x>")
    } else if isError {
      state.run.append(markup: "</error>")
    }
    flush(&state, as: .result)
    state.run = TextRun(.inside)
    if own.allSatisfy(\.text.isEmpty) {
      add(state.isOneOfSeveral ? .emptyAmongSeveral : .emptyResult, at: path, role: state.role)
    }
    if isError, !state.isOneOfSeveral { addIfPriced(.errorResult, at: path, role: state.role) }
  }

  /// With anything else each block stands by itself.
  private mutating func addResultBlocks(
    _ blocks: [ContentBlock], isError: Bool, at path: RequestPath, _ state: inout RecentState
  ) {
    let role = state.role
    addIfPriced(.resultFrame, at: path, role: role)
    for (index, block) in blocks.enumerated() {
      let place = path.content[index]
      switch block {
      case .text(let text): state.run.append(text.text, at: place)
      case .image(let image):
        flush(&state, as: .result)
        addImage(image, at: place, role: role)
        add(.imageInResult, at: place, role: role)
      case .toolReference(let reference):
        flush(&state, as: .result)
        addReference(to: reference.toolName, as: .toolReference, at: place, role: role)
      case .document(let document):
        flush(&state, as: .result)
        addDocument(document, at: place, role: role)
        add(.documentInResult, at: place, role: role)
      case .searchResult, .toolUse, .serverToolUse, .mcpToolUse, .toolResult, .mcpToolResult, .serverToolResult,
        .thinking, .redactedThinking, .toolAddition, .toolRemoval, .containerUpload, .compaction, .clientNote, .unknown:
        flush(&state, as: .result)
        addUnknown(block, at: place, role: role)
      }
    }
    flush(&state, as: .result)
    if isError { add(.errorWithMedia, at: path, role: role) }
  }
}
