import Foundation
import Testing

@Suite("ullage count")
final class CountTests {
  private let program: Program
  private static let quiet = ["--model", "claude-opus-5"]

  init() throws { program = try Program() }
  deinit { program.clean() }

  @Test("prints a bare number for one input, a file or standard input")
  func bareNumber() throws {
    try program.write("a.txt", "hello, world")
    for run in [
      try program.run("count", "--model", "claude-opus-5", "a.txt"),
      try program.run("count", "--model", "claude-opus-5", input: "hello, world"),
      try program.run("count", "--model", "claude-opus-5", "-", input: "hello, world"),
      try program.run("count", "--family", "v4.8", "--", "a.txt"),
    ] {
      #expect(run.text == "4\n")
      #expect(run.notices == "")
      #expect(run.status == 0)
    }
  }

  @Test("names the default model on standard error where nobody chose, and nowhere else")
  func defaultModel() throws {
    let run = try program.run("count", input: "hello, world")
    #expect(run.text == "4\n")
    #expect(run.notices == "note: counted for claude-opus-5-5, the default; --model chooses another\n")
    #expect(try program.run("count", "-q", input: "x").notices == "")
    let chosen = try program.run("count", input: "x", environment: ["ULLAGE_MODEL": "claude-opus-4-7"])
    #expect(chosen.notices == "")
    #expect(chosen.text == "1\n")
  }

  @Test(
    "adds the frame of one user message", arguments: [("claude-haiku-4-5", 8), ("opus-4.7", 12), ("claude-opus-5", 7)])
  func message(model: String, tokens: Int) throws {
    #expect(try program.run("count", "--message", "--model", model, input: "the").text == "\(tokens)\n")
  }

  @Test("counts trailing white space, except on Opus 5")
  func trailingWhitespace() throws {
    let text = "the \t \t \t"
    let kept = try #require(
      Int(try program.run("count", "-q", "--model", "claude-opus-4-8", input: text).text.dropLast()))
    #expect(try program.run("count", "-q", "--model", "claude-opus-5", input: text).text == "1\n")
    #expect(kept > 1)
  }

  @Test("the empty text counts 0")
  func empty() throws {
    try program.write("empty", "")
    for model in ["claude-opus-5", "claude-opus-4-7", "claude-haiku-4-5"] {
      #expect(try program.run("count", "--model", model, "empty").text == "0\n")
    }
  }

  @Test("lays several inputs out as wc does, the total last; -q leaves the total")
  func table() throws {
    try program.write("short", "the")
    try program.write("folder/long.txt", String(repeating: "word ", count: 1200))
    let run = try program.run("count", "--model", "claude-opus-4-8", "short", "folder/long.txt")
    #expect(run.text == "   1 short\n1201 folder/long.txt\n1202 total\n")
    #expect(run.status == 0)
    let total = try program.run("count", "-q", "short", "folder/long.txt")
    #expect(total.text == "1202\n")
    #expect(total.notices == "")
  }

  @Test("counts the rest where an item fails, says why, and exits with 2")
  func partialFailure() throws {
    try program.write("good", "the")
    try program.write("folder/x", "the")
    let run = try program.run("count", "--model", "claude-opus-5", "good", "missing", "folder", "good")
    #expect(run.text == "1 good\n1 good\n2 total\n")
    #expect(run.status == 2)
    try Snapshot.check(run.notices, "count-unreadable")
    let alone = try program.run("count", "--model", "claude-opus-5", "missing")
    #expect(alone.text == "")
    #expect(alone.status == 2)
  }

  #if os(Linux)
    @Test("says why a file cannot be read, and what it may not read")
    func unreadable() throws {
      // The kernel refuses to read a process's memory from address 0.
      let run = try program.run("count", "--model", "claude-opus-5", "/proc/self/mem")
      #expect(run.status == 2)
      #expect(run.text == "")
      #expect(
        run.notices
          == "error: the file cannot be read: Input/output error\n   at: /proc/self/mem\n  try: check the file\n")
      let file = try program.write("secret", "the")
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
      // Root may read everything.
      guard getuid() != 0 else { return }
      let secret = try program.run("count", "--model", "claude-opus-5", "secret")
      #expect(secret.status == 2)
      #expect(secret.notices.hasPrefix("error: the file may not be read\n   at: secret\n"))
    }
  #endif

  @Test("reads names from lists, one a line or ended by NUL")
  func lists() throws {
    try program.write("a b", "the")
    try program.write("c\nd", "the the")
    try program.write("list", "a b\n")
    try program.write("list0", Data("a b\0c\nd\0".utf8))
    #expect(try program.run("count", "-q", "--files-from", "list").text == "1\n")
    #expect(try program.run("count", "-q", "--files0-from", "list0").text == "3\n")
    let fromInput = try program.run(["count", "-q", "--files0-from", "-"], input: Data("c\nd\0".utf8))
    #expect(fromInput.text == "2\n")
    let empty = try program.run("count", "--files-from", "-", input: "")
    #expect(empty.status == 65)
    try Snapshot.check(empty.notices, "count-empty-list")
  }

  @Test("counts what is not UTF-8 as the text that it holds, and names its encoding, also across two reads")
  func otherEncodings() throws {
    let original = try program.run("count", "-q", input: "Schöne Grüße")
    try program.write("latin", Data("Sch\u{F6}ne Gr\u{FC}\u{DF}e".unicodeScalars.map { UInt8($0.value) }))
    let run = try program.run("count", "--model", "claude-opus-5", "latin")
    #expect(run.text == original.text)
    #expect(run.notices.hasPrefix("note: latin is windows-1252, counted as the text it holds\nnote: assumed"))
    #expect(run.status == 0)
    let piped = try program.run(
      ["count", "--model", "claude-opus-5"], input: try Data(contentsOf: program.folder.appending(path: "latin")))
    #expect(piped.text == original.text)
    #expect(piped.notices.hasPrefix("note: standard input is windows-1252, counted as the text it holds\n"))
    let json = try program.run("count", "--json", "latin").text
    #expect(json.contains(#""encoding": "windows-1252""#) && json.contains(#""basis": "assumed""#))

    let replaced = try program.run("count", "-q", input: "Sch\u{FFFD}ne Gr\u{FFFD}\u{FFFD}e")
    let forced = try program.run("count", "--model", "claude-opus-5", "--encoding", "utf-8", "latin")
    #expect(forced.text == replaced.text)
    #expect(
      forced.notices == "note: latin is not UTF-8, first at byte 3; such bytes count as U+FFFD\nnote: modelled\n")
    let unknown = try program.run("count", "--encoding", "klingon", "latin")
    #expect(unknown.status == 64 && unknown.notices.hasPrefix("error: \"klingon\" is no encoding that is known"))

    let border = 131_072
    try program.write("split", Data(repeating: 0x61, count: border - 1) + Data("é".utf8))
    #expect(try program.run("count", "--model", "claude-opus-5", "split").notices == "")
    try program.write("cut", Data(repeating: 0x61, count: border - 1) + Data([0xC3]))
    #expect(
      try program.run("count", "--model", "claude-opus-5", "cut").notices.hasPrefix(
        "note: cut is windows-1252, counted as the text it holds\nnote: modelled"))
  }

  @Test("a byte-order mark decides, and UTF-16 without one is seen by its NULs")
  func marks() throws {
    let text = "<p>Grüße an alle\r\n"
    let original = try program.run("count", "-q", input: text)
    for (name, encoding, mark) in [
      ("utf-16le", String.Encoding.utf16LittleEndian, [0xFF, 0xFE]), ("utf-16be", .utf16BigEndian, [0xFE, 0xFF]),
      ("utf-32le", .utf32LittleEndian, [0xFF, 0xFE, 0, 0]), ("utf-32be", .utf32BigEndian, [0, 0, 0xFE, 0xFF]),
      ("utf-16le", .utf16LittleEndian, []), ("utf-16be", .utf16BigEndian, []),
    ] as [(String, String.Encoding, [UInt8])] {
      try program.write("page", Data(mark) + (try #require(text.data(using: encoding))))
      let run = try program.run("count", "--model", "claude-opus-5", "page")
      #expect(run.text == original.text, "\(name)")
      let basis = mark.isEmpty ? "assumed" : "modelled"
      #expect(run.notices == "note: page is \(name), counted as the text it holds\nnote: \(basis)\n")
    }
  }

  @Test("an image is counted by its cost rules, and what else is no text is refused with what it is")
  func media() throws {
    let header: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
    try program.write("a.png", Data(header + [0, 0, 0x03, 0xE8, 0, 0, 0x03, 0xE8, 8, 2, 0, 0, 0] + [UInt8](0...255)))
    let image = try program.run("count", "--model", "claude-opus-5", "a.png")
    #expect(image.status == 0 && (Int(image.text.dropLast()) ?? 0) > 1000)
    #expect(image.notices.hasPrefix("note: a.png is an image, counted by its cost rules\n"))
    for (bytes, detail) in [
      ([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0], "an ELF program or library"),
      ([0x50, 0x4B, 0x03, 0x04, 20, 0], "a ZIP archive, as office documents, .jar and .whl are"),
      (
        [0x50, 0x4B, 0x03, 0x04, 20, 0] + Array("[Content_Types].xml word/document.xml".utf8),
        "a Word document, which the API does not take"
      ),
      ([0x1F, 0x8B, 8, 8], "gzip data"), ([0, 1, 2, 3, 0xFF], "a NUL among the first 8192 bytes"),
    ] as [([UInt8], String)] {
      try program.write("blob", Data(bytes))
      let run = try program.run("count", "--model", "claude-opus-5", "blob")
      #expect(run.status == 2 && run.text == "")
      #expect(run.notices.hasPrefix("error: this is no text: \(detail)\n   at: blob\n"), "\(run.notices)")
    }
  }

  @Test("counts a NUL as a space and says so")
  func nul() throws {
    try program.write("binary", Data("a\0b".utf8))
    let run = try program.run("count", "--model", "claude-opus-5", "binary")
    #expect(run.text == (try program.run("count", "-q", input: "a b").text))
    #expect(run.notices == "note: binary has a NUL, first at byte 1, which counts as a space; is it a text?\n")
  }

  @Test("answers in JSON with bounds, basis, files and what was skipped")
  func json() throws {
    try program.write("a", "hello, world\n")
    let run = try program.run("count", "--json", "--model", "claude-opus-5-5", "a", "missing")
    try Snapshot.check(run.text, "count-json")
    #expect(run.status == 2)
  }

  @Test("a message to an unmeasured model has the doubts of the request that it is")
  func bounds() throws {
    let run = try program.run("count", "--json", "--message", "--model", "claude-sonnet-5-5", input: "the \t \t")
    // Whether white space at the end is free was recorded on Opus 5 alone: 5 tokens of it may be.
    #expect(run.text.contains("\"basis\": \"modelled\""))
    #expect(run.text.contains("\"upper\": 15,"))
    #expect(run.text.contains("\"lower\": 8,"))
  }

  @Test("takes file names that are not UTF-8")
  func oddNames() throws {
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", #"printf the > "$(printf 'n\351')"; printf 'n\351\0' > list"#]
    shell.currentDirectoryURL = program.folder
    try shell.run()
    shell.waitUntilExit()
    try #require(shell.terminationStatus == 0)
    #expect(try program.run("count", "-q", "--files0-from", "list").text == "1\n")
  }

  @Test("answers the same whether or not the option parser is entered")
  func plainForms() throws {
    try program.write("a", "hello, world")
    for plain in [["a"], ["a", "a"], ["--json", "a"], ["-q", "a", "missing"], ["--message", "a"], ["--", "a"]] {
      let quick = try program.run(["count", "--model", "claude-opus-4-7"] + plain, input: Data())
      let parsed = try program.run(["count", "--model=claude-opus-4-7"] + plain, input: Data())
      #expect(quick.text == parsed.text)
      #expect(quick.notices == parsed.notices)
      #expect(quick.status == parsed.status)
    }
  }

  @Test("depends on neither locale nor time zone")
  func locale() throws {
    let settings = ["LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Tokyo", "LANG": "tr_TR.UTF-8"]
    let text = String(repeating: "ICH İSTANBUL ", count: 900)
    let plain = try program.run("count", "--json", input: text)
    #expect(try program.run("count", "--json", input: text, environment: settings).output == plain.output)
  }

  @Test("ends silently where nobody reads any more")
  func closedPipe() throws {
    try program.write("a", "the")
    let run = try program.runIntoClosedPipe("count", "-q", "a")
    #expect(run.status == 0)
    #expect(run.notices == "")
  }
}
