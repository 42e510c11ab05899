import Foundation
import Testing

@Suite("Budgets of ullage report")
final class BudgetTests {
  private let program: Program

  init() throws {
    program = try Program()
    try program.write("prompts/long.md", String(repeating: "many words ", count: 60))
    try program.write("prompts/short.md", "few words")
    try program.write("notes.txt", String(repeating: "note ", count: 30))
  }

  deinit { program.clean() }

  private func report(_ arguments: String...) throws -> Program.Outcome {
    try program.run(["report", "-q", "--model", "claude-opus-4-8"] + arguments, input: Data())
  }

  @Test("what fits exits with 0, one token more with 1 and says what is over and what helps")
  func total() throws {
    let total = try #require(Int(try report().text.dropLast()))
    #expect(try report("--budget", "\(total)").status == 0 && report("--budget", "1k").status == (total > 1000 ? 1 : 0))
    let over = try report("--budget", "\(total - 1)")
    #expect(over.status == 1)
    #expect(over.text == "\(total)\n")
    try Snapshot.check(over.notices, "budget-over")
  }

  @Test("a percentage is of the window that is named, or of the model's own")
  func percent() throws {
    #expect(try report("--budget-percent", "0.09", "--window", "200k").status == 0)
    #expect(try report("--budget-percent", "0.07", "--window", "200k").status == 1)
    #expect(try report("--budget-percent", "0.01", "--window", "1000000").status == 1)
    #expect(try report("--budget-percent", "50").status == 0)
  }

  @Test("the upper bound must fit where a count is not certain")
  func upperBound() throws {
    let run = try program.run("report", "--json", "--assume-model", "claude-haiku-4-5", "--model", "claude-next-9")
    let object = try #require(try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
    let totals = try #require(object["totals"] as? [String: Any])
    let upper = try #require(totals["upper"] as? Int)
    func status(_ budget: Int) throws -> Int32 {
      try program.run(
        "report", "-q", "--assume-model", "claude-haiku-4-5", "--model", "claude-next-9", "--budget", "\(budget)"
      ).status
    }
    #expect(try status(upper) == 0)
    #expect(try status(upper - 1) == 1)
    let shown = try program.run("report", "--assume-model", "claude-haiku-4-5", "--model", "claude-next-9")
    #expect(shown.notices.hasPrefix("note: assumed, between ") && shown.notices.contains(" and \(upper) tokens\n"))
  }

  @Test("a project file limits each file, what matches together, and all")
  func limits() throws {
    try program.write(
      ".ullage.toml",
      """
      # Limits of tests.
      budget = 1_00

      [files]
      "*.md" = 200   # the next pattern goes before
      'prompts/long.*' = 50
      "*.rst" = 1

      [totals]
      "prompts/" = 100
      """)
    #expect(try report().status == 0)
    let run = try program.run("report", "--check", "--model", "claude-opus-4-8", "--format", "csv")
    #expect(run.status == 1)
    try Snapshot.check(run.notices, "budget-limits")
    let other = try report("--limits", ".ullage.toml", "notes.txt")
    #expect(other.status == 0)
  }

  @Test("limits that are not understood say where and why, and exit with 65")
  func badLimits() throws {
    var text = ""
    for line in [
      "budget", "budget = many", "budget = -1", "[lines]", "colour = 3", "[files]\n*.md = 3", "[files]\n\"*.md = 3",
      "[files]\n\"[a-\" = 3", "[files]\n\"a\\\\b\" = 3", "[files]\n\"!a\" = 3",
    ] {
      try program.write("limits", line)
      let run = try report("--limits", "limits")
      #expect(run.status == 65, "\(line)")
      text += "\(line)\n\(run.notices)\n"
    }
    try Snapshot.check(text, "budget-bad-limits")
    #expect(try report("--limits", "nowhere").status == 2)
  }

  @Test("a budget over nothing fails")
  func nothing() throws {
    let run = try report("--budget", "10", "--include", "*.nothing")
    #expect(run.status == 2)
    #expect(run.notices.contains("nothing was counted, so no budget holds"))
  }

  @Test(
    "A limit that measures nothing fails, said whether quiet or not: a misspelt pattern is no success",
    arguments: [
      ("[totals]\n\"prmopts/\" = 1\n", ["."], 2), ("[totals]\n\"../../etc/\" = 0\n", ["."], 2),
      ("[files]\n\"*.rst\" = 1\n", ["."], 2), ("[totals]\n\"prmopts/\" = 1\n\"prompts/\" = 900\n", ["."], 2),
      ("[totals]\n\"prmopts/\" = 1\n\"prompts/\" = 9\n", ["."], 1),
      // Each file of a kind that is not there yet; a part of the tree, of which another part's limits say nothing.
      ("[files]\n\"*.rst\" = 1\n\"*.md\" = 900\n", ["."], 0),
      ("[totals]\n\"notes.txt\" = 900\n\"prompts/\" = 900\n", ["prompts"], 0),
      ("[totals]\n\"notes.txt\" = 900\n", ["prompts"], 2), ("[presets]\nskills = 1\n", ["."], 0),
    ])
  func blind(_ limits: String, _ paths: [String], _ status: Int32) throws {
    try program.write(".ullage.toml", limits)
    for quiet in [["-q"], []] {
      let run = try program.run(
        ["report", "--model", "claude-opus-4-8", "--check"] + quiet + paths, input: Data())
      #expect(run.status == status, "\(limits) \(quiet): \(run.notices)")
      if limits.contains("prmopts") {
        let said = "error: \"prmopts/\" matches no file, so nothing is held to it\n   at: .ullage.toml:2"
        #expect(run.notices.contains(said))
      }
      if limits.contains("rst"), paths == ["."] {
        #expect(run.notices.contains("\"*.rst\" matches no file"), "\(quiet)")
      }
    }
    guard status == 2 else { return }
    #expect(try report("--check", "--format", "junit", paths[0]).text.contains("failures=\"1\""))
  }

  @Test("amounts are written as in the project's file, and one below nothing is no trap")
  func amounts() throws {
    #expect(try report("--budget", "1_000").status == 0 && report("--budget", "1_0").status == 1)
    for amount in ["_1000", "1000_", "1_000_", "-9223372036854775808", "9223372036854775807", "1e3", "-1"] {
      #expect(try report("--budget", amount).status == 64, "\(amount)")
    }
  }

  @Test(
    "a number below nothing is said to be wrong, not to be missing",
    arguments: [
      ("report --budget -1 .", "--budget takes a number from 0 on"), ("plan --window -5 x", "\"-5\" is no window"),
      ("plan --max-tokens -1 x", "--max-tokens takes a number from 0 on"), ("count -q -- -1", "there is no such file"),
      ("report --threads -1 .", "--threads takes a number from 1 on"),
    ])
  func below(_ arguments: String, _ said: String) throws {
    try program.write("x", #"{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"a"}]}"#)
    let run = try program.run(arguments.split(separator: " ").map(String.init), input: Data())
    #expect(run.notices.contains(said), "\(run.notices)")
  }

  @Test("answers contradictions with what helps, and 64")
  func usage() throws {
    for row in [
      ["--budget", "1", "--budget-percent", "5"], ["--budget", "-1"], ["--budget-percent", "0"],
      ["--budget-percent", "101"], ["--window", "1m"], ["--check", "--limits", "x"],
      ["--budget-percent", "5", "--window", "big"],
    ] {
      let run = try program.run(["report"] + row, input: Data())
      #expect(run.status == 64, "\(row)")
    }
  }

  @Test("budget init writes limits that hold today and not when a folder has grown; it overwrites none")
  func budgetInit() throws {
    try program.write("skills/a/SKILL.md", "few words\n")
    let made = try program.run("budget", "init", "--model", "claude-opus-4-8")
    #expect(made.status == 0, "\(made.notices)")
    let text = try String(contentsOf: program.folder.appending(path: ".ullage.toml"), encoding: .utf8)
    #expect(text.contains("\n[presets]\nskills = 5000\n\n[totals]\n\"/prompts/\" = "))
    #expect(try report("--check").status == 0)
    let again = try program.run("budget", "init")
    #expect(again.status == 64 && again.notices.contains("there is a .ullage.toml already"))
    // Nor does it write through a link to nothing, or into what is no file.
    let file = program.folder.appending(path: ".ullage.toml").path
    for make in [{ symlink("elsewhere", file) == 0 }, { mkfifo(file, 0o600) == 0 }, { mkdir(file, 0o700) == 0 }] {
      try FileManager.default.moveItem(atPath: file, toPath: "\(file).\(UUID().uuidString)")
      try #require(make())
      let taken = try program.run("budget", "init")
      #expect(taken.status == 64 && taken.notices.contains("there is a .ullage.toml already"), "\(taken.notices)")
    }
    #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: "elsewhere").path))
    try FileManager.default.removeItem(atPath: file)
    try program.write(".ullage.toml", text)
    try program.write("prompts/more.md", String(repeating: "many words ", count: 90))
    let grown = try report("--check")
    #expect(grown.status == 1 && grown.notices.contains("\"/prompts/\""))
  }

  @Test("A preset holds each of its files, wherever it lies, unless a pattern of [files] decides")
  func presets() throws {
    let long = String(repeating: "many words ", count: 300)
    for name in ["AGENTS.md", "below/CLAUDE.md", "skills/a/SKILL.md", ".claude/commands/x/go.md"] {
      try program.write(name, long)
    }
    try program.write(".ullage.toml", "[presets]\nskills = 5000\nagents-md = 500\ncommands = 100\n")
    let held = try report("--hidden", "--check")
    #expect(held.status == 1)
    for name in ["AGENTS.md has", "below/CLAUDE.md has", ".claude/commands/x/go.md has"] {
      #expect(held.notices.contains(name))
    }
    #expect(!held.notices.contains("SKILL.md has"))
    try program.write(".ullage.toml", "[files]\n\"*.md\" = 2000\n[presets]\nagents-md = 500\n")
    #expect(try report("--hidden", "--check").status == 0)
    try program.write(".ullage.toml", "[presets]\nskilz = 1\n")
    let wrong = try report("--check")
    #expect(wrong.status == 65 && wrong.notices.contains("one of skills, agents-md, commands"))
  }

  @Test("A file of tools counts as the definitions it becomes, however it is written")
  func tools() throws {
    let schema = #"{"type":"object","properties":{"city":{"type":"string","description":"The city to look at"}}}"#
    let api = #"[{"name":"weather","description":"Says the weather","input_schema":\#(schema)}]"#
    let mcp =
      #"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"weather","description":"Says the weather","#
      + #""inputSchema":\#(schema),"annotations":{"readOnlyHint":true}}]}}"#
    let body =
      #"{"model":"claude-opus-5","messages":[{"role":"user","content":"."}],"tools":\#(api)}"#
    try program.write("body.txt", body)
    try program.write(".ullage.toml", "[presets]\nmcp-tools = 20\n")
    let parts = try program.run("count", "--request", "--json", "--model", "claude-opus-5", "body.txt")
    let counted = try #require(try JSONSerialization.jsonObject(with: parts.output) as? [String: Any])
    let tokens = (counted["parts"] as? [[String: Any]])?.filter { $0["kind"] as? String == "tool_definitions" }
      .reduce(0) { $0 + ($1["tokens"] as? Int ?? 0) }
    for (name, text) in [
      ("tools.json", api), ("below/weather.tools.json", mcp), ("mcp-tools.json", #"{"tools":\#(api)}"#),
    ] {
      try program.write(name, text)
      let run = try report("--json", "--check", name)
      let said = try #require(try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
      let row = try #require((said["files"] as? [[String: Any]])?.first)
      #expect(row["medium"] as? String == "tools" && row["tokens"] as? Int == tokens, "\(name)")
      #expect(run.status == 1)
    }
    // What defines no tools is a text, and so are they all where nobody holds them to a limit.
    try program.write("tools.json", #"{"tools":{"saw":1}}"#)
    #expect(try report("--check", "tools.json").status == 0)
    try program.write(".ullage.toml", "[presets]\nskills = 20\n")
    #expect(!(try report("--json", "mcp-tools.json").text.contains("\"medium\"")))
  }
}
