import Foundation
import Testing

@Suite("ullage mcp")
final class MCPTests {
  private let program: Program

  init() throws { program = try Program() }
  deinit { program.clean() }

  /// Sends lines and returns the answers.
  private func answers(_ lines: String...) throws -> [String] {
    let run = try program.run("mcp", input: lines.joined(separator: "\n"))
    #expect(run.status == 0)
    #expect(run.notices == "")
    return run.text.split(separator: "\n").map(String.init)
  }

  private func call(_ tool: String, _ arguments: String) throws -> [String: Any] {
    let answer = try answers(
      #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"\#(tool)","arguments":\#(arguments)}}"#)
    let object = try JSONSerialization.jsonObject(with: Data(try #require(answer.first).utf8)) as? [String: Any]
    return try #require(object?["result"] as? [String: Any])
  }

  @Test("greets a client of every version with its own, and others with the newest", arguments: Greeting.rows)
  func versions(row: Greeting) throws {
    let answer = try answers(
      #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\#(row.wanted)"}}"#,
      #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
    #expect(answer.count == 1)
    #expect(answer.first?.contains(#""protocolVersion":"\#(row.given)""#) == true)
  }

  struct Greeting: Sendable {
    var wanted: String
    var given: String

    static let rows =
      ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"].map { Greeting(wanted: $0, given: $0) } + [
        Greeting(wanted: "2026-07-28", given: "2025-11-25"), Greeting(wanted: "1999-01-01", given: "2025-11-25"),
      ]
  }

  @Test("answers and errors are those of the protocol")
  func conversation() throws {
    let meta = #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}"#
    let sent = [
      #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#,
      #"{"jsonrpc":"2.0","id":"two","method":"tools/list"}"#,
      #"{"jsonrpc":"2.0","id":3,"method":"server/discover","params":{\#(meta)}}"#,
      #"{"jsonrpc":"2.0","id":4,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2030-01-01"}}}"#,
      #"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"count_text","arguments":{"text":"Hello","model":"claude-opus-5"},\#(meta)}}"#,
      #"{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"count_text","arguments":{"text":5}}}"#,
      #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"count_text","arguments":{"text":"a","model":"claude-opus-55"}}}"#,
      #"{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"count_lines"}}"#,
      #"{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"arguments":{}}}"#,
      #"{"jsonrpc":"2.0","id":10,"method":"resources/list"}"#,
      #"{"jsonrpc":"2.0","id":11,"method":"ping","params":[]}"#,
      #"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#,
      #"{"id":12,"method":"ping"}"#,
      #"{"jsonrpc":"2.0","id":13}"#,
      #"{"jsonrpc":"2.0","id":14,"result":{}}"#,
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#,
      #"[{"jsonrpc":"2.0","id":15,"method":"ping"},{"jsonrpc":"2.0","method":"x"},{"jsonrpc":"2.0","id":16,"method":"ping"}]"#,
      "[]",
      #"{"jsonrpc":"2.0","id":17,"#,
      "",
      #"{"jsonrpc":"2.0","id":18,"method":"ping"}"#,
    ]
    let run = try program.run("mcp", input: sent.joined(separator: "\n"))
    #expect(run.status == 0)
    try Snapshot.check(run.text, "mcp")
  }

  @Test("counts a request as ullage count --request does")
  func request() throws {
    let body = #"{"model":"claude-sonnet-4-5","system":"Be brief.","messages":[{"role":"user","content":"Hello"}]}"#
    let result = try call("count_request", #"{"request":\#(body),"parts":true}"#)
    let structured = try #require(result["structuredContent"] as? [String: Any])
    try program.write("body.json", body)
    let counted = try program.run("count", "--request", "body.json").text
    #expect("\(structured["input_tokens"] as? Int ?? -1)\n" == counted)
    let parts = try #require(structured["parts"] as? [[String: Any]])
    #expect(parts.reduce(0) { $0 + ($1["tokens"] as? Int ?? 0) } == structured["input_tokens"] as? Int)
  }

  // MARK: Files

  /// Calls a tool behind a greeting in which the client opens folders.
  private func call(_ tool: String, _ arguments: String, roots: [URL]) throws -> (text: String, isError: Bool) {
    let list = roots.map { #"{"uri":"\#($0.absoluteString)","name":"r"}"# }.joined(separator: ",")
    let answers = try answers(
      #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"roots":{}}}}"#,
      #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
      #"{"jsonrpc":"2.0","id":"ullage-roots","result":{"roots":[\#(list)]}}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"\#(tool)","arguments":\#(arguments)}}"#)
    #expect(answers.count == 3)
    #expect(answers[1] == #"{"jsonrpc":"2.0","id":"ullage-roots","method":"roots/list"}"#)
    let object = try JSONSerialization.jsonObject(with: Data(answers[2].utf8)) as? [String: Any]
    let result = try #require(object?["result"] as? [String: Any])
    let text = try #require((result["content"] as? [[String: Any]])?.first?["text"] as? String)
    return (text, result["isError"] as? Bool == true)
  }

  @Test("counts files below the roots that a client announces, as ullage count does")
  func countsFiles() throws {
    let file = try program.write("open/a b.md", "Hello, world!\n")
    try program.write("open/deep/c.md", "Some more words.\n")
    let root = program.folder.appending(path: "open")
    for path in [file.path, "a b.md", file.absoluteString] {
      let answer = try call("count_files", #"{"paths":["\#(path)"],"model":"claude-opus-5"}"#, roots: [root])
      #expect(!answer.isError && answer.text.contains(#""input_tokens":6"#), "\(path): \(answer.text)")
    }
    let all = try call("count_files", #"{"paths":["."],"model":"claude-opus-5"}"#, roots: [root])
    let object = try #require(try JSONSerialization.jsonObject(with: Data(all.text.utf8)) as? [String: Any])
    let total = try program.run("count", "-q", "--model", "claude-opus-5", "open/a b.md", "open/deep/c.md").text
    #expect("\(object["input_tokens"] as? Int ?? -1)\n" == total)
  }

  @Test("reads nothing outside the roots, whatever names and links say, and no pipe or device")
  func confined() throws {
    try program.write("open/a.md", "inside\n")
    let secret = try program.write("secret.md", "outside\n")
    let root = program.folder.appending(path: "open")
    let open = root.path
    try FileManager.default.createSymbolicLink(
      atPath: "\(open)/link.md", withDestinationPath: secret.path)
    try FileManager.default.createSymbolicLink(atPath: "\(open)/up", withDestinationPath: program.folder.path)
    #expect(mkfifo("\(open)/pipe", 0o600) == 0)
    let outside = [
      secret.path, "../secret.md", "link.md", "up/secret.md", "/etc/passwd", "/dev/zero", "pipe",
      "file:///etc/passwd", "file://elsewhere/etc/passwd", "a.md/../../secret.md", "",
    ]
    for path in outside where path != "" {
      for (tool, arguments) in [
        ("count_files", #"{"paths":["\#(path)"]}"#), ("plan_transcript", #"{"path":"\#(path)"}"#),
        ("what_fits", #"{"paths":["\#(path)"],"tokens":100}"#),
      ] {
        let answer = try call(tool, arguments, roots: [root])
        #expect(answer.isError && answer.text.contains("error:"), "\(tool) \(path): \(answer.text)")
      }
    }
    // Without roots nothing is open.
    #expect(try call("count_files", #"{"paths":["/etc/passwd"]}"#, roots: []).text.contains("no folder is open"))
  }

  @Test("says which files fit, and how many lines of the first that does not")
  func whatFits() throws {
    try program.write("open/small.md", "one two three\n")
    try program.write("open/large.md", String(repeating: "one two three four\n", count: 100))
    let answer = try call(
      "what_fits", #"{"paths":["small.md","large.md"],"tokens":60,"model":"claude-opus-4-8"}"#,
      roots: [program.folder.appending(path: "open")])
    let object = try #require(try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any])
    let fits = try #require(object["fits"] as? [[String: Any]])
    let taken = fits.reduce(0) { $0 + ($1["upper"] as? Int ?? 0) }
    #expect(fits.count == 2 && fits[0]["lines"] == nil)
    #expect(taken + (object["tokens_left"] as? Int ?? 0) == 60)
    #expect((fits[1]["lines"] as? Int ?? 0) > 5)
    #expect((object["too_large"] as? [String])?.count == 1)
  }

  @Test("plans a transcript as ullage plan does")
  func plansTranscript() throws {
    let session = #"""
      {"type":"user","uuid":"a","message":{"role":"user","content":"Hello"}}
      {"type":"assistant","uuid":"b","parentUuid":"a","message":{"id":"m","role":"assistant","model":"claude-opus-4-8","content":[{"type":"text","text":"Hi"}],"usage":{"input_tokens":20000,"output_tokens":5}}}
      """#
    try program.write("open/s.jsonl", session)
    let answer = try call("plan_transcript", #"{"path":"s.jsonl"}"#, roots: [program.folder.appending(path: "open")])
    let planned = try program.run("plan", "--json", "-q", "open/s.jsonl")
    func figures(_ data: Data) throws -> [String] {
      let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      return ["verdict", "input_tokens", "counted_tokens", "headroom"].map { "\(object[$0] ?? "none")" }
    }
    #expect(try figures(Data(answer.text.utf8)) == figures(planned.output))
  }

  @Test("takes params of null and requests as JSON text, and answers no notification")
  func lenient() throws {
    let answers = try answers(
      #"{"jsonrpc":"2.0","id":1,"method":"ping","params":null}"#,
      #"{"jsonrpc":"2.0","method":"notifications/progress","params":[1]}"#,
      #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"count_request","arguments":{"request":"{\"model\":\"claude-opus-5\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"}}}"#
    )
    #expect(answers.count == 2)
    #expect(answers[0] == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
    #expect(answers[1].contains(#""input_tokens":9"#))
  }

  @Test("plans a conversation as ullage plan does")
  func plan() throws {
    let body = #"{"model":"claude-sonnet-4-5","max_tokens":70000,"messages":[{"role":"user","content":"Hello"}]}"#
    let result = try call("plan_conversation", #"{"request":\#(body)}"#)
    let structured = try #require(result["structuredContent"] as? [String: Any])
    try program.write("body.json", body)
    let run = try program.run("plan", "--json", "body.json")
    let planned = try #require(try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
    #expect(structured["verdict"] as? String == "refused")
    for key in ["verdict", "reason"] { #expect(structured[key] as? String == planned[key] as? String) }
    for key in ["input_tokens", "headroom", "window"] { #expect(structured[key] as? Int == planned[key] as? Int) }
  }

  @Test("its tools cost a client fewer than 700 tokens in all, by its own count")
  func schemas() throws {
    let list = try #require(try answers(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#).first)
    let answer = try JSONSerialization.jsonObject(with: Data(list.utf8)) as? [String: Any]
    let listed = try #require((answer?["result"] as? [String: Any])?["tools"] as? [[String: Any]])
    let tools = listed.map { tool in
      ["name": tool["name"], "description": tool["description"], "input_schema": tool["inputSchema"]]
    }
    let body: [String: Any] = [
      "model": "claude-opus-5", "messages": [["role": "user", "content": "x"]], "tools": tools,
    ]
    let text = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
    let result = try call("count_request", #"{"request":\#(text),"parts":true}"#)
    let parts = try #require((result["structuredContent"] as? [String: Any])?["parts"] as? [[String: Any]])
    let definitions = parts.filter { $0["kind"] as? String == "tool_definitions" }
    let tokens = definitions.reduce(0) { $0 + ($1["tokens"] as? Int ?? 0) }
    #expect((400..<700).contains(tokens))
  }
}
