import Foundation
import TestSupport
import Testing

@Suite("ullage price")
final class PriceTests {
  private let program: Program

  init() throws { program = try Program() }

  deinit { program.clean() }

  private static let answer =
    #"{"id":"m1","model":"claude-opus-5","role":"assistant","content":[],"usage":{"input_tokens":9,"output_tokens":100,"cache_read_input_tokens":5000,"cache_creation_input_tokens":1000,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":1000}}}"#
  private static let nanodollars = 9 * 5000 + 100 * 25_000 + 5000 * 500 + 1000 * 10_000

  private func total(_ arguments: String..., input: String = "") throws -> (nanodollars: Int, calls: Int, status: Int32)
  {
    let run = try program.run(["price", "--json", "-q"] + arguments, input: Data(input.utf8))
    let answer = try JSONSerialization.jsonObject(with: run.output) as? [String: Any] ?? [:]
    return (answer["nanodollars"] as? Int ?? -1, answer["calls"] as? Int ?? -1, run.status)
  }

  @Test("An answer costs the same as itself, in a session's rows, in a batch's results at half, and as a bare usage")
  func shapes() throws {
    let whole = try total("-", input: Self.answer)
    #expect(whole == (Self.nanodollars, 1, 0))
    // A session writes an answer in several rows: it was paid once.
    let row = #"{"type":"assistant","timestamp":"2026-09-01T10:00:00Z","message":\#(Self.answer)}"#
    let session = #"{"type":"user","message":{"role":"user","content":"a"}}"# + "\n" + row + "\n" + row + "\n"
    try program.write("session.jsonl", session)
    #expect(try total("session.jsonl") == (Self.nanodollars, 1, 0))
    let result = #"{"custom_id":"a","result":{"type":"succeeded","message":\#(Self.answer)}}"#
    let expired = #"{"custom_id":"b","result":{"type":"expired"}}"#
    #expect(try total("-", input: result + "\n" + expired) == (Self.nanodollars / 2, 1, 0))
    let usage = #"{"input_tokens":9,"output_tokens":100}"#
    #expect(try total("--model", "claude-opus-5", "-", input: usage) == (9 * 5000 + 100 * 25_000, 1, 0))
    #expect(try total("--batch", "-", input: Self.answer).nanodollars == Self.nanodollars / 2)
  }

  @Test("What cannot be priced is named, and the rest is")
  func doubts() throws {
    let unknown = Self.answer.replacingOccurrences(of: "claude-opus-5", with: "claude-9").replacingOccurrences(
      of: "m1", with: "m2")
    #expect(try total("-", input: Self.answer + "\n" + unknown) == (Self.nanodollars, 1, 2))
    #expect(try program.run("price", "-", input: #"{"input_tokens":9}"#).notices.contains("names no model"))
    #expect(try program.run("price", "-", input: #"{"a":1}"#).status == 65)
    #expect(try program.run("price", "--json", "--jsonl", "-").status == 64)
  }

  @Test("A batch before it is sent: tokens, price with and without output, what is refused")
  func batch() throws {
    func item(_ id: String, _ model: String, _ most: Int) -> String {
      #"{"custom_id":"\#(id)","params":{"model":"\#(model)","max_tokens":\#(most),"messages":[{"role":"user","content":"Hello"}]}}"#
    }
    let lines = [
      item("a", "claude-opus-5", 1000), item("b", "claude-opus-5", 1000), item("c", "claude-sonnet-4-5", 100),
    ]
    try program.write("batch.jsonl", lines.joined(separator: "\n") + "\n")
    try program.write("batch.json", #"{"requests":["# + lines.joined(separator: ",") + "]}")
    for file in ["batch.jsonl", "batch.json"] {
      let run = try program.run("price", "--json", file)
      #expect(run.status == 0)
      let answer = try #require(try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
      let batch = try #require(answer["batch"] as? [String: Any])
      #expect(batch["requests"] as? Int == 3)
      let models = try #require(batch["models"] as? [[String: Any]])
      #expect(models[0]["model"] as? String == "claude-opus-5")
      #expect(models[0]["input_tokens"] as? Int == 18)
      #expect(models[0]["input_dollars"] as? String == "0.000045")
      #expect(models[0]["most_dollars"] as? String == "0.025045")
      if file == "batch.json" {
        let bytes = (batch["batches"] as? [[String: Any]])?.first?["bytes"] as? Int
        #expect(bytes == #"{"requests":[]}"#.utf8.count + lines.joined(separator: ",").utf8.count)
      }
    }
    try program.write(
      "bad.jsonl",
      [item("a", "claude-opus-5", 10), item("a", "claude-opus-5", 900_000), item("b c", "claude-opus-5", 10)].joined(
        separator: "\n"))
    let bad = try program.run("price", "bad.jsonl")
    #expect(bad.status == 1)
    for words in ["the custom_id is that of bad.jsonl:1, too", "900000 > 128000", "custom_id: String should match"] {
      #expect(bad.text.contains(words), "\(bad.text)")
    }
  }

  @Test("prints tables")
  func tables() throws {
    try program.write(
      "answers.jsonl",
      Self.answer + "\n"
        + #"{"model":"claude-haiku-5-5","usage":{"input_tokens":200000,"output_tokens":500,"server_tool_use":{"web_search_requests":2}}}"#
    )
    try Snapshot.check(try program.run("price", "answers.jsonl").text, "price-table")
  }
}
