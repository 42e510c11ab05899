import JSONText
import MessagesAPI

/// Makes messages of the rows that are in the context.
///
/// Rows of one answer become one message, wherever they stand; the results of its calls stand in one message behind it,
/// before any text.
struct ContextAssembly {
  private var table: RowTable
  private let format: SessionFormat
  private var messages: [Message] = []
  private var calls: [Session.Call] = []
  private var attachments: [Session.Attachment] = []
  private var notes: [SessionNote] = []
  private var system: Content?
  private var tools: [Tool] = []
  private var isWhole = false
  private var summaryEnd = 0
  private var unknown = UnknownInRows()
  /// Rows of the user since the last answer.
  private var group: [Int] = []
  private var groupAttachments: [Int] = []

  init(_ table: RowTable, _ format: SessionFormat) {
    self.table = table
    self.format = format
  }

  /// Nil where there is no message.
  consuming func session() throws(SessionError) -> Session? {
    if let request = table.request { return wholeRequest(request) }
    if let chat = table.chat { return try chatSession(chat) }
    var rows = table.rows.indices.filter { !table.rows[$0].isSide }
    if !rows.contains(where: { isMessage($0) }) {
      // A subagent's own file: all of it is the side conversation.
      rows = Array(table.rows.indices)
    } else if rows.count < table.rows.count {
      for row in table.rows.indices where table.rows[row].isSide {
        table.leaveOut("side conversation", line: table.rows[row].line)
      }
    }
    let tree = RowTree(table, rows: rows)
    let places = LivePlaces(table, tree, rows: rows)
    let clearing = LastClearing(table, rows, places)
    // Rows are read twice only where nothing has been measured in this state of the conversation.
    let before = clearing.isAfterCalls || !places.hasCall ? table : nil
    for row in places.rows { add(row, places) }
    flush(places)
    if messages.isEmpty { return nil }
    dropThinking()
    clear(clearing)
    var earlier: [Session] = []
    let end = clearing.isAfterCalls ? clearing.row : calls.isEmpty ? tree.boundary ?? places.lastLostCall : nil
    if let before, let end {
      let session = try ContextAssembly(before.cut(before: end), format).session()
      if let session { earlier = [session] }
    }
    let first = places.rows.min() ?? 0
    let start = tree.boundary.map { min($0, first) } ?? 0
    let unread = table.unread.filter { $0.rowsBefore > start || tree.boundary == nil }
    var request = MessagesRequest(model: table.model, messages: messages)
    request.system = system
    request.tools = tools
    request.addUnknown(unknown.members)
    return Session(
      format: format, request: request, isWhole: isWhole, calls: calls, attachments: attachments,
      notes: table.notes + tree.notes + notes + leftOutNotes(rewound: places.rewound),
      unreadBytes: unread.reduce(0) { $0 + $1.bytes }, isGuessed: tree.isGuessed,
      tokensAfterCompaction: tokensAfter(tree), messagesAfterCompaction: summaryEnd, maxTokens: table.maxTokens,
      largestPrompts: table.largestPrompts,
      earlier: earlier)
  }

  private func isMessage(_ row: Int) -> Bool {
    switch table.rows[row].kind {
    case .message, .answer: true
    case .attachment, .boundary, .link: false
    }
  }

  private func tokensAfter(_ tree: RowTree) -> Int? {
    guard calls.isEmpty, let row = tree.boundary, case .boundary(let facts) = table.rows[row].kind else { return nil }
    return facts.tokensAfter
  }

  private func leftOutNotes(rewound: (rows: Int, line: Int)?) -> [SessionNote] {
    var left = table.leftOut
    if let rewound { left["rewound branch or replaced by a compaction"] = rewound }
    return left.sorted { $0.key < $1.key }.map { what, found in
      SessionNote(
        .leftOut, line: found.line, rows: found.rows, "not part of the conversation: \(what), rows: \(found.rows)")
    }
  }

  // MARK: Rows

  private mutating func add(_ row: Int, _ places: LivePlaces) {
    switch table.rows[row].kind {
    case .message: group.append(row)
    case .boundary: if table.rows[row].isSummary { group.append(row) }
    case .attachment: groupAttachments.append(row)
    case .link: break
    case .answer:
      guard let parts = places.parts[row] else { return }
      flush(places)
      addAnswer(parts, places)
      group += places.results[row] ?? []
    }
  }

  private mutating func addAnswer(_ parts: [Int], _ places: LivePlaces) {
    var facts: SessionRow.Answer?
    var read = AnswerRows()
    for part in parts {
      guard case .answer(let own) = table.rows[part].kind else { continue }
      facts = facts.map { Self.merged($0, own) } ?? own
      read.append(decoded(part).flatMap(\.blocks), isOnChain: places.isOnChain(part))
    }
    let blocks = read.blocks
    // A text of nothing is what a client leaves of an answer that was stopped.
    if blocks.allSatisfy({ if case .text(let text) = $0 { text.text.isEmpty } else { false } }) { return }
    if let facts, let usage = facts.usage, !parts.contains(where: { places.isKept($0) }) {
      addCall(facts, usage, blocks, line: table.rows[parts[0]].line)
    }
    append(Message(role: .assistant, blocks))
  }

  private mutating func append(_ message: Message) {
    unknown.settle(in: message, at: messages.count)
    messages.append(message)
  }

  private mutating func addCall(
    _ facts: SessionRow.Answer, _ usage: SessionUsage, _ blocks: [ContentBlock], line: Int
  ) {
    var usage = usage
    // Behind the last result of a server's tool stands what the last pass has written.
    let results = blocks.lastIndex { if case .serverToolResult = $0 { true } else { false } }.map { $0 + 1 } ?? 0
    if results > 0, !usage.isLastPass { usage.isSinglePass = false }
    // A compaction at the answer's begin is a pass of its own, which is not billed with the next one.
    let compaction = blocks.lastIndex { if case .compaction = $0 { true } else { false } }.map { $0 + 1 } ?? 0
    let lastPass = max(results, compaction)
    calls.append(
      Session.Call(
        message: messages.count, blocksInPrompt: lastPass, id: facts.id, line: line, model: facts.model,
        time: facts.time, usage: usage, wireToolInputs: facts.wireToolInputs,
        hasDroppedThinking: facts.hasDroppedThinking))
    if facts.hasDroppedThinking {
      notes.append(
        SessionNote(.droppedThinking, line: line, "the API dropped earlier thinking from this call's prompt"))
    }
  }

  /// What two rows of one answer say of its call: the later number holds, and the end's.
  private static func merged(_ one: SessionRow.Answer, _ next: SessionRow.Answer) -> SessionRow.Answer {
    var merged = one
    merged.model = next.model ?? one.model
    merged.isFinal = one.isFinal || next.isFinal
    merged.wireToolInputs = next.wireToolInputs ?? one.wireToolInputs
    merged.hasDroppedThinking = one.hasDroppedThinking || next.hasDroppedThinking
    if var usage = next.usage {
      usage.output = usage.output ?? one.usage?.output
      usage.thinking = usage.thinking ?? one.usage?.thinking
      merged.usage = usage
    }
    return merged
  }

  /// Makes one message of the user's rows: results first, then what else there is, in order.
  private mutating func flush(_ places: LivePlaces) {
    let rows = group.sorted { (places.order[$0, default: $0], $0) < (places.order[$1, default: $1], $1) }
    group = []
    // A summary is a message of its own, whatever follows it.
    let summaries = rows.prefix { table.rows[$0].isSummary }
    for row in summaries { appendUser(decoded(row)[...]) }
    if !summaries.isEmpty { summaryEnd = messages.count }
    var read = rows.dropFirst(summaries.count).flatMap { row in decoded(row) }
    // Messages of another role stand for themselves.
    while let other = read.firstIndex(where: { $0.role != .user }) {
      appendUser(read[..<other])
      append(read[other])
      read.removeFirst(other + 1)
    }
    appendUser(read[...])
    for row in groupAttachments { addAttachment(row) }
    groupAttachments = []
  }

  private mutating func appendUser(_ read: ArraySlice<Message>) {
    if read.isEmpty { return }
    if read.count == 1, let only = read.first {
      if !only.content.isEmpty { append(only) }
      return
    }
    let blocks = read.flatMap(\.blocks)
    let results = blocks.filter { if case .toolResult = $0 { true } else { false } }
    let others = blocks.filter { if case .toolResult = $0 { false } else { true } }
    if !blocks.isEmpty { append(Message(role: .user, results + others)) }
  }

  /// The messages of a row; its text is given up to them.
  private mutating func decoded(_ row: Int) -> [Message] {
    let body = table.takeBody(row)
    do {
      let read = try MessagesRequest(decoding: body, shape: .messages)
      unknown.add(read)
      return read.messages
    } catch {
      let line = table.rows[row].line
      table.addUnread(line: line, bytes: body.count, reason: error.message)
      return []
    }
  }

  // MARK: Attachments

  private mutating func addAttachment(_ row: Int) {
    guard let value = (try? JSONDocument(parsing: table.takeBody(row)))?.root else { return }
    if value["type"]?.isText("prompt_snapshot") == true { return takeSnapshot(value, line: table.rows[row].line) }
    attachments.append(
      Session.Attachment(
        value: value, messagesBefore: messages.count, line: table.rows[row].line,
        clientVersion: table.rows[row].clientVersion))
  }

  /// The whole system prompt and every tool: with them the count is absolute.
  private mutating func takeSnapshot(_ value: JSONValue, line: Int) {
    let prompt = value["system"] ?? value["systemPrompt"] ?? value["system_prompt"]
    guard let read = PromptSnapshot(system: prompt, tools: value["tools"] ?? .null) else {
      return notes.append(
        SessionNote(.notRendered, line: line, "the row with the system prompt has a shape that is not known"))
    }
    (system, tools, isWhole) = (read.system, read.tools, true)
    table.maxTokens = (value["max_tokens"] ?? value["maxTokens"])?.int ?? table.maxTokens
  }

  /// Thinking before a call from whose prompt the API dropped it is not in the context.
  private mutating func dropThinking() {
    guard let call = calls.last(where: \.hasDroppedThinking) else { return }
    for index in messages[..<call.message].indices where messages[index].role == .assistant {
      guard case .blocks(let blocks) = messages[index].content else { continue }
      let left = blocks.filter { !$0.isThinking }
      if !left.isEmpty, left.count < blocks.count { messages[index].content = .blocks(left) }
    }
  }

  // MARK: Cleared results

  /// What the client puts in the place of a result that it has cleared.
  static let clearedResult = "[Old tool result content cleared]"

  private mutating func clear(_ clearing: LastClearing) {
    if clearing.ids.isEmpty { return }
    var cleared = 0
    for index in messages.indices {
      guard messages[index].role == .user, case .blocks(var blocks) = messages[index].content else { continue }
      for place in blocks.indices {
        guard case .toolResult(var result) = blocks[place], clearing.ids.contains(result.toolUseID) else { continue }
        result.content = .text(RequestText(Self.clearedResult))
        blocks[place] = .toolResult(result)
        cleared += 1
      }
      messages[index].content = .blocks(blocks)
    }
    if cleared == 0 { return }
    notes.append(
      SessionNote(
        .compaction, line: clearing.row.map { table.rows[$0].line }, rows: cleared,
        "old results that the client has cleared, each sent as a short remark: \(cleared)"))
    guard clearing.isAfterCalls else { return }
    for index in calls.indices { calls[index].isBeforeClearing = true }
  }

  // MARK: Other shapes

  private func wholeRequest(
    _ whole: (body: [UInt8], answer: (facts: SessionRow.Answer, message: [UInt8])?, line: Int)
  ) -> Session? {
    guard var request = try? MessagesRequest(decoding: whole.body), !request.messages.isEmpty else { return nil }
    var calls: [Session.Call] = []
    let read = whole.answer.flatMap { answer in
      try? MessagesRequest(decoding: answer.message, shape: answer.facts.isChat ? .chatCompletions : .messages)
    }
    if let read, let answer = read.messages.first, let facts = whole.answer?.facts, !answer.content.isEmpty {
      if let usage = facts.usage {
        calls.append(
          Session.Call(
            message: request.messages.count, blocksInPrompt: 0, id: facts.id, line: whole.line, model: facts.model,
            time: facts.time, usage: usage, wireToolInputs: nil, hasDroppedThinking: facts.hasDroppedThinking))
      }
      var unknown = UnknownInRows()
      unknown.add(read)
      unknown.settle(in: answer, at: request.messages.count)
      request.addUnknown(unknown.members)
      request.messages.append(answer)
    }
    request.model = request.model ?? table.model
    return Session(
      format: format, request: request, isWhole: true, calls: calls, attachments: [],
      notes: table.notes + leftOutNotes(rewound: nil), unreadBytes: table.unread.reduce(0) { $0 + $1.bytes },
      isGuessed: false, tokensAfterCompaction: nil, messagesAfterCompaction: 0, maxTokens: request.maxTokens,
      largestPrompts: table.largestPrompts, earlier: [])
  }

  private func chatSession(_ chat: [UInt8]) throws(SessionError) -> Session? {
    let body = Array(#"{"messages":["#.utf8) + chat + Array("]}".utf8)
    var request: MessagesRequest
    do { request = try MessagesRequest(decoding: body, shape: .chatCompletions) } catch {
      throw SessionError(
        code: .noMessages, line: nil, message: "the messages of chat completions cannot be read: \(error.message)",
        remedy: error.remedy)
    }
    request.model = table.model ?? request.model
    return Session(
      format: format, request: request, isWhole: false, calls: [], attachments: [],
      notes: table.notes + leftOutNotes(rewound: nil), unreadBytes: table.unread.reduce(0) { $0 + $1.bytes },
      isGuessed: false, tokensAfterCompaction: nil, messagesAfterCompaction: 0, maxTokens: nil, largestPrompts: [:],
      earlier: [])
  }
}
