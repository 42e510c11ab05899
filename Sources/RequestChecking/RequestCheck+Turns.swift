import JSONText
import MessagesAPI
import ModelCatalog

// The conversation as turns: calls and results, where thinking stands, and how it ends.

extension RequestCheck {
  mutating func checkTurns(_ conversation: ConversationCheck.Findings) {
    guard !request.messages.isEmpty else { return }
    if isOwnShape, lastDay < Self.freeTurns { checkAlternation() }
    if isOwnShape { checkPairs(conversation.pairing) }
    if request.shape == .bedrockConverse { checkConverse(conversation.pairing) }
    checkPrefill()
    checkThinkingFirst()
    checkCitationsSupported(conversation.media)
    checkBreakpoints(inMessages: conversation.breakpoints)
  }

  /// The day from which the API joins messages of one role, and takes a first one of the assistant.
  private static let freeTurns = CalendarDay(year: 2024, month: 10, day: 8)

  private mutating func checkAlternation() {
    let messages = request.messages
    if messages[0].role == .assistant {
      refuse(.rolesAlternate, at: .message(0).field("role"), remedy: "Begin with a message of the user.")
    }
    guard let index = messages.indices.dropFirst().first(where: { messages[$0].role == messages[$0 - 1].role }) else {
      return
    }
    refuse(
      .rolesAlternate, 1, at: .message(index).field("role"), ["role": messages[index].role.rawValue],
      remedy: "Join the messages of one role that follow each other.")
  }

  /// The only recorded call with a call that nothing answers, and a result of nothing, was answered by Claude 3 Opus.
  private var pairDoubt: Refusal.Doubt? { model?.id == "claude-3-opus-20240229" ? .evidence : nil }

  private mutating func checkPairs(_ pairing: ToolPairing) {
    // Where the assistant speaks first the API counts a message of its own before it.
    let shift = request.messages[0].role == .assistant ? 1 : 0
    for places in pairing.unanswered {
      refuseUnanswered(places, shift)
    }
    for place in pairing.orphans {
      refuse(
        .toolResultPairs, 1, at: place.path, doubt: pairDoubt,
        ["place": place.path.dotted, "ids": place.id.isEmpty ? "" : ": \(place.id)"],
        remedy: "Send the call in the message before its result, or drop the result.")
    }
    for place in pairing.repeatedResults {
      refuse(
        .singleResult, at: place.path, ["place": place.path.dotted, "id": place.id],
        remedy: "Send one result for each call.")
    }
    for place in pairing.repeatedCalls {
      refuse(
        // One recorded call with two was answered.
        .uniqueToolUseIDs, at: place.path, doubt: .evidence, ["place": place.path.dotted],
        remedy: "Give each call an id of its own.")
    }
    for (place, type) in pairing.serverOrphans {
      refuse(
        .serverResultPairs, at: place.path, ["place": place.path.dotted, "id": place.id, "type": type],
        remedy: "Send the server's call and its result together, or leave both out.")
    }
    for (place, name) in pairing.serverUnanswered {
      let tool = name.hasPrefix("tool_search_tool_") ? "tool_search" : name
      refuse(
        .serverCallPairs, at: place.path, ["place": "messages.\(place.message)", "name": tool, "id": place.id],
        remedy: "Send the call's result with it, or leave the call out.")
    }
    // An answer that ends in calls can be counted; it cannot be gone on with.
    if !pairing.open.isEmpty, delivery.endpoint != .countTokens, model?.acceptsPrefill != false {
      refuseUnanswered(pairing.open, shift)
    }
  }

  /// The API names all ids of a message together.
  private mutating func refuseUnanswered(_ places: [ToolPairing.Place], _ shift: Int) {
    let ids = places.map(\.id).filter { !$0.isEmpty }
    refuse(
      .toolResultPairs, at: places[0].path, doubt: pairDoubt,
      [
        "place": "messages.\(places[0].message + shift)",
        "ids": ids.isEmpty ? "" : ": \(ids.joined(separator: ", "))",
      ], remedy: "Answer the calls at the start of the next message, or drop them.")
  }

  // MARK: The end

  private mutating func checkPrefill() {
    guard let end = request.messages.indices.last, request.messages[end].role == .assistant,
      delivery.endpoint != .countTokens, !asksForSummary
    else { return }
    let last = request.messages[end]
    let path = RequestPath.message(end)
    if model?.acceptsPrefill == false {
      // An empty last answer was taken (2026-08-31, Sonnet 5). What a refusal hands out to go on with lets one through.
      if last.content.isEmpty || request.otherFields["fallback_credit_token"].map({ !$0.isNull }) == true { return }
      refuse(
        .prefill, at: path, remedy: "End with a user message; use structured output to shape the answer.")
    } else if request.shape == .bedrockConverse, !request.tools.isEmpty,
      model?.acceptsPrefillWithToolsOnBedrock == false
    {
      // Refused twice, and answered once.
      refuse(
        .prefillWithTools, at: path, doubt: .evidence, remedy: "End with a user message, or leave the tools out.")
    } else if isOwnShape || request.shape == .bedrockConverse, Self.endsInSpace(last) {
      refuse(.prefillEnd, at: path.content, remedy: "Cut the white space at the end.")
    } else if isOwnShape, request.outputSchema != nil, !last.content.isEmpty {
      refuse(
        .prefillWithFormat, at: path, doubt: .evidence, ["name": outputFormatName],
        remedy: "End with a user message, or leave the output format out.")
    } else if isOwnShape, request.thinking?.type == "enabled", Self.goesOnFromThinking(last) {
      // The documentation has it as not supported; behind a cycle of tools two such calls were answered.
      refuse(
        .prefillWithThinking, at: path, doubt: .evidence,
        remedy: "End with a user message, or switch thinking off.")
    }
  }

  /// Whether a message begins with thinking and ends with a text that the model is to go on with.
  private static func goesOnFromThinking(_ message: Message) -> Bool {
    guard case .blocks(let blocks) = message.content, blocks.first?.isThinking == true, case .text? = blocks.last else {
      return false
    }
    return true
  }

  private static func endsInSpace(_ message: Message) -> Bool {
    guard case .text(let block)? = message.blocks.last, !block.text.isEmpty else { return false }
    return block.text.withUTF8 { bytes in
      let last = bytes[bytes.count - 1]
      return last == 0x20 || (0x09...0x0D).contains(last)
    }
  }

  // MARK: Thinking

  /// With `enabled` thinking a turn of the assistant's that is gone on with begins with its thinking.
  ///
  /// With `adaptive` it need not: 30 recorded tool cycles without thinking were answered, and none with `enabled`.
  private mutating func checkThinkingFirst() {
    guard isOwnShape, delivery.endpoint != .countTokens, request.thinking?.type == "enabled",
      let last = request.messages.indices.last
    else { return }
    var first = last
    if request.messages[last].role == .user {
      guard Self.isResults(request.messages[last]) else { return }
      first = last - 1
    }
    guard first >= 0, request.messages[first].role == .assistant else { return }
    // Back to the start of the cycle: answers, and messages of results between them.
    while first > 0 {
      let before = request.messages[first - 1]
      guard before.role == .assistant || before.role == .user && Self.isResults(before) else { break }
      first -= 1
    }
    while request.messages[first].role == .user { first += 1 }
    switch request.messages[first].blocks.first {
    case nil, .thinking?, .redactedThinking?: return
    case let block?:
      let path = RequestPath.block(0, ofMessage: first)
      // Newer models switch thinking off for such a request.
      let isOld = model?.thinking?.modes.contains("adaptive") == false
      refuse(
        .thinkingFirst, at: path, doubt: isOld ? nil : .evidence,
        ["place": path.dotted, "found": block.type],
        remedy: "Send the thinking back as the API returned it, or switch thinking off.")
    }
  }

  /// Whether a message goes on with a cycle of tools.
  private static func isResults(_ message: Message) -> Bool {
    guard case .blocks(let blocks) = message.content, case .toolResult? = blocks.first else { return false }
    return true
  }

  private mutating func checkCitationsSupported(_ media: Media) {
    guard let cited = media.documents.first(where: { $0.0.citationsEnabled }), let model,
      model.acceptsCitations == false
    else { return }
    refuse(
      .citationsSupported, at: cited.1.path.field("citations"), ["model": request.model ?? model.id],
      remedy: "Leave citations out.")
  }

  // MARK: Cache breakpoints

  private mutating func checkBreakpoints(inMessages: [(control: CacheControl, path: RequestPath)]) {
    var points = Breakpoints()
    for index in request.tools.indices {
      if let control = request.tools[index].cacheControl { points.add(control, at: .tool(index)) }
    }
    if case .blocks(let blocks)? = request.system {
      for index in blocks.indices {
        if let control = blocks[index].cacheControl { points.add(control, at: .system[index]) }
      }
    }
    for point in inMessages { points.add(point.control, at: point.path) }
    // The API's own breakpoint does nothing where the last block has the same.
    var isOnLast = false
    if let control = request.cacheControl {
      isOnLast = checkAutomatic(control)
      points.add(control, at: .root)
    }
    if points.count < 2 { return }
    guard let most = limit("cache_breakpoints") else { return }
    if points.count > most {
      refuse(
        .cacheBreakpoints, at: .root, doubt: isOnLast && points.count == most + 1 ? .evidence : nil,
        ["most": "\(most)", "count": "\(points.count)"],
        remedy: "Take \(points.count - most) of them out, the earliest first.")
    }
    if let path = points.firstLate {
      let place = path.steps.isEmpty ? "" : "\(path.dotted)."
      refuse(
        .cacheOrder, at: path.field("cache_control"), ["place": String("\(place)".dropLast())],
        remedy: "Give the earlier breakpoints an hour, or this one five minutes.")
    }
  }

  /// The API's own breakpoint goes on the last block, where it has to agree with one that stands there.
  ///
  /// - Returns: whether the last block has a breakpoint of the same time.
  private mutating func checkAutomatic(_ control: CacheControl) -> Bool {
    guard case .blocks(let blocks)? = request.messages.last?.content, let own = blocks.last?.cacheControl else {
      return false
    }
    if (own.ttl ?? "5m") == (control.ttl ?? "5m") { return true }
    refuse(
      .automaticBreakpoint, at: RequestPath([.field("cache_control")]),
      remedy: "Give the last block's breakpoint the same time, or take one of them out.")
    return false
  }

  /// Breakpoints in the order in which the API goes: tools, system, messages.
  private struct Breakpoints {
    private(set) var count = 0
    /// The first of an hour behind one of five minutes.
    private(set) var firstLate: RequestPath?
    private var hasShort = false

    mutating func add(_ control: CacheControl, at path: @autoclosure () -> RequestPath) {
      count += 1
      if control.ttl == "1h" {
        if hasShort, firstLate == nil { firstLate = path() }
      } else {
        hasShort = true
      }
    }
  }
}
