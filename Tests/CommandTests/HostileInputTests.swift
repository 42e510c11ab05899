import Console
import Foundation
import Testing

/// What is tried here, and in the tests of the modules, stands in `HostileInput.md` of the documentation.
@Suite("Hostile input")
final class HostileInputTests {
  private let program: Program

  init() throws { program = try Program() }
  deinit { program.clean() }

  /// Runs the program below a shell that `setup` prepares.
  private func run(after setup: String, _ arguments: String) throws -> Program.Outcome {
    try program.run(
      ["-c", "\(setup) \"\(Program.executable.path)\" \(arguments)"], input: Data(),
      executable: URL(fileURLWithPath: "/bin/sh"))
  }

  private static func body(_ content: String, _ rest: String = "") -> String {
    #"{"model": "claude-opus-5", "max_tokens": 9, "messages": [{"role": "user", "content": \#(content)}]\#(rest)}"#
  }

  private static func repeated(_ text: String, _ times: Int) -> String { String(repeating: text, count: times) }

  static let bodies: [(name: String, body: String, status: Int32, says: String)] = [
    ("deep", repeated("[", 1_000_000), 65, "values are nested more than 512 deep"),
    (
      "deep schema", body(#""x""#, #", "tools": [{"name": "a", "input_schema": \#(repeated(#"{"a":"#, 9_999))"#), 65,
      "values are nested more than 512 deep"
    ),
    (
      "wide", body("[" + repeated(#"{"type": "text", "text": "a"}, "#, 4_999) + #"{"type": "text", "text": "a"}]"#), 0,
      ""
    ),
    (
      "a long number", #"{"max_tokens": \#(repeated("9", 100_000)), "model": "claude-opus-5", "messages": []}"#, 0,
      "integer"
    ),
    ("a number without end", body(#""x""#, #", "top_p": 1e999999999"#), 0, ""),
    ("keys twice", "{" + repeated(#""model": "claude-haiku-4-5", "#, 5_000) + body(#""x""#).dropFirst(), 0, ""),
    (
      "fields without a meaning",
      body(#"[{"type": "text", "text": "x", \#((0..<30_000).map { #""k\#($0)": 0"# }.joined(separator: ","))}]"#),
      0, "is not known"
    ),
    (
      "a long name of a model", #"{"messages": [], "max_tokens": 1, "model": "\#(repeated("x", 300_000))"}"#, 2,
      "is not known"
    ),
    ("lone surrogates", body(#""a\ud800b\udc00\ud800""#), 0, ""),
    (
      "many tools",
      body(
        #""x""#,
        #", "tools": ["#
          + (0..<2_000).map { #"{"name": "t\#($0)", "input_schema": {"type": "object"}}"# }.joined(separator: ",")
          + "]"), 0, ""
    ),
    ("nothing", "", 65, "there is no value"),
    ("NULs", repeated("\0", 99), 65, "not UTF-8"),
  ]

  @Test("a body that demands much is counted or refused, at once", arguments: bodies.indices)
  func aBodyThatDemandsMuch(row: Int) throws {
    let (name, body, status, says) = Self.bodies[row]
    let start = ContinuousClock.now
    let run = try program.run(["count", "--request"], input: Data(body.utf8))
    #expect(run.status == status, "\(name): \(run.notices)")
    #expect(says.isEmpty || run.notices.contains(says), "\(name): \(run.notices)")
    #expect(run.text.isEmpty == (status != 0), "\(name)")
    #expect(ContinuousClock.now - start < .seconds(20), "\(name)")
  }

  @Test("nothing from outside reaches a terminal as a control")
  func nothingFromOutsideReachesA() throws {
    let evil = "a\u{1B}]0;t\u{7}\u{9B}5m\u{202E}b\nc"
    try program.write(evil, "x")
    try program.write("y", "y")
    let escaped = #"a\u001b]0;t\u0007\u009b5m\u202eb\nc"#
    try program.write(
      "roles.json",
      #"{"model": "claude-opus-5", "max_tokens": 9, "messages": [{"role": "\#(escaped)", "content": [{"type": "\#(escaped)"}]}],"#
        + #" "tools": [{"type": "\#(escaped)"}]}"#)
    try program.write("model.json", #"{"model": "\#(escaped)", "max_tokens": 9, "messages": []}"#)
    try program.write("cut.json", "{\u{1B}[2J")
    let runs: [[String]] = [
      ["count", evil, "y"], ["count", evil + "-"], ["count", "--model", evil, "y"], ["count", "--\(evil)"], [evil],
      ["count", "--request", "--parts", "roles.json"], ["count", "--request", "--explain", "roles.json"],
      ["count", "--request", "model.json"], ["count", "--request", "cut.json"], ["plan", "roles.json"],
      ["plan", "model.json"], ["plan", "cut.json"], ["plan", "--beta", evil, "roles.json"], ["report", "--skipped"],
      ["report", "--format", "tree"], ["report", "--include", evil], ["report", evil + "-"], ["tokens", evil],
      ["models", evil], ["diff", evil],
    ]
    for arguments in runs {
      let run = try program.run(arguments, input: Data())
      let odd = (run.text + run.notices).unicodeScalars.filter { scalar in
        scalar.properties.generalCategory == .control && scalar != "\n" || scalar == "\u{202E}"
      }
      #expect(odd.isEmpty, "\(arguments): \(odd.map { String($0.value, radix: 16) })")
    }
  }

  @Test("no format writes a file's name as it is where a terminal or a spreadsheet would obey it")
  func noFormatWritesAFiles() throws {
    try program.write("tree/a\u{1B}[2J\u{9B}5m\u{202E}b\r\u{7F}.md", "x")
    for name in ["=1+1", "+a", "-b", "@c/d", "plain"] { try program.write("tree/\(name)", "x") }
    // Marks that turn the direction, and what is not seen; joiners are words' own.
    let marks = "\u{061C}\u{200B}\u{200E}\u{200F}\u{202E}\u{2066}\u{FEFF}\u{FFF9}\u{FFFB}\u{E0001}\u{E007F}"
    try program.write("tree/marked\(marks)\u{200D}.md", "x")
    let formats = [
      "--json", "--format jsonl", "--format csv", "--format html", "--format markdown", "--format tree", "--by dir",
    ]
    for format in formats {
      let run = try program.run(
        ["report", "-q"] + format.split(separator: " ").map(String.init) + ["tree"], input: Data())
      let odd = run.text.unicodeScalars.filter { scalar in
        scalar.properties.generalCategory == .control && scalar != "\n" || marks.unicodeScalars.contains(scalar)
      }
      #expect(run.status == 0 && odd.isEmpty, "\(format): \(odd.map { String($0.value, radix: 16) })")
    }
    let run = try program.run(
      ["count", "--json", "--model", "claude-opus-5"] + ["tree/a\u{1B}[2J\u{9B}5m\u{202E}b\r\u{7F}.md"], input: Data())
    #expect(run.text.contains(#"\u001b[2J\u009b5m\u202eb\r\u007f.md"#), "\(run.text)")
    let rows = try program.run(["report", "-q", "--format", "csv", "tree"], input: Data()).text.split(separator: "\n")
    #expect(rows.dropFirst().allSatisfy { !"=+-@".contains($0.first!) }, "\(rows)")
    #expect(rows.contains { $0.hasPrefix("./=1+1,") })
    let shown = marks.unicodeScalars.map { "\\u{\(String($0.value, radix: 16))}" }.joined()
    #expect(rows.contains { $0.hasPrefix("marked\(shown)\u{200D}.md,") }, "\(rows)")
    // JSON's escapes are the name itself.
    let named = try program.run(["report", "-q", "--json", "tree"], input: Data())
    let object = try JSONSerialization.jsonObject(with: named.output) as? [String: Any]
    let files = object?["files"] as? [[String: Any]] ?? []
    #expect(files.contains { $0["path"] as? String == "marked\(marks)\u{200D}.md" }, "\(named.text)")
  }

  @Test(
    "a name in CSV is one line and names one file",
    arguments: ["a\n=1+1", "a\r\nb", "a\tb", #"a\nb"#, "a\\", "\n"])
  func lineEndsInCSV(_ name: String) throws {
    try program.write("tree/\(name)", "x")
    try program.write("tree/plain", "x")
    let text = try program.run(["report", "-q", "--format", "csv", "tree"], input: Data()).text
    let rows = text.split(separator: "\n")
    let escapes = ["\\": #"\\"#, "\n": #"\n"#, "\r": #"\r"#, "\t": #"\t"#]
    let shown = name.unicodeScalars.map { escapes[String($0)] ?? String($0) }.joined()
    #expect(rows.count == 3 && rows.contains { $0.hasPrefix("\(shown),") }, "\(text)")
  }

  @Test("a pipe that nobody writes to is an error, one whose writer takes its time is read")
  func aPipeThatNobodyWrites() throws {
    try #require(mkfifo(program.folder.appending(path: "pipe").path, 0o600) == 0)
    for arguments in ["count pipe", "report pipe"] {
      let run = try self.run(after: "exec timeout 60", arguments)
      #expect(run.status == 2, "\(arguments): \(run.notices)")
      #expect((run.text + run.notices).contains("nobody has written to it"), "\(arguments): \(run.notices)")
    }
    let late = try self.run(after: "(exec > pipe; sleep 7; echo words) & exec timeout 60", "count -q pipe")
    #expect(late.status == 0 && Int(late.text.dropLast()) ?? 0 > 0, "\(late.notices)")
    // A list of rules that is one, or is a device without an end, is none.
    try #require(mkfifo(program.folder.appending(path: ".gitignore").path, 0o600) == 0)
    try #require(symlink("/dev/zero", program.folder.appending(path: ".ignore").path) == 0)
    try program.write("x", "x")
    #expect(try self.run(after: "exec timeout 60", "report -q --include x").status == 0)
  }

  @Test("four gigabytes where a whole text is held are refused before they are read")
  func fourGigabytesWhereAWhole() throws {
    let file = try program.write("big", Data())
    try #require(truncate(file.path, 4 << 30) == 0)
    for arguments in [["count", "--request", "big"], ["plan", "big"], ["tokens", "big"]] {
      let run = try program.run(arguments, input: Data())
      #expect(run.status == 65)
      #expect(run.notices.contains("the file is larger than"), "\(run.notices)")
    }
    // A tree's binary file is seen by its first bytes.
    let report = try program.run(["report", "--skipped"], input: Data())
    #expect(report.status == 0 && report.text.contains("big  binary"), "\(report.text)")
  }

  @Test("a stream that is closed is an error, and no file is taken for it")
  func aStreamThatIsClosed() throws {
    try program.write("y", "y")
    for arguments in ["count", "count --jsonl", "count --request", "plan -", "tokens", "count --files-from -", "mcp"] {
      let run = try run(after: "exec <&-;", arguments)
      #expect(run.status == 2, "\(arguments)")
      #expect(run.notices.contains("standard input is closed"), "\(arguments): \(run.notices)")
    }
    let run = try run(after: "exec >&-;", "count y")
    #expect(run.status == 2)
    #expect(run.notices.contains("the output cannot be written"), "\(run.notices)")
    #expect(try self.run(after: "export HOME=$PWD; exec <&- >&- 2>&-;", "report --cache . y").status == 2)
    #expect(try String(contentsOf: program.folder.appending(path: "y"), encoding: .utf8) == "y")
  }

  @Test(
    "a full disk is an error",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"),
    arguments: [
      "count y", "count --json y", "count --request b", "plan b", "report", "models", "tokens y", "help", "--version",
    ])
  func aFullDiskIsAn(arguments: String) throws {
    try program.write("y", "y")
    try program.write("b", Self.body(#""x""#))
    let run = try run(after: "exec > /dev/full;", arguments)
    #expect(run.status == 2)
    #expect(run.notices.contains("the output cannot be written: No space left on device"), "\(run.notices)")
  }

  @Test("what a walk found is not read once it is a link, a pipe or a folder")
  func whatAWalkFoundIs() throws {
    let secret = try program.write("secret", "x")
    let link = program.folder.appending(path: "link").path
    try #require(symlink(secret.path, link) == 0)
    let pipe = program.folder.appending(path: "pipe").path
    try #require(mkfifo(pipe, 0o600) == 0)
    for path in [link, pipe, program.folder.path] {
      #expect(throws: Complaint.self) { try FileReader(InputPath(bytes: Array(path.utf8)), wasFound: true).all() }
    }
    #expect(try FileReader(InputPath(bytes: Array(link.utf8))).all() == [0x78])
    // Links in a ring end the search of a tree, and a pipe in it is not waited for.
    try #require(symlink(".", program.folder.appending(path: "self").path) == 0)
    try #require(symlink("ring", program.folder.appending(path: "ring").path) == 0)
    let run = try program.run(["report", "--skipped"], input: Data())
    #expect(run.status == 0)
    let links = run.text.split(separator: "\n").filter { $0.contains("symbolic_link  ") }
    #expect(links.compactMap { $0.split(separator: " ").first } == ["link", "ring", "self"], "\(run.text)")
    #expect(try program.run(["count", "ring"], input: Data()).status == 2)
  }
}
