import CountStore
import Foundation
import Testing

/// What becomes of the store where processes race, are killed, or find no room. Nothing here depends on how fast any of
/// them is.
struct StoreFaultTests {
  @Test("processes that make the store and write to it at once lose nothing")
  func processesThatMakeTheStore() throws {
    try Program.inFolder { program in
      let starts = [0, 100, 200, 250]
      for start in starts { try program.write("\(start).jsonl", Program.answers(start..<start + 150)) }
      let processes = try starts.map { try program.process(["usage", "import", "\($0).jsonl"]) }
      for (process, _) in processes { try process.run() }
      var added = 0
      for (process, files) in processes {
        process.waitUntilExit()
        let notices = try String(contentsOf: files[1], encoding: .utf8)
        #expect(process.terminationStatus == 0, "\(notices)")
        let words = try String(contentsOf: files[0], encoding: .utf8).split(separator: " ")
        added += try #require(Int(words[3]))
      }
      // What each calls new nobody else does.
      #expect(added == 400)
      #expect(try CountStore(path: program.storePath).count == 400)
    }
  }

  @Test("where there is no room the store keeps what it had, and says so")
  func whereThereIsNoRoom() throws {
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

  /// Whether a file system of one's own can be made: not without user namespaces, and not on macOS.
  private static let mounts: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    process.arguments = ["-rm", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  /// From no room for the key to room for most of it: the disk is full at another step each time.
  @Test(
    "on a full disk nothing is half stored, and with more room it goes on",
    .enabled(if: mounts, "no file system of one's own can be made here"),
    arguments: [4, 8, 16, 28, 40, 60, 80, 100, 120, 160, 200, 280])
  func onAFullDiskNothing(_ kilobytes: Int) throws {
    try Program.inFolder { program in
      try program.write("a.jsonl", Program.answers(0..<20))
      try program.write("b.jsonl", Program.answers(100..<700))
      try program.write("room/empty", "")
      let script = """
        mount -t tmpfs -o size=\(kilobytes)k none room || exit 9
        for file in a b; do "$0" usage import $file.jsonl --store room/c.sqlite; echo "status $?"; done
        mount -o remount,size=8m room || exit 9
        for file in a b; do "$0" usage import $file.jsonl --store room/c.sqlite || exit 8; done
        "$0" calibration status --store room/c.sqlite
        """
      try program.write("script", script)
      let outcome = try program.run([], shell: "exec unshare -rm sh -c \"$(cat script)\" \"$0\"")
      #expect(outcome.status == 0, "\(outcome.notices)")
      let statuses = outcome.output.split(separator: "\n").filter { $0.hasPrefix("status ") }
      // Fine or incomplete, never a crash; 600 answers take more room than there was.
      #expect(statuses.count == 2 && statuses.allSatisfy { ["status 0", "status 2"].contains($0) }, "\(statuses)")
      #expect(statuses.last == "status 2" || kilobytes > 200)
      #expect(outcome.notices.contains("error: ") == statuses.contains("status 2"))
      #expect(outcome.output.contains("claude-opus-5\texact\t620 observed"))
    }
  }

  @Test("writers of which some are killed leave what the others wrote whole")
  func writersOfWhichSomeAre() throws {
    try Program.inFolder { program in
      for number in 0..<4 {
        for part in 0..<5 {
          let start = number * 50 + part * 10
          try program.write("\(number)/\(part).jsonl", Program.answers(start..<start + 10))
        }
      }
      // The first two are killed, the others run to their end.
      let script = """
        for n in 0 1 2 3; do "$0" usage import $n & eval p$n=$!; done
        sleep 0.03; kill -9 $p0; sleep 0.02; kill -9 $p1; wait $p2 || exit 8; wait $p3 || exit 8
        """
      let outcome = try program.run([], shell: script)
      #expect(outcome.status == 0, "\(outcome.notices)")
      let kept = try CountStore(path: program.storePath).count
      #expect(kept >= 100 && kept % 10 == 0)
      for number in 0..<4 { #expect(try program.run("usage", "import", "\(number)").status == 0) }
      #expect(try CountStore(path: program.storePath).count == 200)
    }
  }

  @Test("a process that is killed loses no file that it had finished")
  func aProcessThatIsKilled() throws {
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

  @Test(
    "a process that is killed at any time leaves whole files, and a store that goes on",
    arguments: [5, 15, 25, 35, 45, 60, 80])
  func aProcessThatIsKilledAt(_ delay: Int) throws {
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
