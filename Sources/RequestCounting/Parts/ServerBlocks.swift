import JSONText
import MessagesAPI

// Blocks of tools that the API runs itself, and blocks that nobody has counted yet.

extension PromptPricing {
  /// Calls whose markup is known from records.
  private static let knownServerTools: Set<String> = [
    "web_fetch", "tool_search_tool_bm25", "tool_search_tool_regex",
  ]

  /// Adds a block of a server tool to an answer of Claude 3 to 4.6; false for one that is not known.
  mutating func addServerBlock(_ block: ContentBlock, at path: RequestPath) -> Bool {
    switch block {
    case .serverToolUse(let call) where Self.knownServerTools.contains(call.name):
      texts.openCalls()
      texts.append(lineOf: call)
      texts.closeCalls()
      addPart(ofTextAt: .inside, as: .serverCall, at: path, role: .assistant)
      addInputDoubt(of: call, at: path)
      return true
    case .serverToolResult(let result) where result.type == "tool_search_tool_result":
      let names = result.toolReferences
      guard names.allSatisfy({ definitions[$0] != nil }) else { return false }
      let tokens = names.reduce(0) { $0 + (definitionCount($1) ?? 0) }
      add(.toolSearchResult, at: path, role: .assistant, text: tokens, times: names.count)
      return true
    case .serverToolResult(let result) where result.type == "web_fetch_tool_result":
      return addFetchedPage(result, at: path)
    case .text, .image, .document, .searchResult, .toolUse, .serverToolUse, .mcpToolUse, .toolResult, .mcpToolResult,
      .serverToolResult, .thinking, .redactedThinking, .toolReference, .toolAddition, .toolRemoval, .containerUpload,
      .compaction, .clientNote, .unknown:
      return false
    }
  }

  private mutating func addFetchedPage(_ result: ServerToolResultBlock, at path: RequestPath) -> Bool {
    guard let document = result.content?["content"], let source = document["source"],
      source["type"]?.isText("text") == true
    else { return false }
    let text = source["data"].flatMap(RequestText.init) ?? ""
    let title = document["title"].flatMap(RequestText.init) ?? ""
    let isCited = document["citations"]?["enabled"]?.bool == true
    var tokens = count(title, .behindMark)
    if isCited {
      addCitations(at: path, role: .assistant)
      var bytes: [UInt8] = []
      text.appendUTF8(to: &bytes)
      tokens += count(Sentences.cited(bytes).span, .behindMark)
    } else {
      tokens += count(text, .behindMark)
    }
    let (characters, chunks) = text.withUTF8 { bytes in
      (bytes.indices.count { bytes[$0] & 0xC0 != 0x80 }, Sentences.count(in: bytes))
    }
    let share = rules[.webFetchResult].charactersPerAbove
    add(
      .webFetchResult, at: path, role: .assistant, text: tokens, times: chunks,
      above: share > 0 ? characters / share : 0)
    let isLimited = request.tools.contains { tool in
      tool.type?.hasPrefix("web_fetch") == true && (tool.otherFields["max_uses"]?.int ?? 0) != 0
    }
    if isLimited { add(.usesLeftNote, at: path, role: .assistant) }
    return true
  }

  /// Adds a block that no rule prices: half its JSON, between nothing and three times that much; up to the window where
  /// it holds media or names some.
  mutating func addUnknown(_ block: ContentBlock, at path: RequestPath, role: Role) {
    // A compaction that failed stands for nothing; a turn of it alone may not be written at all.
    if case .compaction(let compaction) = block, compaction.content == nil {
      return add(.compactionFrame, at: path, role: role, below: 4, basis: .modelled)
    }
    let json = block.json
    let tokens = count(.behindMark) { bytes in
      if let json { PythonJSON().append(json, to: &bytes) }
    }
    var isMedia = json?.hasMedia == true
    // The file goes to the container and not into the prompt.
    if case .containerUpload = block { isMedia = false }
    if isMedia {
      addUnread(.unknownBlock, at: path, role: role, tokens: tokens / 2, most: unreadLimit)
    } else {
      // What the model wrote costs no more than the answer's output.
      var evidence: UsageEvidence?
      if case .unknown(let unknown) = block { evidence = unknown.evidence }
      let most = Self.hidden(evidence) ?? 0
      add(
        .unknownBlock, at: path, role: role, text: tokens / 2, below: tokens / 2,
        above: max(tokens * 2, most - tokens / 2))
    }
    notices.append(
      Notice(
        code: .unknownBlock, path: path, message: "what a \(block.type.prefix(64)) block costs here is not known"))
  }
}
