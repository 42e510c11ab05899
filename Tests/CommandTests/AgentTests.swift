import Foundation
import Testing

@Suite("ullage hook and ullage statusline")
final class AgentTests {
  private let program: Program

  init() throws {
    program = try Program()
    let usage = #"{"input_tokens":5,"cache_read_input_tokens":159995,"output_tokens":100}"#
    let earlier = #"{"input_tokens":5,"cache_read_input_tokens":157995,"output_tokens":100}"#
    try program.write(
      "session.jsonl",
      #"{"type":"user","uuid":"a","parentUuid":null,"message":{"role":"user","content":"hello"}}"# + "\n"
        + #"{"type":"assistant","uuid":"b","parentUuid":"a","message":{"id":"m1","role":"assistant","#
        + #""model":"claude-opus-4-6","content":[{"type":"text","text":"Hi"}],"usage":\#(earlier)}}"# + "\n"
        + #"{"type":"user","uuid":"c","parentUuid":"b","message":{"role":"user","content":"go on"}}"# + "\n"
        + #"{"type":"assistant","uuid":"d","parentUuid":"c","message":{"id":"m2","role":"assistant","#
        + #""model":"claude-opus-4-6","content":[{"type":"tool_use","id":"toolu_1","name":"Read","#
        + #""input":{"file_path":"big.txt"}}],"usage":\#(usage)}}"# + "\n")
    try program.write("big.txt", String(repeating: "many words on a line\n", count: 1500))
    try program.write("small.txt", "few words\n")
  }

  deinit { program.clean() }

  private func hook(_ event: String, _ arguments: String...) throws -> Program.Outcome {
    try program.run(
      ["hook"] + arguments, input: Data(event.utf8), environment: ["XDG_STATE_HOME": program.folder.path])
  }

  private func read(_ name: String, extra: String = "") -> String {
    let folder = program.folder.path
    return #"{"session_id":"s","transcript_path":"\#(folder)/session.jsonl","cwd":"\#(folder)","#
      + #""hook_event_name":"PreToolUse","tool_name":"Read","tool_input":{"file_path":"\#(folder)/\#(name)"\#(extra)}}"#
  }

  @Test("A read that does not fit is denied in the client's words, and the lines that fit may be read")
  func denial() throws {
    let outcome = try hook(read("big.txt"))
    #expect(outcome.status == 0 && outcome.notices == "")
    let answer = try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [String: [String: String]])
    let output = try #require(answer["hookSpecificOutput"])
    #expect(output["hookEventName"] == "PreToolUse" && output["permissionDecision"] == "deny")
    let reason = try #require(output["permissionDecisionReason"])
    let limit = try #require(reason.firstMatch(of: /limit (\d+)/).flatMap { Int($0.1) })
    #expect(limit > 100 && limit < 1500)
    #expect(try hook(read("big.txt", extra: #","limit":\#(limit)"#)).output.isEmpty)
    #expect(try hook(read("small.txt")).output.isEmpty)
  }

  @Test("--explain says what the answer comes from")
  func explanation() throws {
    let outcome = try hook(read("small.txt"), "--explain")
    #expect(outcome.text.contains("160100 of 200000 tokens are used; the client compacts at 167000, so 6900 are left"))
    #expect(outcome.text.hasSuffix("nothing is said: the agent goes on\n"))
  }

  @Test("The project's policy sets window, reserve and caps, from a folder above too")
  func policy() throws {
    try program.write(".ullage.toml", "[hook]\nwindow = 1_000_000\nread = 100\n[hook.tools]\n\"mcp__*\" = 900_000\n")
    let outcome = try hook(read("big.txt"))
    #expect(outcome.text.contains("one Read may bring 100 by the policy"))
    let call = read("x").replacing(#""tool_name":"Read""#, with: #""tool_name":"mcp__db__query""#)
    #expect(try hook(call).text.contains("mcp__db__query may bring 900000 tokens, and 806900 are left"))
    try program.write(".ullage.toml", "[hook]\nwords = 3\n")
    let bad = try hook(read("big.txt"))
    #expect(bad.status == 0 && bad.output.isEmpty)
    #expect(bad.notices.hasPrefix("ullage hook: [hook] has no setting \"words\"") && bad.notices.hasSuffix(":2)\n"))
  }

  @Test(
    "Whatever it is given it exits with 0, and says what is wrong in one line",
    arguments: [
      "", "{", "[]", "{}", #"{"hook_event_name":4}"#, #"{"hook_event_name":"PreToolUse"}"#,
      #"{"hook_event_name":"PreToolUse","transcript_path":"/nowhere.jsonl","tool_name":"Read"}"#,
      #"{"hook_event_name":"PreToolUse","transcript_path":"/dev/zero","tool_name":"Read","tool_input":[]}"#,
      #"{"hook_event_name":"UserPromptSubmit","transcript_path":"/"}"#, #"{"hook_event_name":"Stop","session_id":[]}"#,
    ])
  func faults(_ event: String) throws {
    let outcome = try hook(event)
    #expect(outcome.status == 0 && outcome.output.isEmpty)
    #expect(outcome.notices.split(separator: "\n").count <= 1)
    #expect(try hook(event, "--odd").status == 0)
  }

  @Test("The status line tells what is used and what is left, and the hook learns the window from it")
  func statusLine() throws {
    let folder = program.folder.path
    let status =
      #"{"session_id":"s","transcript_path":"\#(folder)/session.jsonl","cwd":"\#(folder)","#
      + #""model":{"id":"claude-opus-4-6","display_name":"Opus 4.6"},"cost":{"total_cost_usd":1.234},"#
      + #""context_window":{"context_window_size":1000000}}"#
    let environment = ["XDG_STATE_HOME": folder]
    let plain = try program.run(
      ["statusline", "--color", "never"], input: Data(status.utf8), environment: environment)
    #expect(plain.text == "Opus 4.6  160k/1.0M 16%  +2.0k  806k left, ~403 calls  $1.23\n")
    #expect(
      try program.run(["statusline"], input: Data(status.utf8), environment: environment).text.hasPrefix("\u{1B}[32m"))
    let short = try program.run(
      ["statusline", "--color", "never", "--format", "{percent} {odd}"], input: Data(status.utf8),
      environment: environment)
    #expect(short.text == "16% {odd}\n")
    // What was denied in a window of 200,000 fits into this one.
    #expect(try hook(read("big.txt")).output.isEmpty)
  }

  @Test("A session without a file is empty, and says that more is used than is seen")
  func newSession() throws {
    let outcome = try program.run(
      ["statusline", "--color", "never", "--format", "{used}/{window}"],
      input: Data(#"{"transcript_path":"\#(program.folder.path)/new.jsonl"}"#.utf8))
    #expect(outcome.text == "≥0/200k\n")
  }
}
