import Foundation
import Testing

/// Numbers that nothing can have, wherever a stranger can write one: each run ends by an exit status, never by a signal.
@Suite("Numbers that nothing can have")
final class NumberBoundaryTests {
  private let program: Program

  init() throws { program = try Program() }
  deinit { program.clean() }

  private static let numbers = [Int.max, 1 << 62, 1_000_000_000_000_000, 1_000_000_000_000, -1, .min]

  @Test(
    "No option of plan takes one",
    arguments: [
      "--max-tokens", "--window", "--expect-output", "--cached", "--output-so-far", "--turns", "--branches", "--when",
    ])
  func plan(option: String) throws {
    try program.write(
      "r.json", #"{"model":"claude-opus-5","max_tokens":10,"messages":[{"role":"user","content":"a"}]}"#)
    for number in Self.numbers {
      let run = try program.run("plan", "r.json", "\(option)=\(number)")
      #expect(run.status == 64, "\(number): \(run.notices)")
    }
    #expect(try program.run("plan", "r.json", "--window", "1000000000m").status == 64)
    #expect(try program.run("plan", "r.json", "--max-tokens", "1000000000m").status == 1)
  }

  @Test("The tool of the server for agents answers with an error")
  func tool() throws {
    let body = #"{"model":"claude-opus-5","max_tokens":10,"messages":[{"role":"user","content":"a"}]}"#
    let call =
      #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"plan_conversation","#
      + #""arguments":{"request":\#(body),"expected_output":\#(Int.max)}}}"#
    let run = try program.run(["mcp"], input: Data((call + "\n").utf8))
    #expect(run.status == 0 && run.text.contains(#""isError":true"#), "\(run.text)")
  }

  @Test("A batch's request that asks for as much is refused by its place, and the sums go on")
  func price() throws {
    let lines = Self.numbers.enumerated().map { place, number in
      #"{"custom_id":"c\#(place)","params":{"model":"claude-opus-5","max_tokens":\#(number),"#
        + #""messages":[{"role":"user","content":"a"}]}}"#
    }
    try program.write("batch.jsonl", lines.joined(separator: "\n"))
    let run = try program.run("price", "batch.jsonl")
    #expect(run.status == 1, "\(run.notices)")
    for line in 1...Self.numbers.count { #expect(run.text.contains("refused: batch.jsonl:\(line) "), "\(run.text)") }
  }

  /// A session of one answered question; its usage is a stranger's.
  private func writeSession(_ usage: String) throws {
    try program.write(
      "session.jsonl",
      #"{"type":"user","uuid":"a","parentUuid":null,"message":{"role":"user","content":"hello"}}"# + "\n"
        + #"{"type":"assistant","uuid":"b","parentUuid":"a","message":{"id":"m","role":"assistant","stop_reason":"end_turn","#
        + #""model":"claude-opus-4-6","content":[{"type":"text","text":"Hi"}],"usage":\#(usage)}}"# + "\n"
        + #"{"type":"user","uuid":"c","parentUuid":"b","message":{"role":"user","content":"go on"}}"# + "\n")
  }

  @Test("The status line and the hook pass a usage over that no prompt can have", arguments: numbers)
  func agents(number: Int) throws {
    let folder = program.folder.path
    let report = #"{"session_id":"s","transcript_path":"\#(folder)/session.jsonl","cwd":"\#(folder)","#
    for usage in [
      #"{"input_tokens":\#(number),"output_tokens":1}"#, #"{"input_tokens":1,"output_tokens":\#(number)}"#,
      #"{"input_tokens":1,"cache_read_input_tokens":\#(number),"cache_creation_input_tokens":\#(number)}"#,
    ] {
      try writeSession(usage)
      let line = try program.run(
        ["statusline", "--color", "never", "--format", "{used}"],
        input: Data((report + #""context_window":{"context_window_size":\#(number)}}"#).utf8),
        environment: ["XDG_STATE_HOME": folder])
      #expect(line.status == 0 && line.text.hasPrefix("≥"), "\(usage): \(line.text)\(line.notices)")
      let call =
        #""hook_event_name":"PreToolUse","tool_name":"Read","tool_input":{"file_path":"\#(folder)/session.jsonl","#
      let hook = try program.run(
        ["hook"], input: Data((report + call + #""offset":\#(number),"limit":\#(number)}}"#).utf8),
        environment: ["XDG_STATE_HOME": folder])
      #expect(hook.status == 0, "\(usage): \(hook.notices)")
      #expect(try program.run("plan", "session.jsonl").status == 0)
      #expect([0, 2, 65].contains(try program.run("price", "session.jsonl").status))
    }
    try program.write(
      "session.jsonl",
      #"{"type":"system","subtype":"compact_boundary","uuid":"a","parentUuid":null,"#
        + #""compactMetadata":{"preTokens":\#(number),"postTokens":\#(number)}}"# + "\n"
        + #"{"type":"user","uuid":"b","parentUuid":"a","message":{"role":"user","content":"hello"}}"# + "\n")
    let place = #"{"line":\#(number),"character":\#(number)}"#
    try program.write(
      "noted.jsonl",
      #"{"type":"user","uuid":"a","parentUuid":null,"message":{"role":"user","content":"hello"}}"# + "\n"
        + #"{"type":"attachment","uuid":"b","parentUuid":"a","attachment":{"type":"diagnostics","files":"#
        + #"[{"uri":"a.c","diagnostics":[{"message":"m","range":{"start":\#(place)}}]}]}}"# + "\n")
    #expect(try program.run("plan", "noted.jsonl").status == 0)
    let line = try program.run(["statusline", "--color", "never"], input: Data((report + #""x":1}"#).utf8))
    #expect(line.status == 0, "\(line.notices)")
    #expect(try program.run("plan", "session.jsonl").status == 0)
  }

  @Test("A project's file warns from 0 to 100 percent on", arguments: [101, Int.max, 100, 0])
  func warning(percent: Int) throws {
    let status: Int32 = percent > 100 ? 65 : 0
    try writeSession(#"{"input_tokens":190000,"output_tokens":1}"#)
    try program.write(".ullage.toml", "[hook]\nwarn = \(percent)\nreserve = \(Int.max)\n")
    let folder = program.folder.path
    let event = #"{"session_id":"s","transcript_path":"\#(folder)/session.jsonl","cwd":"\#(folder)","#
    let environment = ["XDG_STATE_HOME": folder]
    let line = try program.run(
      ["statusline", "--color", "always"], input: Data((event + #""x":1}"#).utf8), environment: environment)
    #expect(line.status == status, "\(line.notices)")
    if status != 0 { #expect(line.notices.contains(".ullage.toml:2") && line.notices.contains("warn = 80")) }
    let hook = try program.run(
      ["hook"], input: Data((event + #""hook_event_name":"UserPromptSubmit"}"#).utf8), environment: environment)
    #expect(hook.status == 0)
  }
}
