import Foundation
import ModelCatalog
import Testing

@Suite("The surface of ullage")
final class SurfaceTests {
  private let program: Program

  init() throws { program = try Program() }
  deinit { program.clean() }

  @Test(
    "explains itself",
    arguments: [
      [], ["help"], ["help", "count"], ["help", "tokens"], ["help", "models"], ["help", "plan"], ["help", "mcp"],
      ["help", "hook"], ["help", "statusline"],
    ])
  func help(arguments: [String]) throws {
    let run = try program.run(arguments, input: Data())
    #expect(run.status == 0)
    #expect(run.notices == "")
    try Snapshot.check(run.text, (["help"] + arguments.drop { $0 == "help" }).joined(separator: "-"))
  }

  @Test("names its version, both vocabularies and ICU")
  func version() throws {
    let run = try program.run("--version")
    let lines = run.text.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines.first?.hasPrefix("ullage ") == true)
    #expect(run.text.contains("vocabulary v3: 48792 pieces, fingerprint "))
    #expect(run.text.contains("vocabulary v4.7: 15283 pieces, fingerprint "))
    #expect(lines.last?.hasPrefix("ICU ") == true)
  }

  @Test("answers a misunderstood command line with what helps, and 64")
  func usage() throws {
    let rows: [[String]] = [
      ["cuont"], ["cuont", "--help"], ["help", "cuont"], ["--nonsense"], ["count", "--nonsense"], ["count", "--model"],
      ["count", "--model", "claude-opus-55"],
      ["count", "--model", "gpt-4"], ["count", "--family", "v9"],
      ["count", "--family", "v3", "--model", "claude-opus-5"],
      ["count", "-", "-"], ["count", "--jsonl", "--message"], ["count", "--jsonl", "--json"],
      ["count", "--jsonl", "--files-from", "x"], ["models", "claude-opus-55"], ["models", "a", "b"],
      ["count", "--assume-model", "zz"], ["tokens", "--color", "blue"], ["tokens", "a", "b"],
      ["tokens", "--family", "v3", "--model", "claude-opus-5"], ["count", "--request", "--message"],
      ["count", "--request", "--family", "v3"],
      ["count", "--parts"], ["count", "--request", "--json", "--parts"],
      ["count", "--beta", "x"], ["count", "--request", "--as-of", "May"], ["count", "--request", "--jsonl"],
      ["count", "--request", "--model", "claude-opus-55"],
    ]
    var text = ""
    for row in rows {
      let run = try program.run(row, input: Data())
      #expect(run.status == 64, "\(row)")
      #expect(run.text == "", "\(row)")
      text += "$ ullage \(row.joined(separator: " "))\n\(run.notices)\n"
    }
    try Snapshot.check(text, "usage-errors")
  }

  @Test("completes for three shells", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let run = try program.run("--generate-completion-script", shell)
    #expect(run.status == 0)
    #expect(["count", "report", "jsonl", "budget"].allSatisfy { run.text.contains($0) })
    guard shell == "bash" else { return }
    let check = try program.run(["-n"], input: run.output, executable: URL(fileURLWithPath: "/bin/bash"))
    #expect(check.status == 0, "\(check.notices)")
  }

  @Test("lists models, one a line, and everything of one")
  func models() throws {
    let table = try program.run("models")
    #expect(table.status == 0)
    try Snapshot.check(table.text, "models")
    try Snapshot.check(try program.run("models", "anthropic/claude-sonnet-4.5").text, "models-claude-sonnet-4-5")
  }

  @Test("lists models as JSON with sources and dates")
  func modelsJSON() throws {
    let one = try program.run("models", "claude-opus-5", "--json")
    let object = try #require(try JSONSerialization.jsonObject(with: one.output) as? [String: Any])
    #expect(object["schema_version"] as? Int == 2)
    #expect((object["sources"] as? [String: Any])?["ctok"] != nil)
    #expect((object["model"] as? [String: Any])?["id"] as? String == "claude-opus-5")
    let all = try program.run("models", "--json")
    let list = try #require(try JSONSerialization.jsonObject(with: all.output) as? [String: Any])
    #expect((list["models"] as? [Any])?.count == (try Catalog.bundled()).models.count)
  }

  @Test("takes a user's catalogue, and says where it is wrong")
  func catalogue() throws {
    try program.write(
      "own.json", #"{"models": [{"id": "claude-next", "tokenizer": {"family": "v3", "basis": "assumed"}}]}"#)
    let own = try program.run("count", "--catalog", "own.json", "--model", "claude-next", input: "the")
    #expect(own.text == "1\n")
    let environment = ["ULLAGE_CATALOG": "own.json", "ULLAGE_MODEL": "claude-next"]
    #expect(try program.run("count", input: "the", environment: environment).text == "1\n")
    try program.write("bad.json", "{\"models\": [\n  {\"id\": \"claude-opus-5\", \"window\": {\"defualt\": 1}}]}")
    let bad = try program.run("models", "--catalog", "bad.json")
    #expect(bad.status == 65)
    try Snapshot.check(bad.notices, "bad-catalogue")
  }
}
