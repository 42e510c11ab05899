import CountStore
import Foundation
import Testing

/// `ullage-net` as a process: what it says, its exit status, and what becomes of the store when things go wrong.
struct ProgramTests {
  struct Outcome {
    let status: Int32
    let output: String
    let notices: String
  }

  private static let executable: URL = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let neighbour = bundle ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return neighbour.deletingLastPathComponent().appending(path: "ullage-net")
  }()

  static func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ullage-net-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// The program with arguments, or a shell command around it in which `$0` is the program.
  private static func process(_ arguments: [String], shell: String? = nil, in folder: URL) throws -> (Process, [URL]) {
    let process = Process()
    process.executableURL = shell == nil ? executable : URL(fileURLWithPath: "/bin/sh")
    process.arguments = (shell.map { ["-c", $0, executable.path] } ?? []) + arguments
    process.currentDirectoryURL = folder
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path]
    let files = ["out", "notices"].map { folder.appending(path: ".\($0)-\(UUID().uuidString)") }
    for file in files { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    process.standardInput = FileHandle.nullDevice
    return (process, files)
  }

  static func run(_ arguments: String..., shell: String? = nil, in folder: URL) throws -> Outcome {
    let (process, files) = try process(arguments, shell: shell, in: folder)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try String(contentsOf: files[0], encoding: .utf8),
      notices: try String(contentsOf: files[1], encoding: .utf8))
  }

  /// Stored answers, each of another request.
  static func answers(_ numbers: Range<Int>) -> String {
    numbers.map { number in
      #"{"request":{"model":"claude-opus-5","messages":[{"role":"user","content":"\#(number)"}]},"usage":{"input_tokens":9}}"#
    }.joined(separator: "\n")
  }

  @Test(arguments: [
    ["reconcile", "a.json"], ["calibration", "learn", "claude-new-6"], ["calibration", "check", "claude-opus-5"],
  ])
  func `without a key nothing is asked, and the complaint says what to set`(_ arguments: [String]) throws {
    try Self.withFolder { folder in
      try Data("{}".utf8).write(to: folder.appending(path: "a.json"))
      let (process, files) = try Self.process(arguments, in: folder)
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 69)
      let notices = try String(contentsOf: files[1], encoding: .utf8)
      #expect(notices.contains("try: Set ANTHROPIC_API_KEY, or use --offline"))
    }
  }

  @Test(arguments: [["--nonsense"], ["reconcile"], ["calibration", "export", "--coverage", "1.5"]])
  func `a misunderstood command line is 64`(_ arguments: [String]) throws {
    try Self.withFolder { folder in
      let (process, _) = try Self.process(arguments, in: folder)
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 64)
    }
  }

  @Test func `a dry run prints the probes, and makes no store`() throws {
    try Self.withFolder { folder in
      let outcome = try Self.run("calibration", "learn", "claude-new-6", "--dry-run", in: folder)
      #expect(outcome.status == 0)
      #expect((20...25).contains(outcome.output.split(separator: "\n").count))
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/.local"))
    }
  }

  @Test func `usage is imported once, and what was observed becomes a catalogue`() throws {
    try Self.withFolder { folder in
      try Data(Self.answers(0..<30).utf8).write(to: folder.appending(path: "a.jsonl"))
      #expect(
        try Self.run("usage", "import", "a.jsonl", in: folder).output == "30 observations found, 30 of them new\n")
      #expect(try Self.run("usage", "import", "a.jsonl", in: folder).output == "30 observations found, 0 of them new\n")
      let status = try Self.run("calibration", "status", in: folder)
      #expect(status.output.contains("claude-opus-5\texact\t30 observed"))
      let export = try Self.run("calibration", "export", "--output", "c.json", in: folder)
      #expect(export.status == 0)
      #expect(FileManager.default.fileExists(atPath: folder.path + "/c.json"))
    }
  }

  @Test func `two processes that write at once lose nothing`() throws {
    try Self.withFolder { folder in
      for (name, range) in [("a.jsonl", 0..<150), ("b.jsonl", 100..<250)] {
        try Data(Self.answers(range).utf8).write(to: folder.appending(path: name))
      }
      let processes = try ["a.jsonl", "b.jsonl"].map { try Self.process(["usage", "import", $0], in: folder).0 }
      for process in processes { try process.run() }
      for process in processes {
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
      }
      #expect(try CountStore(path: folder.path + "/.local/share/ullage/counts.sqlite").count == 250)
    }
  }

  @Test func `where there is no room the store keeps what it had, and says so`() throws {
    try Self.withFolder { folder in
      try Data(Self.answers(0..<20).utf8).write(to: folder.appending(path: "a.jsonl"))
      try Data(Self.answers(100..<1_100).utf8).write(to: folder.appending(path: "b.jsonl"))
      #expect(try Self.run("usage", "import", "a.jsonl", in: folder).status == 0)
      let full = try Self.run("usage", "import", "b.jsonl", shell: "ulimit -f 120; exec \"$0\" \"$@\"", in: folder)
      #expect(full.status == 2)
      #expect(full.notices.contains("the disk is full or failing"))
      #expect(try CountStore(path: folder.path + "/.local/share/ullage/counts.sqlite").count == 20)
      #expect(try Self.run("usage", "import", "b.jsonl", in: folder).output.hasPrefix("1000 observations found, 1000"))
    }
  }

  @Test func `a process that is killed loses no file that it had finished`() throws {
    try Self.withFolder { folder in
      let data = folder.appending(path: "data")
      try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
      for number in 0..<24 {
        try Data(Self.answers(number * 50..<number * 50 + 50).utf8).write(to: data.appending(path: "\(number).jsonl"))
      }
      let (process, _) = try Self.process(["usage", "import", "data"], in: folder)
      try process.run()
      let path = folder.path + "/.local/share/ullage/counts.sqlite"
      let store = try CountStore(path: Self.waited(for: path))
      while try store.count < 50, process.isRunning { usleep(1_000) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let kept = try CountStore(path: path).count
      #expect(kept >= 50 && kept % 50 == 0)
      #expect(try Self.run("usage", "import", "data", in: folder).output.contains("\(1_200 - kept) of them new"))
    }
  }

  /// The path, when a file has come to be there.
  private static func waited(for path: String) -> String {
    for _ in 0..<5_000 where !FileManager.default.fileExists(atPath: path) { usleep(1_000) }
    return path
  }
}
