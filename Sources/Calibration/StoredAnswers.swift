public import JSONText
import MessagesAPI
public import ModelCatalog
public import RequestCounting

/// Observations from what is lying around: answers of the API that were stored with their requests, and transcripts of
/// coding agents.
///
/// An answer's `usage` says what its request cost: `input_tokens`, `cache_read_input_tokens` and
/// `cache_creation_input_tokens` together. A transcript does not hold the system prompt and tools, so there the growth
/// from one answer to the next is compared: what was appended in between. Answers that took several passes (server
/// tools, iterations) tell of more than one prompt and are left out.
public struct StoredAnswers: Sendable {
  /// An observation, and what names it uniquely: no text of the request is kept.
  public struct Item: Sendable {
    /// What was observed.
    public let observation: Observation
    /// Bytes that stand for the request; for a key, not to be stored.
    public let identity: [UInt8]
  }

  /// The observations, in the transcript's order.
  public private(set) var items: [Item] = []
  /// Why answers were left out, and how many.
  public private(set) var skipped: [String: Int] = [:]

  private let counter: RequestCounter
  private let today: CalendarDay
  private var session = TranscriptSession()

  /// - Parameters:
  ///   - counter: counts what stands before each answer.
  ///   - today: the day of answers that name none.
  public init(counter: RequestCounter, today: CalendarDay) {
    self.counter = counter
    self.today = today
  }

  /// Reads a line: an object with `request` and `response` (or `usage`), or a line of a transcript. Others are passed
  /// over. O(n) for a pair, and O(conversation) for a line of a transcript with an answer.
  public mutating func read(_ line: JSONValue) {
    if let request = line["request"], request.isObject {
      readPair(request, line)
    } else if let message = line["message"], message.isObject, let type = line["type"]?.string,
      ["user", "assistant"].contains(type)
    {
      readTurn(message, line, isAnswer: type == "assistant")
    } else if line["type"]?.isText("summary") ?? false {
      session = TranscriptSession()
    }
  }

  /// Ends a file: what follows belongs to another conversation.
  public mutating func endFile() { session = TranscriptSession() }

  private mutating func skip(_ reason: String) { skipped[reason, default: 0] += 1 }

  // MARK: Requests with answers

  private mutating func readPair(_ body: JSONValue, _ line: JSONValue) {
    let response = line["response"]
    guard let usage = Usage(line["usage"] ?? response?["usage"]) else { return skip("no usage") }
    guard let request = try? MessagesRequest(decoding: body) else { return skip("not a request") }
    let ranTools = response?["content"].map(Self.ranTools)
    guard usage.isSinglePass, !(ranTools ?? Self.offersServerTools(body)) else { return skip("several passes") }
    // A record that says its headers are not known has an empty list of betas all the same.
    let knowsBetas = line["headers_recorded"]?.bool ?? true
    let betas = knowsBetas ? line["betas"]?.elements.compactMap(\.string) : nil
    let day = day(of: line)
    let context = CountContext(
      betas: betas, asOf: day.map { .day($0) } ?? .between(Self.earliest ?? today, today),
      hasLostKeyOrder: line["key_order_lost"]?.bool ?? false, usesCalibration: false, isRecording: true)
    let model = response?["model"]?.string ?? request.model ?? line["model"]?.string
    guard let model, let count = try? counter.count(request, model: model, context: context) else {
      return skip("unknown model")
    }
    items.append(
      Item(
        observation: Observation(local: count, remote: usage.input, kind: .used, day: day ?? today),
        identity: Array(body.sourceBytes)))
  }

  /// Whether the API ran tools within an answer: each run was followed by another pass.
  private static func ranTools(_ content: JSONValue) -> Bool {
    content.elements.contains { block in
      ["server_tool_use", "mcp_tool_use"].contains { block["type"]?.isText($0) ?? false }
    }
  }

  /// Whether the API may have run tools. The usage counts searches and fetches alone: of runs of code, searches for tools
  /// and calls of MCP servers it says nothing.
  private static func offersServerTools(_ body: JSONValue) -> Bool {
    if let servers = body["mcp_servers"], servers.count > 0 { return true }
    let names = ["code_execution_", "web_search_", "web_fetch_", "tool_search_tool_", "advisor_"]
    return body["tools"]?.elements.contains { tool in
      tool["type"]?.string.map { type in names.contains { type.hasPrefix($0) } } ?? false
    } ?? false
  }

  /// Nil where the line does not say when it was: costs that changed since are then in doubt.
  private func day(of line: JSONValue) -> CalendarDay? {
    let text = line["recorded_at"]?.string ?? line["timestamp"]?.string
    guard case .day(let day)? = text.flatMap({ AsOf(recordedAt: $0) }) else { return nil }
    return day
  }

  /// The first Messages API of today's models: 2024-03-04, Claude 3.
  private static let earliest = CalendarDay("2024-03-04")

  // MARK: Transcripts

  private mutating func readTurn(_ json: JSONValue, _ line: JSONValue, isAnswer: Bool) {
    // Side conversations have prompts of their own.
    if line["isSidechain"]?.bool == true { return }
    if line["isCompactSummary"]?.bool == true { session = TranscriptSession() }
    guard let message = Self.message(json, isAnswer: isAnswer) else { return skip("not a message") }
    guard isAnswer else { return session.append(message, answer: nil) }
    let id = json["id"]?.string ?? line["requestId"]?.string
    // One answer may stand on several lines, a block each, with the same usage.
    if let id, id == session.answerID { return session.append(message, answer: id) }
    observe(json, on: day(of: line) ?? today)
    session.append(message, answer: id)
  }

  private static func message(_ json: JSONValue, isAnswer: Bool) -> Message? {
    let content = json["content"] ?? .null
    let body: JSONValue = [
      "messages": [["role": isAnswer ? "assistant" : "user", "content": content]]
    ]
    return try? MessagesRequest(decoding: body).messages.first
  }

  /// Compares the growth since the answer before.
  private mutating func observe(_ answer: JSONValue, on day: CalendarDay) {
    guard let usage = Usage(answer["usage"]), let model = answer["model"]?.string, usage.input > 0 else {
      session.last = nil
      return skip("no usage")
    }
    var request = MessagesRequest(model: model, messages: session.messages)
    if session.hasThinking { request.thinking = Thinking(type: "adaptive") }
    let context = CountContext(asOf: .day(day), usesCalibration: false)
    guard let count = try? counter.count(request, context: context) else {
      session.last = nil
      return skip("unknown model")
    }
    let before = session.last
    let now = TranscriptSession.Answer(count: count, usage: usage)
    session.last = usage.isSinglePass ? now : nil
    guard usage.isSinglePass else { return skip("several passes") }
    guard !Self.ranTools(answer["content"] ?? .null) else {
      session.last = nil
      return skip("several passes")
    }
    guard let before else { return skip("first of a conversation") }
    guard before.count.model == count.model else { return skip("another model") }
    guard usage.input > before.usage.input, usage.input - before.usage.input < usage.input / 2 + 50_000,
      let grown = now.growth(since: before, on: day)
    else { return skip("the context was edited") }
    items.append(Item(observation: grown, identity: request.encoded()))
  }
}

/// A conversation as far as a transcript has told it.
private struct TranscriptSession: Sendable {
  struct Answer: Sendable {
    let count: RequestCount
    let usage: Usage

    /// What was appended since an earlier answer; nil where parts have gone.
    func growth(since earlier: Answer, on day: CalendarDay) -> Observation? {
      let (old, new) = (earlier.count.total, count.total)
      let shares = Observation.Share.difference(
        Observation.Share.all(of: count.parts), less: Observation.Share.all(of: earlier.count.parts))
      guard let shares else { return nil }
      let tokens = new.tokens - old.tokens
      let below = shares.reduce(0) { $0 + $1.below }
      let above = shares.reduce(0) { $0 + $1.above }
      return Observation(
        model: count.model, local: tokens, lower: tokens - below, upper: tokens + above,
        basis: shares.allSatisfy(\.isExact) ? "exact" : "modelled", shares: shares,
        remote: usage.input - earlier.usage.input, kind: .appended, day: day)
    }
  }

  private(set) var messages: [Message] = []
  private(set) var answerID: String?
  private(set) var hasThinking = false
  var last: Answer?

  mutating func append(_ message: Message, answer: String?) {
    answerID = answer
    for case .thinking in message.blocks { hasThinking = true }
    messages.append(message)
  }
}

extension Observation.Share {
  /// What grew from one count to another; nil where a rule lost something.
  fileprivate static func difference(_ shares: [Self], less earlier: [Self]) -> [Self]? {
    var old: [String: Self] = [:]
    for share in earlier { old[share.rule] = share }
    var grown: [Self] = []
    for share in shares {
      guard let before = old.removeValue(forKey: share.rule) else {
        grown.append(share)
        continue
      }
      let (below, above) = (share.below - before.below, share.above - before.above)
      guard below >= 0, above >= 0 else { return nil }
      if share.tokens == before.tokens, below == 0, above == 0 { continue }
      grown.append(
        Self(
          rule: share.rule, tokens: share.tokens - before.tokens, below: below, above: above,
          isExact: share.isExact || below == 0 && above == 0 && before.isExact))
    }
    return old.isEmpty ? grown : nil
  }
}

/// What an answer says that its request cost.
struct Usage: Sendable, Hashable {
  /// Input with cache reads and writes.
  let input: Int
  /// Whether one prompt was read: server tools and iterations read several.
  let isSinglePass: Bool

  init?(_ json: JSONValue?) {
    guard let json, let input = json["input_tokens"]?.int else { return nil }
    let parts = [input] + ["cache_read_input_tokens", "cache_creation_input_tokens"].compactMap { json[$0]?.int }
    // No prompt has fewer tokens than none or more than a billion: the record is damaged.
    guard parts.allSatisfy({ (0...1_000_000_000).contains($0) }) else { return nil }
    self.input = parts.reduce(0, +)
    let serverCalls = json["server_tool_use"]?.members.contains { ($0.value.int ?? 0) > 0 } ?? false
    isSinglePass = !serverCalls && (json["iterations"]?.count ?? 0) <= 1
  }
}
