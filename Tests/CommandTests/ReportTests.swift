import FileReporting
import Foundation
import Testing

@Suite("ullage report")
final class ReportTests {
  private let program: Program

  init() throws {
    program = try Program()
    // Below a folder that has nothing of the tester's own.
    try program.write("tree/README.md", "# A title\n\nSome words, and more words.\n")
    try program.write("tree/src/main.swift", "print(\"hello, world\")\n")
    try program.write("tree/src/deep/er/a.swift", String(repeating: "let x = 1\n", count: 20))
    try program.write("tree/src/deep/b.py", "def f():\n    return 1")
    try program.write("tree/docs/odd|na`me,\"x\".md", "odd\n")
    try program.write("tree/docs/new\nline.txt", "a line\n")
    try program.write("tree/Makefile", "all:\n\ttrue\n")
    try program.write("tree/.hidden", "hidden words\n")
    try program.write("tree/.ignore", "build\n")
    try program.write("tree/build/out.txt", "built\n")
    try program.write("tree/binary", Data("a\0b".utf8))
    try program.write("tree/empty", "")
    try program.write("tree/picture.png", Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A]))
  }

  deinit { program.clean() }

  private func report(_ arguments: String..., model: [String] = ["--model", "claude-opus-4-8"]) throws
    -> Program.Outcome
  {
    try program.run(["report"] + model + arguments, input: Data())
  }

  private struct Answer: Decodable {
    struct Row: Decodable {
      var path: String?
      var name: String?
      var tokens: Int
      var bytes: Int
      var encoding: String?
    }
    struct Totals: Decodable {
      var files: Int
      var tokens: Int
      var bytes: Int
      var joined: Int

      enum CodingKeys: String, CodingKey {
        case files, tokens, bytes
        case joined = "joined_tokens"
      }
    }
    struct Skipped: Decodable {
      var path: String
      var reason: String
    }
    var totals: Totals
    var files: [Row]
    var groups: [Row]?
    var skipped: [Skipped]
  }

  private func answer(_ arguments: String...) throws -> Answer {
    let run = try program.run(["report", "--json", "--model", "claude-opus-4-8"] + arguments, input: Data())
    return try JSONDecoder().decode(Answer.self, from: run.output)
  }

  @Test(
    "shows the same tree in every format",
    arguments: ReportFormat.allCases.filter { $0 != .html && !$0.isOfBudgets }.map(\.rawValue))
  func formats(format: String) throws {
    let run = try report("--format", format, "--skipped", "tree")
    #expect(run.status == 0)
    #expect(run.notices == "")
    try Snapshot.check(run.text, "report-\(format)")
  }

  @Test("puts files together by folder, extension or language", arguments: ["dir", "ext", "language"])
  func groups(by: String) throws {
    try Snapshot.check(try report("--by", by, "tree").text, "report-by-\(by)")
  }

  @Test("sets families beside each other", arguments: ["table", "json", "csv"])
  func comparison(format: String) throws {
    let run = try report("--compare", "v3,v4.7", "--sort", "change", "--format", format, "tree", model: [])
    #expect(run.notices == "")
    try Snapshot.check(run.text, "report-compare-\(format)")
  }

  @Test("a folder is the sum of its files, and the total the sum of all")
  func sums() throws {
    let answer = try answer("--by", "dir", "tree")
    #expect(answer.totals.tokens == answer.files.reduce(0) { $0 + $1.tokens })
    #expect(answer.totals.bytes == answer.files.reduce(0) { $0 + $1.bytes })
    #expect(answer.totals.files == answer.files.count)
    let groups = try #require(answer.groups)
    #expect(groups.count == 4)
    for folder in groups {
      let inside = answer.files.filter { $0.path?.hasPrefix(folder.name ?? "?") == true }
      #expect(folder.tokens == inside.reduce(0) { $0 + $1.tokens })
    }
  }

  @Test("counts each file as ullage count does, and all of them joined as one text")
  func agreement() throws {
    let answer = try answer("--sort", "name", "tree")
    var joined = Data()
    for file in answer.files {
      let path = "tree/" + (file.path ?? "")
      let alone = try program.run("count", "-q", "--model", "claude-opus-4-8", path)
      #expect(alone.text == "\(file.tokens)\n", "\(path)")
    }
    // The order of the selection: names folder by folder, not whole paths.
    for path in [
      "Makefile", "README.md", "docs/new\nline.txt", "docs/odd|na`me,\"x\".md", "src/deep/b.py",
      "src/deep/er/a.swift", "src/main.swift",
    ] {
      joined += try Data(contentsOf: program.folder.appending(path: "tree/\(path)"))
    }
    let whole = try program.run(["count", "-q", "--model", "claude-opus-4-8"], input: joined)
    #expect(whole.text == "\(answer.totals.joined)\n")
  }

  @Test("large files are counted in pieces, exactly")
  func pieces() throws {
    var text = ""
    for index in 0..<180_000 { text += "line \(index): the quick brown fox, Ürümqi 烏魯木齊\n" }
    try program.write("large/log.txt", text)
    let answer = try answer("large")
    #expect(answer.files.first?.bytes == text.utf8.count)
    #expect(text.utf8.count > 8 << 20)
    let alone = try program.run("count", "-q", "--model", "claude-opus-4-8", "large/log.txt")
    #expect(alone.text == "\(answer.totals.tokens)\n")
  }

  @Test("says the same with any number of threads")
  func threads() throws {
    for index in 0..<40 {
      try program.write("many/\(index).txt", String(repeating: "word \(index) ", count: index * 20))
    }
    let outputs = try ["1", "2", "7", "64"].map { try report("--threads", $0, "many").output }
    #expect(Set(outputs).count == 1)
  }

  @Test("cuts rows by number and by tokens, and reverses them")
  func cuts() throws {
    let all = try answer("tree").files.compactMap(\.path)
    #expect(try answer("--top", "2", "tree").files.compactMap(\.path) == Array(all.prefix(2)))
    #expect(try answer("--reverse", "tree").files.compactMap(\.path) == all.reversed())
    #expect(try answer("--min", "5", "tree").files.allSatisfy { $0.tokens >= 5 })
    try Snapshot.check(try report("--top", "2", "tree").text, "report-top")
    try Snapshot.check(try report("--format", "tree", "--depth", "2", "--top", "2", "tree").text, "report-tree-depth")
  }

  @Test("selects with flags as ripgrep does")
  func selection() throws {
    func names(_ arguments: String...) throws -> [String] {
      let run = try program.run(["report", "--json", "--sort", "name"] + arguments + ["tree"], input: Data())
      return try JSONDecoder().decode(Answer.self, from: run.output).files.compactMap(\.path)
    }
    #expect(try names("--include", "*.swift") == ["src/deep/er/a.swift", "src/main.swift"])
    #expect(try names("--include", "*.swift", "--exclude", "deep") == ["src/main.swift"])
    #expect(try names("--include", "tree/src/*.swift") == ["src/main.swift"])
    #expect(try names("--hidden").contains(".hidden"))
    #expect(try names("--no-ignore").contains("build/out.txt"))
    try program.write("tree/.ullageignore", "*.py\n!build\n")
    #expect(try !names().contains("src/deep/b.py"))
    #expect(try names().contains("build/out.txt"))
  }

  @Test("an argument that is a file bypasses ignore files; twice named it is counted once")
  func explicitFiles() throws {
    let answer = try answer("tree/build/out.txt", "tree/.hidden", "tree/build/out.txt", "./tree/build")
    #expect(answer.files.compactMap(\.path).sorted() == ["tree/.hidden", "tree/build/out.txt"])
  }

  @Test("lists what it skips with reasons")
  func skipped() throws {
    try FileManager.default.createSymbolicLink(
      atPath: program.folder.appending(path: "tree/link").path, withDestinationPath: "nowhere")
    let answer = try answer("--max-size", "100", "tree")
    #expect(
      answer.skipped.map { "\($0.path) \($0.reason)" } == [
        "binary binary", "link symbolic_link", "picture.png image", "src/deep/er/a.swift too_large",
      ])
  }

  @Test("shows the 20 largest and a line for the rest unless all are asked for; formats for programs have all")
  func twentyLargest() throws {
    for number in 10..<40 { try program.write("many/\(number).txt", String(repeating: "word ", count: number)) }
    for format in ["table", "tree", "markdown"] {
      let few = try report("--format", format, "many").text
      #expect(few.contains("39.txt") && few.contains("20.txt") && !few.contains("19.txt"), "\(format)")
      #expect(few.contains("10 more"), "\(format)")
      let all = try report("--format", format, "--all", "many").text
      #expect(all.contains("10.txt") && !all.contains("more)"), "\(format)")
    }
    for format in ["json", "jsonl", "csv"] {
      #expect(try report("--format", format, "many").text.contains("10.txt"), "\(format)")
      let few = try report("--format", format, "--top", "3", "many").text
      #expect(few.contains("37.txt") && !few.contains("36.txt"), "\(format)")
    }
  }

  @Test(
    "options that choose or order rows are refused where a format takes them as they are",
    arguments: [
      ("--top", ["3"]), ("--min", ["3"]), ("--by", ["language"]), ("--all", []), ("--sort", ["name"]),
      ("--reverse", []),
    ])
  func refusedRows(option: String, value: [String]) throws {
    for format in [["html"], ["sarif", "--budget", "9"], ["junit", "--budget", "9"], ["github", "--budget", "9"]] {
      let run = try program.run(["report", "--format"] + format + [option] + value + ["tree"], input: Data())
      #expect(run.status == 64)
      #expect(run.notices.hasPrefix("error: \(option) is for rows, and --format \(format[0]) takes them as they are"))
    }
    if option == "--by" { #expect(try report("--format", "tree", "--by", "ext", "tree").status == 64) }
  }

  @Test("--render numbered counts lines as coding agents show them; count and report agree")
  func numbered() throws {
    try program.write("seen/a.txt", "     1\tlet a = 1\n     2\tlet b = 2\n")
    try program.write("plain/a.txt", "let a = 1\nlet b = 2\n")
    let seen = try program.run("count", "-q", "seen/a.txt").text
    #expect(try program.run("count", "-q", "--render", "numbered", "plain/a.txt").text == seen)
    let run = try report("--render", "numbered", "plain")
    #expect(run.text.contains("\n    \(seen.dropLast())  ") && run.text.contains("each line behind its number"))
    #expect(try report("--render", "numbered", "-q", "plain").text == seen)
    #expect(try report("--render", "painted", "plain").status == 64)
    #expect(try program.run("count", "--request", "--render", "numbered", "plain/a.txt").status == 64)
  }

  @Test("-o writes the same into a file as to standard output, and says where it cannot")
  func outputFile() throws {
    let plain = try report("tree")
    let run = try report("-o", "out.txt", "tree")
    #expect(run.status == plain.status && run.text == "" && run.notices == plain.notices)
    #expect(try String(contentsOf: program.folder.appending(path: "out.txt"), encoding: .utf8) == plain.text)
    let failed = try report("-o", "no/such/folder", "tree")
    #expect(failed.status == 2)
    #expect(
      failed.notices.hasPrefix("error: the file cannot be written: No such file or directory\n   at: no/such/folder"))
  }

  @Test("what is named and is no text is an error; text in another encoding counts as in UTF-8, in long files too")
  func encodings() throws {
    let binary = try report("tree/binary")
    #expect(binary.status == 2)
    #expect(binary.notices.hasPrefix("error: not counted: a NUL among the first 8192 bytes\n   at: tree/binary\n"))

    let line = "Съешь ещё этих мягких французских булок, да выпей же чаю.\n"
    let long = String(repeating: line, count: 100_000)
    try program.write("long/utf-8", Data(long.utf8))
    try program.write("long/cp1251", Data(try #require(long.data(using: .windowsCP1251))))
    // The only byte that is not UTF-8 stands in the last piece of three.
    try program.write("long/late", Data(String(repeating: "words and words \n", count: 1_200_000).utf8) + [0xE9, 0x0A])
    let answer = try answer("long")
    let files = Dictionary(uniqueKeysWithValues: answer.files.map { ($0.path ?? "", $0) })
    #expect(files["cp1251"]?.encoding == "windows-1251")
    #expect(files["cp1251"]?.tokens == files["utf-8"]?.tokens)
    #expect(files["utf-8"]?.encoding == nil)
    #expect(files["late"]?.encoding == "windows-1252")
  }

  @Test("prices images and PDFs that are named, and shows them as such")
  func media() throws {
    // The header of a picture of 1000 by 1000 pixels: 36 × 36 patches and 3 tokens.
    let header: [UInt8] =
      [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 3, 0xE8, 0, 0, 3,
        0xE8,
      ]
    try program.write("tree/large.png", Data(header + [UInt8](repeating: 0, count: 40)))
    let run = try report("tree/large.png", "tree/README.md", model: ["--model", "claude-opus-5"])
    #expect(run.status == 0)
    try Snapshot.check(run.text, "report-media")
    #expect(try answer("tree").skipped.map(\.path) == ["binary", "large.png", "picture.png"])
    let listed = try report("--skipped", "tree", model: ["--model", "claude-opus-5"])
    #expect(listed.text.contains("  large.png    image   1298 tokens as an image\n"), "\(listed.text)")
    // Without a size, or without a model, there is no price.
    #expect(try answer("tree/picture.png").skipped.map(\.reason) == ["image"])
    let family = try report("--family", "v4.8", "tree/large.png", model: [])
    #expect(family.text.contains("Skipped: 1 image"))
  }

  @Test("counts the rest where a path is not there, says so, and exits with 2")
  func missing() throws {
    let run = try report("-q", "tree/README.md", "nowhere")
    #expect(run.status == 2)
    #expect(Int(run.text.dropLast()) ?? 0 > 0)
    try Snapshot.check(run.notices, "report-missing")
  }

  @Test("notes lines of ignore files that are no pattern")
  func badPatterns() throws {
    try program.write("bad/.ignore", "[a-\n*.o\n")
    try program.write("bad/a.o", "x")
    let run = try report("bad")
    #expect(run.notices.contains("bad/.ignore:1 is passed over: the class is not closed by ]"))
    #expect(run.text.contains("total of 0 files"))
  }

  @Test("explains itself")
  func help() throws { try Snapshot.check(try program.run("help", "report").text, "help-report") }

  @Test("its plain forms, which are read without the option parser, are what the parser makes of them")
  func plainForms() throws {
    try program.write("tree/.ullage.toml", "budget = 3\n")
    try program.write(".ullage.toml", "budget = 3\n")
    for plain in [
      [], ["tree"], ["tree", "missing"], ["-q"], ["--quiet", "tree"], ["--json", "tree"], ["--format", "csv"],
      ["--format", "tree", "--no-progress"], ["--format", "html", "tree"], ["--check", "-q", "tree"],
      ["--threads", "1", "tree"], ["--staged"],
    ] {
      let quick = try program.run(["report", "--model", "claude-opus-4-7"] + plain, input: Data())
      let parsed = try program.run(["report", "--model=claude-opus-4-7"] + plain, input: Data())
      #expect(quick.output == parsed.output && quick.notices == parsed.notices, "\(plain)")
      #expect(quick.status == parsed.status, "\(plain)")
    }
    for wrong in [
      ["--threads", "0"], ["--threads", "x"], ["--format", "x"], ["--json", "--format", "csv"], ["--mode"],
    ] {
      #expect(try program.run(["report"] + wrong, input: Data()).status == 64, "\(wrong)")
    }
  }

  @Test("answers contradictions with what helps, and 64")
  func usage() throws {
    let rows: [[String]] = [
      ["--by", "colour"], ["--format", "pdf"], ["--json", "--format", "csv"], ["--sort", "change"], ["--top", "0"],
      ["--compare", "v3"], ["--compare", "v3,v3"], ["--compare", "v3,v99"],
      ["--compare", "v3,v4.7", "--model", "opus-5"],
      ["--max-size", "big"], ["--include", "[a-"], ["--depth", "2"], ["--threads", "0"],
    ]
    var text = ""
    for row in rows {
      let run = try program.run(["report"] + row, input: Data())
      #expect(run.status == 64, "\(row)")
      #expect(run.text == "", "\(row)")
      text += "$ ullage report \(row.joined(separator: " "))\n\(run.notices)\n"
    }
    try Snapshot.check(text, "report-usage-errors")
  }
}
