import CountStore
import Foundation
import Testing

/// What becomes of the store where processes race, are killed, or find no room. Nothing here depends on how fast any of
/// them is.
struct StoreFaultTests {
  @Test func `processes that make the store and write to it at once lose nothing`() throws {
    try Program.inFolder { program in
      let starts = [0, 100, 200, 250]
      for start in starts { try program.write("\(start).jsonl", Program.answers(start..<start + 150)) }
      let processes = try starts.map { try program.process(["usage", "import", "\($0).jsonl"]) }
      for (process, _) in processes { try process.run() }
      for (process, files) in processes {
        process.waitUntilExit()
        let notices = try String(contentsOf: files[1], encoding: .utf8)
        #expect(process.terminationStatus == 0, "\(notices)")
      }
      #expect(try CountStore(path: program.storePath).count == 400)
    }
  }

  @Test func `where there is no room the store keeps what it had, and says so`() throws {
    try Program.inFolder { program in
      try program.write("a.jsonl", Program.answers(0..<20))
      try program.write("b.jsonl", Program.answers(100..<1_100))
      #expect(try program.run("usage", "import", "a.jsonl").status == 0)
      let full = try program.run("usage", "import", "b.jsonl", shell: "ulimit -f 120; exec \"$0\" \"$@\"")
      #expect(full.status == 2)
      #expect(full.notices.contains("the disk is full or failing"))
      #expect(try CountStore(path: program.storePath).count == 20)
      #expect(try program.run("usage", "import", "b.jsonl").output.hasPrefix("1000 observations found, 1000"))
    }
  }

  @Test func `a process that is killed loses no file that it had finished`() throws {
    try Program.inFolder { program in
      for number in 0..<4 {
        try program.write("data/\(number).jsonl", Program.answers(number * 50..<number * 50 + 50))
      }
      // Nobody writes to the last file: the process waits there, with the others stored.
      #expect(mkfifo(program.folder.path + "/pipe.jsonl", 0o600) == 0)
      let store = try CountStore(path: Self.madeFolder(of: program.storePath))
      let (process, _) = try program.process(["usage", "import", "data", "pipe.jsonl"])
      try process.run()
      while try store.count < 200, process.isRunning { usleep(1_000) }
      #expect(process.isRunning)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(try CountStore(path: program.storePath).count == 200)
      #expect(try program.run("usage", "import", "data").output.hasSuffix("0 of them new\n"))
    }
  }

  @Test(arguments: [5, 15, 25, 35, 45, 60, 80])
  func `a process that is killed at any time leaves whole files, and a store that goes on`(_ delay: Int) throws {
    try Program.inFolder { program in
      for number in 0..<8 {
        try program.write("data/\(number).jsonl", Program.answers(number * 10..<number * 10 + 10))
      }
      // The shell has not waited for it yet, so that the number is still the process's.
      let killing = "\"$0\" \"$@\" & sleep 0.0\(delay < 10 ? "0" : "")\(delay); kill -9 $!; wait $!"
      _ = try program.run("usage", "import", "data", shell: killing)
      let rest = try program.run("usage", "import", "data")
      #expect(rest.status == 0, "\(rest.notices)")
      let added = try #require(Int(rest.output.split(separator: " ")[3]))
      #expect(added % 10 == 0)
      #expect(try CountStore(path: program.storePath).count == 80)
    }
  }

  /// The path, its folder made.
  private static func madeFolder(of path: String) throws -> String {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return path
  }
}
