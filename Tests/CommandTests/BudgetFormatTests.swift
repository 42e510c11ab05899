import Foundation
import Testing

/// What budgets find, as the tools of continuous integration read it; and git's index instead of the work tree.
@Suite("Findings of budgets")
final class BudgetFormatTests {
  private let program: Program

  init() throws {
    program = try Program()
    try program.write(".ullage.toml", "[files]\n\"*.md\" = 3\n[totals]\n\"notes/\" = 100\n")
    try program.write("notes/a <b>, 100%.md", "one two three four five six\n")
    try program.write("notes/short.md", "one\n")
  }

  deinit { program.clean() }

  private func shell(_ command: String, in folder: String = ".") throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = program.folder.appending(path: folder)
    process.environment = [
      "PATH": "/usr/bin:/bin", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a", "GIT_COMMITTER_NAME": "a",
      "GIT_COMMITTER_EMAIL": "a", "GIT_CONFIG_NOSYSTEM": "1", "HOME": program.folder.path,
      "ULLAGE": Program.executable.path,
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text + "\(process.terminationStatus)"
  }

  private static let checked = ["report", "--model", "claude-opus-4-8", "--check", "notes"]

  @Test("are results of SARIF with rule, message and place", arguments: ["report", "diff"])
  func sarif(_ command: String) throws {
    _ = try shell("git init -q -b main . && git add . && git commit -qm first && echo more words >> notes/short.md")
    let arguments =
      command == "report" ? Self.checked : ["diff", "--model", "claude-opus-4-8", "--budget", "1"]
    let run = try program.run(arguments + ["--format", "sarif"], input: Data())
    #expect(run.status == 1)
    #expect(run.notices == "")
    let log = try #require(try JSONSerialization.jsonObject(with: run.output) as? [String: Any])
    #expect(log["version"] as? String == "2.1.0")
    let first = try #require((log["runs"] as? [[String: Any]])?.first)
    let driver = try #require((first["tool"] as? [String: Any])?["driver"] as? [String: Any])
    let rules = try #require(driver["rules"] as? [[String: Any]]).compactMap { $0["id"] as? String }
    let result = try #require((first["results"] as? [[String: Any]])?.first)
    #expect(rules.contains(try #require(result["ruleId"] as? String)))
    let place = try #require((result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any])
    let uri = (place["artifactLocation"] as? [String: Any])?["uri"] as? String
    #expect(uri == (command == "report" ? "notes/a%20%3Cb%3E%2C%20100%25.md" : "notes/short.md"))
  }

  @Test("are written for each kind of reader", arguments: ["sarif", "junit", "github", "json"])
  func formats(_ format: String) throws {
    let run = try program.run(Self.checked + ["--format", format], input: Data())
    #expect(run.status == 1)
    try Snapshot.check(run.text, "budget-\(format)")
  }

  @Test(
    "of a budget that holds are an empty list, a passed case, and no line", arguments: ["sarif", "junit", "github"])
  func held(_ format: String) throws {
    let run = try program.run(
      ["report", "--model", "claude-opus-4-8", "--budget", "1000", "--format", format, "notes"], input: Data())
    #expect(run.status == 0)
    #expect(
      !run.text.contains("over_budget:") && !run.text.contains("failure message") && !run.text.contains("::error"))
  }

  @Test("are asked for only where there is a budget", arguments: [["report", "notes"], ["diff"]])
  func needsBudget(_ command: [String]) throws {
    let run = try program.run(command + ["--format", "sarif"], input: Data())
    #expect(run.status == 64)
    #expect(run.notices.contains("there is none"))
  }

  @Test("are those of the project's file in the nearest folder above, whose patterns start from there")
  func fromBelow() throws {
    let below = try shell("\"$ULLAGE\" report --check --model claude-opus-4-8 --format github", in: "notes")
    #expect(below.contains("title=over_limit"))
    #expect(below.hasSuffix("1"))
    try program.write(".ullage.toml", "[totals]\n\"notes/\" = 2\n")
    let total = try shell("\"$ULLAGE\" report --check --model claude-opus-4-8 --format github", in: "notes")
    #expect(total.contains("file=../.ullage.toml,line=2,title=over_budget"))
  }

  @Test("of the index see what is staged, and not what lies in the work tree")
  func staged() throws {
    let check = "\"$ULLAGE\" report -q --check --staged --model claude-opus-4-8"
    _ = try shell("git init -q -b main . && rm notes/a* && git add .")
    #expect(try shell(check).hasSuffix("0"))
    try program.write("notes/short.md", "many words in the work tree that are not staged\n")
    #expect(try shell(check).hasSuffix("0"), "an unstaged change does not count")
    _ = try shell("git add notes/short.md")
    try program.write("notes/short.md", "one\n")
    #expect(try shell(check).hasSuffix("1"), "a staged one does")
    #expect(try shell(check, in: "notes").hasSuffix("1"))
  }

  @Test("agree between index and work tree where both hold the same, files that define tools among them")
  func stagedAgrees() throws {
    try program.write(
      "notes/tools.json", #"[{"name":"look","description":"Looks at a city","input_schema":{"type":"object"}}]"#)
    try program.write(".ullage.toml", "[presets]\nmcp-tools = 500\n")
    _ = try shell("git init -q -b main . && git add notes")
    let medium = #"| grep -c '"medium": "tools"'"#
    for place in ["--staged", ""] {
      let found = try shell("\"$ULLAGE\" report \(place) --check --model claude-opus-4-8 --json notes \(medium)")
      #expect(found.hasPrefix("1"), "\(place)")
    }
    _ = try shell("git rm -qf notes/tools.json")
    let staged = try shell("\"$ULLAGE\" report --staged --model claude-opus-4-8 --json notes")
    let tree = try shell("cd notes && cd .. && \"$ULLAGE\" report --model claude-opus-4-8 --json notes/*.md")
    let keys = ["\"tokens\":", "\"joined_tokens\":", "\"files\":"]
    func figures(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { line in keys.contains { line.contains($0) } }
    }
    #expect(figures(staged).sorted() == figures(tree).sorted())
  }

  @Test("of a range start where the branches parted, and a shallow clone is told apart")
  func ranges() throws {
    _ = try shell(
      """
      git init -q -b main . && git add . && git commit -qm first && git branch side \
      && echo more on main >> notes/short.md && git commit -qam second && git checkout -q side \
      && echo some words on the side >> notes/short.md && git commit -qam third
      """)
    func change(_ range: String) throws -> String {
      try shell("\"$ULLAGE\" diff -q --model claude-opus-4-8 \(range)")
    }
    let own = try change("main~1 side")
    #expect(try change("main...side") == own)
    #expect(try change("main...") == own)
    #expect(try change("main..side") == change("main side"))
    #expect(try change("main..side") != own)
    _ = try shell("git clone -q --depth 1 --no-single-branch \"file://$PWD\" shallow")
    let said = try shell("\"$ULLAGE\" diff -q origin/main...origin/side 2>&1", in: "shallow")
    #expect(said.contains("shallow") && said.contains("fetch-depth: 0"))
    #expect(said.hasSuffix("2"))
  }
}
