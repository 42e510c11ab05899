package import JSONText
import MessagesAPI
package import ModelCatalog
package import RequestCounting
import SessionReading

/// Observations from what is lying around: answers of the API that were stored with their requests, and sessions of
/// coding agents.
///
/// An answer's `usage` says what its request cost: `input_tokens`, `cache_read_input_tokens` and
/// `cache_creation_input_tokens` together. A session does not hold the system prompt and tools, so there the growth
/// from one answer to the next is compared: what was appended in between. Answers that took several passes (server
/// tools, iterations) tell of more than one prompt and are left out.
package struct StoredAnswers: Sendable {
  /// An observation, and what names it uniquely: no text of the request is kept.
  package struct Item: Sendable {
    /// What was observed.
    package let observation: Observation
    /// Bytes that stand for the request; for a key, not to be stored.
    package let identity: [UInt8]
  }

  /// The observations, in the transcript's order.
  package private(set) var items: [Item] = []
  /// Why answers were left out, and how many.
  package private(set) var skipped: [String: Int] = [:]

  private let counter: RequestCounter
  private let today: CalendarDay
  /// The rows of a session so far; nil where there were none.
  private var session: SessionReader?

  /// - Parameters:
  ///   - counter: counts what stands before each answer.
  ///   - today: the day of answers that name none.
  package init(counter: RequestCounter, today: CalendarDay) {
    self.counter = counter
    self.today = today
  }

  /// Reads a line: an object with `request` and `response` (or `usage`), or a row of a session, which is understood as
  /// a whole in ``endFile()``. O(n).
  package mutating func read(_ line: JSONValue) {
    if let request = line["request"], request.isObject { return readPair(request, line) }
    var reader = session ?? SessionReader()
    session = nil
    // A line's end within a value stands outside its strings, and is as good as a blank.
    reader.append(line.sourceBytes.map { $0 == 0x0A ? 0x20 : $0 } + [0x0A])
    session = reader
  }

  /// Ends a file: its session is read, and what follows belongs to another. A log of something else teaches nothing.
  ///
  /// O(calls × conversation).
  package mutating func endFile() {
    guard let reader = session else { return }
    session = nil
    guard let whole = try? reader.finish() else { return }
    read(whole)
  }

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

  // MARK: Sessions

  /// Compares the growth from call to call of what is in the session's context at its end.
  private mutating func read(_ session: Session) {
    var last: Answer?
    let hasThinking = session.request.messages.contains { message in
      message.blocks.contains { if case .thinking = $0 { true } else { false } }
    }
    for call in session.calls {
      let before = last
      last = nil
      guard let model = call.model, call.usage.prompt > 0 else {
        skip("no usage")
        continue
      }
      guard call.usage.isSinglePass, call.blocksInPrompt == 0 else {
        skip("several passes")
        continue
      }
      var request = MessagesRequest(model: model, messages: Array(session.request.messages.prefix(call.message)))
      if hasThinking { request.thinking = Thinking(type: "adaptive") }
      let day = call.time.flatMap { CalendarDay(String($0.prefix(10))) } ?? today
      let context = CountContext(asOf: .day(day), thinkingTokens: session.thinkingTokens, usesCalibration: false)
      guard let count = try? counter.count(request, context: context) else {
        skip("unknown model")
        continue
      }
      let now = Answer(count: count, prompt: call.usage.prompt)
      last = now
      observe(now, since: before, request, on: day)
    }
  }

  private mutating func observe(_ now: Answer, since before: Answer?, _ request: MessagesRequest, on day: CalendarDay) {
    guard let before else { return skip("first of a conversation") }
    guard before.count.model == now.count.model else { return skip("another model") }
    guard now.prompt > before.prompt, now.prompt - before.prompt < now.prompt / 2 + 50_000,
      let grown = now.growth(since: before, on: day)
    else { return skip("the context was edited") }
    items.append(Item(observation: grown, identity: request.encoded()))
  }
}

/// A call of a session: what was counted of its prompt here, and by the API.
private struct Answer: Sendable {
  let count: RequestCount
  let prompt: Int

  /// What was appended since an earlier call; nil where parts have gone.
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
      remote: prompt - earlier.prompt, kind: .appended, day: day)
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
