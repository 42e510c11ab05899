// Measures whole requests: `requests FILE [MEGABYTES]`. Builds conversations from a text, a quarter, a half and all of
// the size, decodes and counts each on one thread and on two, checks the answers, and prints processor time, wall time and
// memory as one JSON object each.

import Glibc
import JSONText
import MessagesAPI
import ModelCatalog
import RequestCounting

@main
struct Main {
  private static let rounds = 25

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 2, let text = read(arguments[1]), text.count > 100_000 else {
      print("usage: requests FILE [MEGABYTES], with a text of 100 KB or more")
      exit(EX_USAGE)
    }
    let size = Int((arguments.count > 2 ? Double(arguments[2]) ?? 3.5 : 3.5) * 1e6)
    let counters = try [1, 2].map { RequestCounter(catalog: try Catalog.bundled(), threads: $0) }
    for model in ["claude-sonnet-4-5", "claude-opus-5"] {
      for part in [4, 2, 1] {
        let conversation = Conversation(text, size: size / part)
        for counter in counters { try measure(conversation, model, counter) }
      }
    }
  }

  private static func measure(_ conversation: Conversation, _ model: String, _ counter: RequestCounter) throws {
    let before = kib("VmRSS")
    var (times, walls): ([Double], [Double]) = ([], [])
    var counts: [RequestCount] = []
    for _ in 0..<rounds {
      let (start, wall) = (seconds(CLOCK_PROCESS_CPUTIME_ID), seconds(CLOCK_MONOTONIC))
      let request = try MessagesRequest(decoding: conversation.body)
      let count = try counter.count(request, model: model, betas: [])
      times.append(seconds(CLOCK_PROCESS_CPUTIME_ID) - start)
      walls.append(seconds(CLOCK_MONOTONIC) - wall)
      if counts.isEmpty || counts[0].total != count.total { counts.append(count) }
    }
    let peak = kib("VmHWM")
    let turns = try conversation.tokensByTurn(model, counter)
    guard counts.count == 1, Conversation.tokensByTurn(counts[0], turns: turns.count) == turns else {
      print("wrong: the turns count otherwise when they are counted apart")
      exit(1)
    }
    times.sort()
    walls.sort()
    print(
      #"{"model": "\#(model)", "threads": \#(counter.threads), "bytes": \#(conversation.body.count), "tokens": \#(counts[0].total.tokens), "#
        + #""median_ms": \#(rounded(times[rounds / 2] * 1e3)), "least_ms": \#(rounded(times[0] * 1e3)), "#
        + #""median_wall_ms": \#(rounded(walls[rounds / 2] * 1e3)), "least_wall_ms": \#(rounded(walls[0] * 1e3)), "#
        + #""rss_before_kib": \#(before), "peak_rss_kib": \#(peak)}"#)
  }

  private static func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func kib(_ field: String) -> Int {
    let status = read("/proc/self/status").map { String(decoding: $0, as: UTF8.self) } ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(field + ":") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let length = fread(&buffer, 1, buffer.count, file), length > 0 { bytes += buffer[..<length] }
    return bytes
  }
}

/// A conversation with tools: questions, calls and results of about 4 KB each, cut from a text.
struct Conversation {
  private(set) var body: [UInt8]
  /// The turns one by one, for counting them apart.
  private let turns: [[UInt8]]

  private static let head =
    #"{"max_tokens":1000,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":["#

  init(_ text: [UInt8], size: Int) {
    var turns: [[UInt8]] = []
    var length = 0
    var start = 0
    while length < size {
      let slice = Self.slice(of: text, &start)
      let turn = Self.turn(turns.count, String(decoding: slice, as: UTF8.self))
      length += turn.count
      turns.append(turn)
    }
    self.turns = turns
    body = Array(Self.head.utf8) + Array(turns.joined(separator: [UInt8(ascii: ",")])) + Array("]}".utf8)
  }

  private static func slice(of text: [UInt8], _ start: inout Int) -> ArraySlice<UInt8> {
    if start + 5000 > text.count { start = start % 997 }
    let end = text[(start + 4000)..<(start + 5000)].firstIndex(of: UInt8(ascii: "\n")) ?? start + 4000
    defer { start = end + 1 }
    return text[start..<end]
  }

  private static func turn(_ index: Int, _ text: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { turn in
      turn.member("role", index % 2 == 0 ? "user" : "assistant")
      turn.array("content") { content in
        content.object { block in
          switch index % 4 {
          case 1:
            block.member("type", "tool_use")
            block.member("id", "call-\(index)")
            block.member("name", "look")
            block.object("input") { $0.member("at", text) }
          case 2:
            block.member("type", "tool_result")
            block.member("tool_use_id", "call-\(index - 1)")
            block.member("content", text)
          default:
            block.member("type", "text")
            block.member("text", text)
          }
        }
      }
    }
    return writer.take()
  }

  /// Tokens of each turn as they are when four turns are counted apart: a turn's price does not depend on what stands
  /// before its question.
  func tokensByTurn(_ model: String, _ counter: RequestCounter) throws -> [Int] {
    var tokens: [Int] = []
    for index in stride(from: 0, to: turns.count, by: 4) {
      let group = turns[index..<min(index + 4, turns.count)]
      let body = Array(Self.head.utf8) + Array(group.joined(separator: [UInt8(ascii: ",")])) + Array("]}".utf8)
      let count = try counter.count(try MessagesRequest(decoding: body), model: model, betas: [])
      tokens += Self.tokensByTurn(count, turns: group.count)
    }
    return tokens
  }

  /// Tokens of each turn in a count, without what is there because a conversation ends.
  static func tokensByTurn(_ count: RequestCount, turns: Int) -> [Int] {
    var tokens = [Int](repeating: 0, count: turns)
    for part in count.parts where ![.prefill, .endsInResult, .endsInResultForced].contains(part.rule) {
      if let turn = part.path.messageIndex { tokens[turn] += part.count.tokens }
    }
    return tokens
  }
}
