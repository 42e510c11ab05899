import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting
import TestSupport

/// A session that is made up row by row, as Claude Code would write it, with the usage that its calls would have had.
struct MadeSession {
  private(set) var rows: [String] = []
  /// What the next call holds: messages as JSON.
  private(set) var context: [String] = []
  private(set) var calls = 0
  private(set) var compactions = 0
  private(set) var rewinds = 0
  let model: String
  /// System prompt and tools, which no row holds.
  let outside: Int
  private var random: SeededRandom
  private var parent: String?
  private var names = 0
  private var past: [(context: [String], parent: String)] = []

  private static let words = [
    "lamp", "river", "seven", "def f(x):", "über", "build", "{\"a\": 1}", "=> ok", "日本", "the",
  ]

  init(seed: UInt64, model: String, outside: Int) {
    random = SeededRandom(seed: seed)
    self.model = model
    self.outside = outside
  }

  /// What the API would count of the next call.
  func prompt(_ counter: RequestCounter) throws -> Int {
    let body = #"{"model":"\#(model)","messages":[\#(context.joined(separator: ","))]}"#
    return outside + (try counter.count(MessagesRequest(decoding: Array(body.utf8))).total.tokens)
  }

  /// Plays a number of turns; the last call is not made yet.
  mutating func play(turns: Int, _ counter: RequestCounter) throws {
    for turn in 0..<turns {
      if turn > 1, random.below(6) == 0, let back = past.randomElement(using: &random) {
        (context, parent) = (back.context, back.parent)
        rewinds += 1
      } else if turn > 1, random.below(6) == 0 {
        compact()
      }
      ask()
      for _ in 0..<random.below(3) { try callTools(counter) }
      if turn < turns - 1 { try answer(counter) }
    }
    if random.below(2) == 0, let repeated = rows.dropLast().randomElement(using: &random) {
      rows.insert(repeated, at: rows.count - 1)
    }
  }

  private mutating func text(_ most: Int) -> String {
    (0...random.below(most)).map { _ in random.pick(Self.words) }.joined(separator: " ")
  }

  private func quoted(_ text: String) -> String {
    var writer = JSONWriter()
    writer.element(.string(text))
    return writer.text
  }

  private mutating func row(_ type: String, on parent: String?, message: String, more: String = "") -> String {
    names += 1
    let name = "row-\(names)"
    let parent = parent.map { "\"\($0)\"" } ?? "null"
    rows.append(
      #"{"parentUuid":\#(parent),"isSidechain":false,"type":"\#(type)","uuid":"\#(name)"\#(more),"message":\#(message)}"#
    )
    return name
  }

  private mutating func ask() {
    let message = #"{"role":"user","content":\#(quoted(text(30)))}"#
    parent = row("user", on: parent, message: message)
    context.append(message)
  }

  private mutating func compact() {
    compactions += 1
    rows.append(
      #"{"type":"system","subtype":"compact_boundary","uuid":"boundary-\#(rows.count)","parentUuid":null,"compactMetadata":{"trigger":"auto"}}"#
    )
    let message = #"{"role":"user","content":\#(quoted("Summary: " + text(40)))}"#
    parent = row("user", on: "boundary-\(rows.count - 1)", message: message, more: #","isCompactSummary":true"#)
    context = [message]
    past = []
  }

  /// A row of an answer with the usage of its call.
  private mutating func answerRow(_ id: String, _ block: String, usage: Int, isLast: Bool) {
    let cached = usage * 9 / 10
    let head = #""id":"\#(id)","type":"message","role":"assistant","model":"\#(model)""#
    let counts = #""usage":{"input_tokens":\#(usage - cached),"cache_read_input_tokens":\#(cached),"output_tokens":9}"#
    parent = row(
      "assistant", on: parent,
      message: #"{\#(head),"content":[\#(block)],"stop_reason":\#(isLast ? #""end_turn""# : "null"),\#(counts)}"#)
  }

  private mutating func answer(_ counter: RequestCounter) throws {
    let usage = try prompt(counter)
    calls += 1
    let block = #"{"type":"text","text":\#(quoted(text(30)))}"#
    answerRow("msg_\(calls)", block, usage: usage, isLast: true)
    context.append(#"{"role":"assistant","content":[\#(block)]}"#)
    if let parent { past.append((context, parent)) }
  }

  /// Calls of one answer, a row each, and their results: behind the calls or between them.
  private mutating func callTools(_ counter: RequestCounter) throws {
    let usage = try prompt(counter)
    calls += 1
    let count = 1 + random.below(3)
    let isInterleaved = random.below(2) == 0
    var (blocks, results, places): ([String], [String], [String]) = ([], [], [])
    for index in 0..<count {
      let id = "toolu_\(calls)_\(index)"
      let block = #"{"type":"tool_use","id":"\#(id)","name":"Bash","input":{"command":\#(quoted(text(6)))}}"#
      answerRow("msg_\(calls)", block, usage: usage, isLast: index == count - 1)
      blocks.append(block)
      results.append(#"{"type":"tool_result","tool_use_id":"\#(id)","content":\#(quoted(text(40)))}"#)
      places.append(parent ?? "")
      if isInterleaved { addResult(results[index], on: places[index]) }
    }
    if !isInterleaved { for index in 0..<count { addResult(results[index], on: places[index]) } }
    context.append(#"{"role":"assistant","content":[\#(blocks.joined(separator: ","))]}"#)
    context.append(#"{"role":"user","content":[\#(results.joined(separator: ","))]}"#)
  }

  private mutating func addResult(_ result: String, on call: String) {
    parent = row("user", on: call, message: #"{"role":"user","content":[\#(result)]}"#)
  }
}
