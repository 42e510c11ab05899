import Foundation
import Testing

@Suite("ullage count --request")
final class RequestTests {
  private let program: Program

  init() throws { program = try Program() }
  deinit { program.clean() }

  private static let plain = #"{"model": "claude-opus-5", "messages": [{"role": "user", "content": "the"}]}"#
  private static let doubtful = """
    {"model": "claude-sonnet-4-5", "max_tokens": 2000, "thinking": {"type": "enabled", "budget_tokens": 1024},
     "system": "Be brief.",
     "tools": [{"name": "look", "description": "Looks.", "input_schema": {"type": "object"}}],
     "messages": [
      {"role": "user", "content": "What is there?"},
      {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "look", "input": {"at": "x"}}]},
      {"role": "user", "content": [
       {"type": "tool_result", "tool_use_id": "b", "content": [
        {"type": "image", "source": {"type": "url", "url": "https://example.com/x.png"}}]}]}]}
    """

  @Test("prints a bare number, and nothing else where it is exact")
  func bareNumber() throws {
    try program.write("body.json", Self.plain)
    for run in [
      try program.run("count", "--request", "body.json"), try program.run("count", "--request", input: Self.plain),
      try program.run("count", "--request", "--beta", "none", "--as-of", "2026-01-01", "body.json"),
    ] {
      #expect(run.text == "7\n")
      #expect(run.notices == "")
      #expect(run.status == 0)
    }
  }

  @Test("counts for --model rather than for the model in the body, and for the default where neither is")
  func model() throws {
    #expect(try program.run("count", "--request", "--model", "haiku-4.5", input: Self.plain).text == "8\n")
    let nameless = #"{"messages": [{"role": "user", "content": "the"}]}"#
    let run = try program.run("count", "--request", input: nameless)
    #expect(run.text == "9\n")
    let notes = [
      "note: counted for claude-opus-5-5, the default; --model chooses another",
      "note: modelled, between 8 and 11 tokens; --explain says why",
    ]
    #expect(run.notices == notes.joined(separator: "\n") + "\n")
    let environment = ["ULLAGE_MODEL": "claude-haiku-4-5"]
    #expect(try program.run("count", "--request", input: nameless, environment: environment).text == "8\n")
    #expect(try program.run("count", "--request", input: Self.plain, environment: environment).text == "7\n")
  }

  @Test("shows the parts, the rules and JSON; what is not exact is said on standard error")
  func detail() throws {
    for (name, flags) in [
      ("parts", ["--parts"]), ("explain", ["--explain"]), ("json", ["--json"]), ("number", []), ("quiet", ["-q"]),
    ] {
      let run = try program.run(["count", "--request"] + flags, input: Data(Self.doubtful.utf8))
      #expect(run.status == 0)
      try Snapshot.check(run.text + "--\n" + run.notices, "request-\(name)")
    }
  }

  @Test("prints a table for several bodies, and goes on after one that cannot be read")
  func several() throws {
    try program.write("a.json", Self.plain)
    try program.write("b.json", Self.doubtful)
    try program.write("c.json", #"{"messages": 4}"#)
    let run = try program.run("count", "--request", "--beta", "none", "a.json", "b.json", "c.json")
    #expect(run.status == 2)
    try Snapshot.check(run.text + "--\n" + run.notices, "request-several")
    let json = try program.run("count", "--request", "--json", "a.json", "c.json")
    #expect(json.status == 2)
    let object = try #require(try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
    #expect((object["files"] as? [Any])?.count == 1)
    #expect((object["skipped"] as? [Any])?.count == 1)
    #expect(object["input_tokens"] as? Int == 7)
  }

  @Test("counts the next call of a session as its plan does")
  func session() throws {
    try program.write(
      "session.jsonl",
      [
        #"{"type":"user","uuid":"1","parentUuid":null,"message":{"role":"user","content":"Go."}}"#,
        #"{"type":"assistant","uuid":"2","parentUuid":"1","message":{"id":"m","role":"assistant","model":"claude-opus-5","stop_reason":"end_turn","content":[{"type":"text","text":"Done."}],"usage":{"input_tokens":20000,"output_tokens":4}}}"#,
        #"{"type":"user","uuid":"3","parentUuid":"2","message":{"role":"user","content":"And now?"}}"#,
      ].joined(separator: "\n"))
    let plan = try program.run("plan", "session.jsonl", "--json", "-q")
    let planned = try #require(try JSONSerialization.jsonObject(with: plan.output) as? [String: Any])
    let run = try program.run("count", "--request", "session.jsonl")
    #expect(run.status == 0)
    #expect(run.text == "\(try #require(planned["input_tokens"] as? Int))\n")
    let json = try program.run("count", "--request", "session.jsonl", "--json")
    let counted = try #require(try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
    for key in ["model", "input_tokens", "lower", "upper", "basis"] {
      #expect("\(counted[key] ?? 0)" == "\(planned[key] ?? 1)", "\(key)")
    }
  }

  @Test("says what is wrong with a body, where, and what helps")
  func wrongBodies() throws {
    let rows = [
      #"{"messages": 4}"#, #"{"messages": [{"role": "user", "content": "x"}"#, "[]", "",
      #"{"model": "claude-opus-9", "messages": []}"#,
    ]
    var text = ""
    for row in rows {
      let run = try program.run("count", "--request", input: row)
      #expect(run.text == "")
      text += "\(row)\n\(run.notices)exit \(run.status)\n\n"
    }
    try Snapshot.check(text, "request-errors")
    let assumed = try program.run(
      "count", "--request", "--assume-model", "claude-opus-5", input: Self.plain.replacing("opus-5", with: "opus-9"))
    #expect(assumed.text == "7\n")
    #expect(assumed.notices.hasPrefix("note: assumed, between"))
  }

  @Test("answers requests in a batch: models, betas, and days that may not be known")
  func batch() throws {
    let body = #"{"messages": [{"role": "user", "content": "the"}], "thinking": {"type": "enabled"}}"#
    let tools = body.replacing("{\"messages", with: #"{"tools": [{"name": "f", "input_schema": {}}], "messages"#)
    let sonnet = #""model": "claude-sonnet-4""#
    let run = try program.run(
      "count", "--jsonl",
      input: """
        {"id": 1, "request": \(Self.plain)}
        {"id": 2, "request": \(body), \(sonnet)}
        {"id": 3, "request": \(body), \(sonnet), "recorded_at": "Sat, 7 Jun 2025 10:00:00 GMT"}
        {"id": 4, "request": \(body), \(sonnet), "recorded_at": "2025-06-07T10:00:00Z"}
        {"id": 5, "request": \(body), \(sonnet), "recorded_at": null}
        {"id": 6, "request": \(tools), \(sonnet), "betas": ["interleaved-thinking-2025-05-14"]}
        {"id": 7, "request": \(tools), \(sonnet), "betas": ["none"]}
        {"id": 8, "request": \(tools), \(sonnet), "betas": []}
        {"id": 9, "request": {"messages": 4}}
        {"id": 10, "request": \(Self.plain), "model": "claude-opus-9"}
        {"id": 11, "request": \(Self.plain), "model": 5}
        {"id": 12, "request": \(Self.plain), "betas": 5}
        {"id": 13, "request": \(Self.plain), "betas": "a-beta-2026-01-01"}
        {"id": 14, "request": \(Self.plain), "betas": ["a", 5]}
        {"id": 15, "request": \(Self.plain), "recorded_at": "x"}
        {"id": 16, "request": \(Self.plain), "recorded_at": 20250607}
        {"id": 17, "request": \(Self.plain), "betas": null, "recorded_at": null}
        {"id": 18, "request": \(Self.plain), "betas": [], "recorded_at": "**REDACTED**"}
        """)
    #expect(run.status == 2)
    #expect(run.notices == "")
    try Snapshot.check(run.text, "jsonl-requests")
  }
}
