import Foundation
import Testing

/// A limit on memory (`ulimit -v`, in KB), from the least that the program starts with.
@Suite("Where memory is short", .serialized)
final class MemoryLimitTests {
  private let program: Program

  init() throws { program = try Program() }
  deinit { program.clean() }

  private func run(_ limit: Int, _ arguments: String) throws -> Program.Outcome {
    try program.run(
      [
        "-c",
        "ulimit -v \(limit); ulimit -c 0; SWIFT_BACKTRACE=enable=no exec \"\(Program.executable.path)\" \(arguments)",
      ], input: Data(), executable: URL(fileURLWithPath: "/bin/sh"))
  }

  /// The least limit for a command that counts nothing, to 500 KB; nil under a sanitizer, which takes terabytes.
  private func least() throws -> Int? {
    var (short, enough) = (10_000, 1_000_000)
    guard try run(enough, "models").status == 0 else { return nil }
    while enough - short > 500 {
      let middle = (short + enough) / 2
      if try run(middle, "models").status == 0 { enough = middle } else { short = middle }
    }
    return enough
  }

  @Test("counting does without its caches: it needs little more than a command that counts nothing")
  func countingDoesWithoutItsCaches() throws {
    guard let least = try least() else { return }
    let text = String(repeating: "words, of some kind, héllo wörld\n", count: 2000)
    try program.write("tree/a", text)
    try program.write("tree/b", text)
    let count = try program.run("count", "-q", "tree/a").text
    let report = try program.run("report", "tree").text
    // The caches of one thread take 6 MB, and the stack of another 8.
    for more in [1_500, 3_000, 5_000, 7_000, 9_000, 12_000] {
      #expect(try run(least + more, "count -q tree/a").text == count, "\(least) KB and \(more)")
      #expect(try run(least + more, "report tree").text == report, "\(least) KB and \(more)")
    }
  }

  @Test("a body that there is no memory for is an error before it is read")
  func aBodyThatThereIs() throws {
    let file = try program.write("big", Data())
    try #require(truncate(file.path, 200 << 20) == 0)
    guard let least = try least() else { return }
    let run = try run(least + 200_000, "count --request big")
    #expect(run.status == 2)
    #expect(run.text == "")
    #expect(run.notices.hasPrefix("error: there is no memory for 209715200 bytes"), "\(run.notices)")
    #expect(run.notices.contains("ulimit -v"))
  }

  @Test(
    "a session, all of it in the context, takes its size and half of that, beside threads and caches",
    arguments: ["plan", "count --request"])
  func aSessionTakesItsSize(command: String) throws {
    let text = String(repeating: "A line of some length, with numbers 123 in it.\\n", count: 64)
    var rows: [String] = []
    for number in 0..<8_000 {
      let message =
        number.isMultiple(of: 2)
        ? #"{"role":"user","content":"\#(number) \#(text)"}"#
        : #"{"role":"assistant","id":"msg_\#(number)","model":"claude-opus-5","content":[{"type":"text","text":"\#(number) \#(text)"}]}"#
      let parent = number == 0 ? "null" : #""u\#(number - 1)""#
      let type = number.isMultiple(of: 2) ? "user" : "assistant"
      rows.append(#"{"type":"\#(type)","uuid":"u\#(number)","parentUuid":\#(parent),"message":\#(message)}"#)
    }
    let session = rows.joined(separator: "\n") + "\n"
    try program.write("session.jsonl", session)
    guard let least = try least() else { return }
    let run = try run(least + session.utf8.count / 1000 * 3 / 2 + 20_000, "\(command) session.jsonl")
    // No window holds so many tokens.
    #expect(run.status == (command == "plan" ? 1 : 0), "\(run.notices)")
  }

  @Test("where memory ends in the midst, so does the process, without half of a result")
  func whereMemoryEndsInThe() throws {
    guard let least = try least() else { return }
    let block = #"{"type": "text", "text": "a"}"#
    let blocks = Array(repeating: block, count: 20_000).joined(separator: ", ")
    let body = #"{"model": "claude-opus-5", "messages": [{"role": "user", "content": [\#(blocks)]}]}"#
    try program.write("many", body)
    let run = try run(least + 4_000, "count --request many --parts")
    #expect(run.status != 0)
    #expect(run.text == "")
  }
}
