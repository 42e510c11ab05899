import Foundation
import JSONText
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("ullage plan")
final class PlanTests {
  private let program: Program

  init() throws { program = try Program() }
  deinit { program.clean() }

  private static let body =
    #"{"model":"claude-opus-4-1","max_tokens":1000,"system":"Be brief.","messages":[{"role":"user","content":"Hello"}]}"#

  /// Questions and answers of some 50 tokens each.
  private static func conversation(_ exchanges: Int) -> String {
    let words = String(repeating: "window ", count: 40)
    var messages: [String] = []
    for index in 0..<exchanges {
      messages.append(#"{"role":"user","content":"\#(index) \#(words)"}"#)
      messages.append(#"{"role":"assistant","content":"\#(words)"}"#)
    }
    messages.append(#"{"role":"user","content":"And now?"}"#)
    let list = messages.joined(separator: ",")
    return #"{"model":"claude-sonnet-4-5","max_tokens":200,"messages":[\#(list)]}"#
  }

  @Test("ends with a status that a script can go by")
  func status() throws {
    try program.write("r.json", Self.body)
    let rows: [(arguments: [String], status: Int32)] = [
      ([], 0), (["--window", "500"], 1), (["--window", "1016"], 0), (["--window", "900"], 0),
      (["--window", "900", "--strict"], 1), (["--window", "1k", "--max-tokens", "10"], 0),
      (["--max-tokens", "32001"], 1), (["--max-tokens", "33k"], 1), (["--model", "claude-opus-55"], 64),
      (["--window", "much"], 64),
      (["--as-of", "yesterday"], 64), (["--apply", "nothing"], 64), (["--max-tokens", "-1"], 64),
      (["--platform", "moon"], 64), (["--pin", "1"], 64), (["--weight", "7=1"], 64), (["--cached", "-1"], 64),
      (["--pin", "0", "--weight", "0=5", "--platform", "api"], 0),
    ]
    for row in rows {
      let run = try program.run(["plan", "r.json"] + row.arguments, input: Data())
      #expect(run.status == row.status, "\(row.arguments): \(run.notices)")
    }
    #expect(try program.run("plan", "missing.json").status == 2)
    for arguments in [["-", "--tools", "-"], ["-", "--history", "-"], ["r.json", "--tools", "-", "--history", "-"]] {
      let run = try program.run(["plan"] + arguments, input: Data(Self.body.utf8))
      #expect(run.status == 64 && run.notices.contains("standard input can be read only once"), "\(run.notices)")
    }
    let most = try program.run("plan", "r.json", "--max-tokens", "1000000000")
    #expect(most.text.contains("; 0 is the most"), "\(most.text)")
  }

  @Test("prints a table and JSON")
  func answers() throws {
    try program.write("r.json", Self.conversation(20))
    try Snapshot.check(try program.run("plan", "r.json", "--window", "1900").text, "plan-table")
    try Snapshot.check(try program.run("plan", "r.json", "--window", "1900", "--json").text, "plan-json")
    let refused = try program.run("plan", "r.json", "--window", "1500", "-q")
    #expect(refused.status == 1)
    try Snapshot.check(refused.text, "plan-refused")
    let next = try program.run(
      "plan", "r.json", "--window", "4k", "-q", "--next", "--branches", "3", "--rate-tier", "build")
    try Snapshot.check(next.text, "plan-next")
    for arguments in [["--branches", "0"], ["--rate-tier", "best"]] {
      #expect(try program.run(["plan", "r.json"] + arguments, input: Data()).status == 64)
    }
  }

  @Test("prints no line that is wider than a terminal, but for what the API says")
  func width() throws {
    try program.write("r.json", Self.conversation(20))
    try program.write("long.json", Self.conversation(2000))
    for arguments in [
      ["r.json", "--window", "1900"], ["r.json", "--when", "1%", "--next", "--branches", "4", "--rate-tier", "start"],
      ["long.json", "--window", "1m", "--when", "10%"],
      ["long.json", "--model", "claude-opus-5", "--max-tokens", "60k"],
      ["long.json", "--window", "100k", "--risk", "0.001"], ["r.json", "--as-of", "2025-12-01", "--window", "2k"],
    ] {
      let lines = try program.run(["plan", "-q"] + arguments, input: Data()).text.split(separator: "\n")
      #expect(lines.count > 10)
      for line in lines where line.count > 80 {
        #expect(
          ["refused: ", "may be refused: ", "    try: "].contains { line.hasPrefix($0) }, "\(arguments): \(line)")
      }
    }
  }

  @Test("writes what a remedy makes of the request")
  func apply() throws {
    try program.write("r.json", Self.conversation(20))
    let planned = try program.run("plan", "r.json", "--window", "1900", "--json")
    let plan = try #require(try JSONSerialization.jsonObject(with: planned.output) as? [String: Any])
    for name in ["evict", "fifo", "lower_max_tokens"] {
      let remedies = try #require(plan["remedies"] as? [[String: Any]])
      let promised = try #require(remedies.first { $0["name"] as? String == name })
      let edited = try program.run("plan", "r.json", "--window", "1900", "--apply", name)
      #expect(edited.status == 0)
      let again = try program.run(
        ["plan", "-", "--window", "1900", "--json"], input: edited.output)
      let after = try #require(try JSONSerialization.jsonObject(with: again.output) as? [String: Any])
      #expect(after["input_tokens"] as? Int == promised["input_tokens"] as? Int, "\(name)")
      #expect(after["verdict"] as? String == "fits")
    }
  }

  @Test("draws the window", arguments: ["svg", "html"])
  func pictures(format: String) throws {
    try program.write("r.json", Self.conversation(20).replacingOccurrences(of: "And now?", with: "<script>&"))
    let run = try program.run("plan", "r.json", "--window", "1900", "--format", format)
    #expect(run.text.contains(format == "svg" ? "<svg xmlns" : "<div class=\"bar\""))
    // Nothing is loaded from elsewhere, and nothing of the request is markup.
    let text = run.text.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
    for word in ["http://", "https://", "src=", "@import", "fetch(", "XMLHttpRequest", "<script>&"] {
      #expect(!text.contains(word), "\(word)")
    }
    if format == "svg" { #expect(XMLParser(data: Data(run.output)).parse()) }
  }

  @Test("the page has every message with its kinds, and without scripts the largest, the remedies before and after")
  func page() throws {
    try program.write("<b>.json", Self.conversation(200))
    let text = try program.run("plan", "<b>.json", "--window", "9000", "--format", "html", "-q").text
    #expect(text.contains("<h1 class=\"refused\">&lt;b&gt;.json: is refused</h1>"))
    let start = try #require(text.range(of: #"<script id="plan" type="application/json">"#))
    let end = try #require(text.range(of: "</script>", range: start.upperBound..<text.endIndex))
    let json = Data(text[start.upperBound..<end.lowerBound].utf8)
    let data = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    let messages = try #require(data["messages"] as? [[Any]])
    #expect(messages.count > 100)
    let plan = try program.json(["plan", "<b>.json", "--window", "9000", "--json"])
    // All parts together are the input.
    func sum(_ pairs: ArraySlice<Any>) -> Int {
      pairs.enumerated().reduce(0) { $0 + ($1.offset % 2 == 1 ? $1.element as? Int ?? 0 : 0) }
    }
    let before = try #require(data["before"] as? [Any])
    let total = sum(before[...]) + messages.reduce(0) { $0 + sum($1.dropFirst(3)) }
    #expect(total == plan["input_tokens"] as? Int)
    #expect(text.contains("<code>evict</code>: fits"))
    #expect(text.contains(" more</td></tr>"), "the largest messages stand there as a table")
  }

  @Test("reads a session and a list of tools")
  func transcript() throws {
    try program.write(
      "session.jsonl",
      """
      {"type":"summary","summary":"Looking at a file"}
      {"type":"user","message":{"role":"user","content":"Hello there"}}
      {"type":"assistant","message":{"id":"m","model":"claude-sonnet-4-5","role":"assistant",\
      "content":[{"type":"text","text":"Looking."}]}}
      {"type":"assistant","message":{"id":"m","model":"claude-sonnet-4-5","role":"assistant",\
      "content":[{"type":"tool_use","id":"a","name":"read","input":{}}]}}
      {"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"ok"}]}}
      """)
    try program.write(
      "tools.json",
      #"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"read","description":"Reads","inputSchema":{"type":"object"}}]}}"#
    )
    try program.write(
      "body.json",
      #"""
      {"model":"claude-sonnet-4-5","tools":[{"name":"read","description":"Reads","input_schema":{"type":"object"}}],
      "messages":[{"role":"user","content":"Hello there"},{"role":"assistant","content":[{"type":"text",
      "text":"Looking."},{"type":"tool_use","id":"a","name":"read","input":{}}]},{"role":"user","content":[
      {"type":"tool_result","tool_use_id":"a","content":"ok"}]}]}
      """#)
    let transcript = try program.run("plan", "session.jsonl", "--tools", "tools.json", "--json")
    let body = try program.run("plan", "body.json", "--json")
    let alone = try JSONDocument(parsing: transcript.text).root
    let sent = try JSONDocument(parsing: body.text).root
    #expect(alone["counted_tokens"]?.int == sent["input_tokens"]?.int)
    #expect(alone["max_tokens"]?.int == 32_000)
    #expect(transcript.notices.contains("not part of the conversation: summary, rows: 1"))
  }

  /// What cannot be read: the place, by line, column and path.
  private static let unreadable = [
    #"{"model":"claude-opus-5","messages":["#, #"{"model":"claude-opus-5"}"#, "[1]", "",
    "{\"model\":\"claude-opus-5\",\n \"messages\":[{\"role\":\"user\" \"content\":\"a\"}]}",
    #"{"model":"claude-opus-5","messages":[{"role":"user","content":"a"}]} {}"#,
  ]

  /// What is JSON and no request: the API's answer, and where the mistake is.
  private static let undecodable = [
    #"{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":42}]}"#,
    #"{"model":"claude-opus-5","max_tokens":9,"messages":["hi"]}"#,
    #"{"model":"claude-opus-5","messages":[{"content":"a"}]}"#,
    #"{"model":42,"max_tokens":9,"messages":[{"role":"user","content":"a"}]}"#,
    #"{"model":"claude-opus-5","max_tokens":9,"tools":"x","messages":[{"role":"user","content":"a"}]}"#,
    #"{"model":"claude-opus-5","max_tokens":9}"#,
  ]

  @Test("refuses in the API's words what is of a type that cannot be read, and counts nothing")
  func undecodableInput() throws {
    var text = ""
    for row in Self.undecodable {
      try program.write("odd.json", row)
      let run = try program.run("plan", "odd.json")
      #expect(run.status == 1, "\(row)")
      text += "\(row)\n\(run.text)\(run.notices)\n"
    }
    let run = try program.run("plan", "--json", "odd.json")
    let answer = try JSONDocument(parsing: run.text).root
    #expect(run.status == 1 && answer["verdict"]?.string == "refused")
    #expect(answer["refusals"]?[0]?["message"]?.string == "messages: Field required")
    try program.write(
      "batch.json",
      #"{"requests":[{"custom_id":"a","params":\#(Self.undecodable[0])},{"custom_id":"b","params":\#(Self.undecodable[1])}]}"#
    )
    let batch = try program.run("plan", "batch.json")
    #expect(batch.status == 1)
    try Snapshot.check(text + batch.text, "plan-undecodable")
  }

  @Test("says where a body is wrong")
  func badInput() throws {
    var text = ""
    for row in Self.unreadable {
      try program.write("bad.json", row)
      let run = try program.run("plan", "bad.json")
      #expect(run.status == 65, "\(row)")
      text += "\(row)\n\(run.notices)\n"
    }
    try program.write("bad.jsonl", "no JSON at all\n")
    let run = try program.run("plan", "bad.jsonl")
    #expect(run.status == 65)
    try Snapshot.check(text + run.notices, "plan-bad-input")
  }

  @Test(
    "calls no body with a mistake in its JSON a session, over however many lines it is written",
    arguments: [
      (
        #"{"MODEL,"max_tokens":9,"messages":[{"role":"user","content":"a"},]}"#,
        "a comma is followed by no further value"
      ),
      (#"{"MODEL,"max_tokens":9,"messages":[{"role":"user","content":"a"}]"#, "the text ends inside a value"),
      ("{ // my body\n" + #""MODEL,"messages":[{"role":"user","content":"a"}]}"#, "this is JSON with comments"),
    ])
  func malformedBody(body: String, words: String) throws {
    let body = body.replacing("\"MODEL", with: #""model":"claude-opus-5""#)
    for text in [body, body.replacing(",\"m", with: ",\n  \"m").replacing("{\"m", with: "{\n  \"m")] {
      try program.write("body.json", text)
      let run = try program.run("plan", "body.json")
      #expect(run.status == 65, "\(text)")
      #expect(run.notices.contains(words), "\(run.notices)")
    }
  }

  @Test("answers unknown, and exits with 2, where a session holds no conversation that can be rebuilt")
  func unknownSession() throws {
    let rows = [
      (#"{"type":"session_meta","payload":{"id":"s"}}"#, "Codex"), (#"{"type":"summary","summary":"x"}"#, "no row"),
    ]
    for (row, reason) in rows {
      try program.write("other.jsonl", row)
      let run = try program.run("plan", "other.jsonl", "--json")
      #expect(run.status == 2)
      let answer = try JSONDocument(parsing: run.text).root
      #expect(answer["verdict"]?.string == "unknown")
      #expect(answer["reason"]?.string?.contains(reason) == true)
    }
  }

  @Test("reads rows as a session whatever the file's name, glued ones as well")
  func namelessSession() throws {
    let rows = [
      #"{"type":"user","message":{"role":"user","content":"a"}}"#,
      #"{"type":"assistant","message":{"id":"m","role":"assistant","model":"claude-opus-5","content":"b","usage":{"input_tokens":700}}}"#,
    ]
    for separator in ["\n", ""] {
      try program.write("rows.txt", rows.joined(separator: separator))
      let run = try program.run("plan", "rows.txt", "--json")
      #expect(run.status == 0)
      #expect(try JSONDocument(parsing: run.text).root["anchor"]?["input_tokens"]?.int == 700)
    }
  }

  @Test(
    "names another program's log, as rows, as a document or as text",
    arguments: [
      (#"{"id":"T-1","v":2,"messages":[{"role":"user","content":"a"}]}"#, "Amp", 2),
      (#"[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[]}]"#, "Gemini", 2),
      (#"{"requests":[{"message":{"text":"a"}}],"responderUsername":"x"}"#, "Copilot", 2),
      ("# aider chat started at 2026-01-01 10:00:00\n", "Aider", 65),
    ])
  func otherPrograms(text: String, name: String, status: Int32) throws {
    try program.write("log", text)
    let run = try program.run("plan", "log")
    #expect(run.status == status)
    #expect(run.notices.contains("this is a log of ") && run.notices.contains(name))
  }

  @Test("reads what was left of a session whose last row is cut off")
  func cutSession() throws {
    try program.write(
      "cut.jsonl", "{\"type\":\"user\",\"message\":{\"role\":\"user\",\"content\":\"a\"}}\n{\"type\":\"assis")
    let run = try program.run("plan", "cut.jsonl", "--json", "--model", "claude-opus-5")
    #expect(run.status == 0)
    #expect(run.notices.contains("line 2: 14 bytes cannot be read"))
  }

  /// What can be read and is odd: fields after the model, or messages.
  private static let odd = [
    #""max_tokens":"many","messages":[{"role":"user","content":"a"}]"#,
    #""max_tokens":-5,"messages":[{"role":"user","content":"a"}]"#,
    #""max_tokens":99999999999999999999,"messages":[{"role":"user","content":"a"}]"#,
    #""messages":[{"role":"user","content":"a"}]"#,
    #""max_tokens":9,"thinking":{"type":"enabled","budget_tokens":-1},"messages":[{"role":"user","content":"a"}]"#,
    #""max_tokens":9,"temperature":"hot","messages":[{"role":"user","content":"a"}]"#,
    #""max_tokens":9,"warp":9,"messages":[{"role":"user","content":"a"}]"#,
    #""max_tokens":9,"betas":["time-travel-2027-01-01"],"messages":[{"role":"user","content":"a"}]"#,
    #""max_tokens":9,"tools":[{"name":"a b"}],"messages":[{"role":"user","content":"a"}]"#,
    #""max_tokens":9,"context_management":{"edits":[{"type":"clear_tool_uses_20250919","trigger":{"type":"input_tokens","value":-5}}]},"messages":[{"role":"user","content":"a"}]"#,
    #""max_tokens":9,"messages":[]"#,
    #""max_tokens":9,"messages":[{"role":"user","content":""},{"role":"assistant","content":[]},{"role":"user","content":"a"}]"#,
    #""max_tokens":9,"messages":[{"role":"robot","content":"a"}]"#,
    #""max_tokens":9,"messages":[{"role":"user","content":[{"type":"hologram"},{"type":"text","text":"a"}]}]"#,
    #""max_tokens":9,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"x"}]}]"#,
    // A result that stands before its call, and after it again.
    #""max_tokens":9,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"x"}]},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"n","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"x"}]}]"#,
    #""max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"n","input":{}}]},{"role":"user","content":"b"}]"#,
  ]

  @Test("says first what the API would say of an odd body")
  func oddInput() throws {
    var text = ""
    for row in Self.odd {
      try program.write("odd.json", "{\"model\":\"claude-opus-5\",\(row)}")
      let run = try program.run("plan", "odd.json")
      let said = run.text.split(separator: "\n", omittingEmptySubsequences: false)
        .filter { line in
          ["verdict", "input ", "refused", "may be", "     at", "    try"].contains { line.hasPrefix($0) }
        }
      text += "\(row)\n\(said.joined(separator: "\n"))\n\(run.notices)exit \(run.status)\n\n"
    }
    try program.write("odd.json", #"{"model":"claude-opus-55","messages":[]}"#)
    let unknown = try program.run("plan", "odd.json")
    #expect(unknown.status == 2)
    try Snapshot.check(text + unknown.notices, "plan-odd-input")
  }
}
