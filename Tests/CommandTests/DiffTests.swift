import Foundation
import Testing

@Suite("ullage diff")
final class DiffTests {
  private let program: Program

  init() throws {
    program = try Program()
    try program.write("kept.txt", "one two three\n")
    try program.write("grown.txt", "one\n")
    try program.write("shrunk.txt", "one two three four five six\n")
    try program.write("gone.txt", "words that go\n")
    try program.write("old name.txt", "these words are moved and stay the same\nin both of their lines\n")
    try program.write("binary", Data([0, 1]))
    try program.git("init -q -b main . && git add . && git commit -q -m first && git tag first")
    try program.write("grown.txt", "one two three\n")
    try program.write("shrunk.txt", "one\n")
    try program.write("binary", Data([0, 1, 2]))
    try program.write("new\nline.txt", "new words\n")
    try program.git(
      "rm -q gone.txt && git mv 'old name.txt' 'new name.txt' && git add 'new\nline.txt' && ln -s kept.txt link && git add link"
    )
  }

  deinit { program.clean() }

  private func diff(_ arguments: String...) throws -> Program.Outcome {
    try program.run(["diff", "--model", "claude-opus-4-8"] + arguments, input: Data())
  }

  @Test("shows what a change adds and removes, file by file", arguments: ["table", "json", "markdown"])
  func formats(format: String) throws {
    let run = try diff("--format", format)
    #expect(run.status == 0)
    #expect(run.notices == "")
    try Snapshot.check(run.text, "diff-\(format)")
  }

  @Test("both sides are read in their encodings, which stand behind the name")
  func encodings() throws {
    let old = "Съешь ещё этих мягких французских булок.\n"
    let new = old + "Да выпей же чаю!\n"
    for (name, encoding) in [("utf8.txt", String.Encoding.utf8), ("cp1251.txt", .windowsCP1251)] {
      try program.write(name, try #require(old.data(using: encoding)))
    }
    try program.git("add . && git commit -q -m second")
    for (name, encoding) in [("utf8.txt", String.Encoding.utf8), ("cp1251.txt", .windowsCP1251)] {
      try program.write(name, try #require(new.data(using: encoding)))
    }
    let rows = try diff("--all").text.split(separator: "\n")
    let unicode = try #require(rows.first { $0.hasSuffix("utf8.txt") })
    let windows = try #require(rows.first { $0.contains("cp1251.txt") })
    #expect(windows == unicode.replacing("utf8.txt", with: "cp1251.txt (windows-1251)"))
    #expect(try diff("--json").text.contains(#""encoding": "windows-1251""#))
  }

  @Test("what changes most stands first, the 20 largest and a line for the rest unless all are asked for")
  func largest() throws {
    for number in 10..<40 { try program.write("many\(number).txt", String(repeating: "word ", count: number * 10)) }
    try program.git("add .")
    let few = try diff().text.split(separator: "\n")
    #expect(few[1].hasSuffix("many39.txt") && few[20].hasSuffix("many20.txt"))
    #expect(few[21].hasSuffix(" more)") && few[22].contains("total of "))
    #expect(try diff("--all").text.contains("many10.txt"))
    #expect(try diff("--top", "1").text.contains("many39.txt"))
    #expect(try diff("--json").text.contains("many10.txt"))
    #expect(try diff("--top", "0").status == 64)
    #expect(try diff("--format", "sarif", "--budget", "9", "--top", "3").status == 64)
    #expect(try diff("-o", "out.txt").text == "")
    let written = try String(contentsOf: program.folder.appending(path: "out.txt"), encoding: .utf8)
    #expect(written.contains("many39.txt"))
  }

  @Test("agrees with ullage count on both sides")
  func agreement() throws {
    func count(_ name: String) throws -> Int {
      let run = try program.run("count", "-q", "--model", "claude-opus-4-8", name)
      return try #require(Int(run.text.dropLast()))
    }
    let new = try count("grown.txt")
    try program.git("stash -q")
    let old = try count("grown.txt")
    try program.git("stash pop -q --index")
    #expect(try diff("-q", "--", "grown.txt").text == "\(new - old)\n")
  }

  @Test("two revisions are compared without the work tree, and backwards the change is the opposite")
  func revisions() throws {
    let open = try diff("-q").text
    try program.git("commit -q -a -m second")
    #expect(try diff("-q").text == "0\n")
    #expect(try diff("-q", "first", "main").text == open)
    let back = try diff("-q", "main", "first").text
    #expect(Int(back.dropLast()) == -(Int(open.dropLast()) ?? 0))
    // From a folder below, of the whole tree.
    try program.write("below/x", "")
    #expect(try diff("-q", "first", "main", "--", "grown.txt").text != open)
  }

  @Test("a file that was moved and then changed is read where it lies")
  func movedAndChanged() throws {
    let before = try #require(Int(try diff("-q").text.dropLast()))
    try program.write("new name.txt", "these words are moved and stay the same\nin both of their lines\nand more\n")
    let run = try diff("-q")
    #expect(run.status == 0, "\(run.notices)")
    #expect(try #require(Int(run.text.dropLast())) > before)
  }

  @Test("a file that is only meant to be added counts as it lies there, beside one that was deleted")
  func intendedToAdd() throws {
    try program.write("meant.txt", "words that are to come\n")
    try program.git("add -N meant.txt && rm -f kept.txt")
    let run = try diff()
    #expect(run.status == 0, "\(run.notices)")
    #expect(run.text.contains("A  meant.txt") && run.text.contains("D  kept.txt"), "\(run.text)")
  }

  @Test("untracked files are counted where that is asked for")
  func untracked() throws {
    try program.write(".gitignore", "ignored\n")
    try program.write("ignored", "words words\n")
    try program.write("loose", "words words\n")
    #expect(try !diff().text.contains("loose"))
    let run = try diff("--untracked")
    #expect(run.text.contains("A  loose"))
    #expect(!run.text.contains("A  ignored"))
  }

  @Test("grown beyond the budget exits with 1 and says what grew most")
  func budget() throws {
    let change = try #require(Int(try diff("-q", "--", "grown.txt").text.dropLast()))
    #expect(try diff("-q", "--budget", "\(change)", "--", "grown.txt").status == 0)
    let over = try diff("-q", "--budget", "0", "--", "grown.txt")
    #expect(over.status == 1)
    try Snapshot.check(over.notices, "diff-budget")
    #expect(try diff("-q", "--budget", "0", "--", "shrunk.txt").status == 0)
  }

  @Test("answers what git does not know with what helps")
  func errors() throws {
    for row in [["nowhere"], ["-c"], ["a", "b", "c"], ["--budget", "-1"], ["--format", "tree"]] {
      #expect(try program.run(["diff", "-q"] + row, input: Data()).status == 64, "\(row)")
    }
    let unknown = try diff("-q", "nowhere")
    #expect(unknown.notices.contains("git knows no revision \"nowhere\""))
    let outside = try Program()
    defer { outside.clean() }
    let run = try outside.run(["diff", "-q"], input: Data(), environment: ["GIT_CEILING_DIRECTORIES": "/"])
    #expect(run.status == 2)
    #expect(run.notices.contains("run this inside a git work tree"))
    let without = try program.run(["diff", "-q"], input: Data(), environment: ["PATH": "/nonexistent"])
    #expect(without.status == 2)
    #expect(without.notices.contains("git cannot be run"))
  }

  @Test("explains itself")
  func help() throws { try Snapshot.check(try program.run("help", "diff").text, "help-diff") }
}
