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

  @Test("its tools cost a client fewer than 400 tokens in all, by its own count")
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
    #expect((200..<400).contains(tokens))
  }
}
