import Foundation
import Testing

@testable import Console

/// The example of a plugin for coding agents, tried with the built program.
@Suite("The plugin for coding agents")
final class PluginTests {
  private let program: Program
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources/UllagePlugin")

  init() throws { program = try Program() }

  deinit { program.clean() }

  private static func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.appending(path: name))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test("has the program's version")
  func version() throws {
    #expect(try Self.json(".claude-plugin/plugin.json")["version"] as? String == Version.number)
  }

  @Test("hooks into events that the hook answers, with commands that exit 0 whatever comes")
  func hooks() throws {
    let events = try #require(try Self.json("hooks/hooks.json")["hooks"] as? [String: [[String: Any]]])
    #expect(Set(events.keys) == ["PreToolUse", "UserPromptSubmit", "PreCompact"])
    for (event, entries) in events {
      for hook in entries.flatMap({ $0["hooks"] as? [[String: Any]] ?? [] }) {
        let words = try #require(hook["command"] as? String).split(separator: " ").map(String.init)
        #expect(words.first == "ullage")
        for input in [#"{"hook_event_name":"\#(event)"}"#, "no JSON"] {
          #expect(try program.run(Array(words.dropFirst()), input: Data(input.utf8)).status == 0)
        }
      }
    }
  }

  @Test("serves MCP by the command that it names")
  func server() throws {
    let servers = try #require(try Self.json(".mcp.json")["mcpServers"] as? [String: [String: Any]])
    let server = try #require(servers["ullage"])
    #expect(server["command"] as? String == "ullage")
    let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"# + "\n"
    let outcome = try program.run(server["args"] as? [String] ?? [], input: Data(ping.utf8))
    #expect(outcome.status == 0 && outcome.text.contains(#""result":{}"#))
  }

  @Test("has a skill whose commands run")
  func skill() throws {
    let text = try String(contentsOf: Self.folder.appending(path: "skills/context-budget/SKILL.md"), encoding: .utf8)
    #expect(text.hasPrefix("---\nname: context-budget\ndescription: "))
    try program.write("notes.md", "one two three\n")
    try program.write("docs/a.md", "one two three\n")
    try program.write(".ullage.toml", "budget = 1000\n")
    try program.write(
      "session.jsonl",
      #"{"type":"user","uuid":"a","parentUuid":null,"message":{"role":"user","content":"hello"}}"# + "\n")
    let git = Process()
    git.executableURL = URL(filePath: "/usr/bin/env")
    git.arguments = [
      "sh", "-c",
      "git init -q && git add . && git -c user.name=n -c user.email=e commit -qm a && echo more >> notes.md",
    ]
    git.currentDirectoryURL = program.folder
    try git.run()
    git.waitUntilExit()
    let commands = text.matches(of: /`(ullage [^`]+)`/).map { String($0.1) }
    #expect(commands.count == 5)
    for command in commands {
      let words = command.split(separator: " ").dropFirst().map(String.init)
      let outcome = try program.run(words, input: Data())
      #expect(outcome.status == 0, "\(command): \(outcome.notices)")
    }
  }
}
