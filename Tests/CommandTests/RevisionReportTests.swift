import Foundation
import TestSupport
import Testing

@Suite("ullage report --compare with revisions")
final class RevisionReportTests {
  private let program: Program

  init() throws {
    program = try Program()
    try program.write("kept.md", "one two three\n")
    try program.write("src/grown.swift", "let a = 1\n")
    try program.write("src/gone.swift", "let gone = true\n")
    try program.write("old.txt", "these words are moved and stay the same\nin both of their lines\n")
    try program.git("init -q -b main . && git add . && git commit -q -m first && git tag first")
    try program.write("src/grown.swift", "let a = 1\nlet b = a + a\n")
    try program.git("rm -q src/gone.swift && git mv old.txt new.txt && git add . && git commit -q -m second")
    try program.write("kept.md", "one two three four five\n")
    try program.write("untracked.md", "nobody asked for this\n")
  }

  deinit { program.clean() }

  private func tokens(_ text: String) throws -> Int {
    try #require(Int(try program.run("count", "-q", "--model", "claude-opus-5", input: text).text.dropLast()))
  }

  /// Old and new tokens by path.
  private func rows(_ arguments: String...) throws -> [String: [Int]] {
    let answer = try program.json(["report", "--json", "-q", "--model", "claude-opus-5"] + arguments)
    let names = try #require(answer["revisions"] as? [String])
    var rows: [String: [Int]] = [:]
    for file in try #require(answer["files"] as? [[String: Any]]) {
      let tokens = try #require(file["tokens"] as? [String: Int])
      rows[try #require(file["path"] as? String)] = names.map { tokens[$0] ?? -1 }
    }
    return rows
  }

  @Test("two revisions stand beside each other, and what was moved is gone here and new there")
  func revisions() throws {
    let moved = try tokens("these words are moved and stay the same\nin both of their lines\n")
    let kept = try tokens("one two three\n")
    #expect(
      try rows("--compare", "first..main") == [
        "kept.md": [kept, kept],
        "src/grown.swift": [try tokens("let a = 1\n"), try tokens("let a = 1\nlet b = a + a\n")],
        "src/gone.swift": [try tokens("let gone = true\n"), 0], "old.txt": [moved, 0], "new.txt": [0, moved],
      ])
    #expect(try Set(rows("--compare", "first..main", "src").keys) == ["src/grown.swift", "src/gone.swift"])
  }

  @Test("one revision stands beside the work tree, of which what git tracks counts")
  func workTree() throws {
    let rows = try rows("--compare", "HEAD")
    #expect(rows["kept.md"] == [try tokens("one two three\n"), try tokens("one two three four five\n")])
    #expect(Set(rows.keys) == ["kept.md", "new.txt", "src/grown.swift"])
  }

  @Test("what grew most stands first, and the page has both sides as a picture")
  func formats() throws {
    let table = try program.run("report", "-q", "--compare", "first..main", "--format", "csv").text
    let names = table.split(whereSeparator: \.isNewline).dropFirst().map { $0.split(separator: ",")[0] }
    #expect(names.first == "new.txt" && names.last == "old.txt")
    let page = try program.run("report", "-q", "--compare", "first..main", "--format", "html").text
    #expect(page.contains(#""compares":"revisions","models":["first","main"]"#))
    #expect(try program.run("report", "-q", "--compare", "first..main").text.split(separator: " ").count == 2)
  }

  @Test("a path at which neither side has a file is told, and the exit status is 2")
  func nothing() throws {
    let run = try program.run("report", "-q", "--compare", "first..main", "nowhere")
    #expect(run.status == 2)
    #expect(run.notices.hasPrefix("error: not counted: git tracks nothing there on either side\n   at: nowhere\n"))
  }

  @Test(
    "what cannot be compared is a usage error",
    arguments: [
      ["--compare", "nothing"], ["--compare", "HEAD..HEAD"], ["--compare", "HEAD", "--staged"],
      ["--compare", "HEAD", "--budget", "5"], ["--compare", "HEAD", "--exclude", "*.md"],
      ["--compare", "claude-opus-5"], ["--compare", "-x"],
    ])
  func refusals(arguments: [String]) throws {
    #expect(try program.run(["report"] + arguments, input: Data()).status == 64)
  }
}
