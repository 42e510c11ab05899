import Foundation
import Testing

/// `ullage-net` as a process: what it says, and its exit status.
struct ProgramTests {
  @Test(
    "without a key nothing is asked, and the complaint says what to set",
    arguments: [
      ["reconcile", "a.json"], ["calibration", "learn", "claude-new-6"], ["calibration", "check", "claude-opus-5"],
    ])
  func withoutAKeyNothingIs(_ arguments: [String]) throws {
    try Program.inFolder { program in
      try program.write("a.json", "{}")
      let outcome = try program.run(arguments)
      #expect(outcome.status == 69)
      #expect(outcome.notices.contains("try: Set ANTHROPIC_API_KEY, or use --offline"))
    }
  }

  @Test(
    "a misunderstood command line is 64",
    arguments: [["--nonsense"], ["reconcile"], ["calibration", "export", "--coverage", "1.5"]])
  func aMisunderstoodCommandLineIs(_ arguments: [String]) throws {
    try Program.inFolder { program in
      let outcome = try program.run(arguments)
      #expect(outcome.status == 64)
    }
  }

  @Test("an address that others reach is not opened without a token", arguments: ["0.0.0.0", "::", "127.evil.example"])
  func openAddress(_ host: String) throws {
    try Program.inFolder { program in
      let outcome = try program.run("serve", "--port", "0", "--host", host)
      #expect(outcome.status == 64)
      #expect(outcome.notices.contains("everybody who reaches this address could ask"))
      #expect(outcome.notices.contains("try: set ULLAGE_TOKEN"))
    }
  }

  @Test("a dry run prints the probes, and makes no store")
  func aDryRunPrintsThe() throws {
    try Program.inFolder { program in
      let outcome = try program.run("calibration", "learn", "claude-new-6", "--dry-run")
      #expect(outcome.status == 0)
      #expect((20...25).contains(outcome.output.split(separator: "\n").count))
      #expect(!FileManager.default.fileExists(atPath: program.folder.path + "/.local"))
    }
  }

  @Test("usage is imported once, and what was observed becomes a catalogue")
  func usageIsImportedOnceAnd() throws {
    try Program.inFolder { program in
      try program.write("a.jsonl", Program.answers(0..<30))
      #expect(try program.run("usage", "import", "a.jsonl").output == "30 observations found, 30 of them new\n")
      #expect(try program.run("usage", "import", "a.jsonl").output == "30 observations found, 0 of them new\n")
      #expect(try program.run("calibration", "status").output.contains("claude-opus-5\texact\t30 observed"))
      #expect(try program.run("calibration", "export", "--output", "c.json").status == 0)
      #expect(FileManager.default.fileExists(atPath: program.folder.path + "/c.json"))
    }
  }

  @Test(
    "whoever typed ullage is told of ullage",
    arguments: [
      "serve --help", "reconcile --help", "calibration learn --help", "usage import --help", "serve --nothing",
    ])
  func calledByTheOtherName(_ line: String) throws {
    try Program.inFolder { program in
      let words = line.split(separator: " ").map(String.init)
      let shell = #"exec bash -c 'exec -a ullage "$0" "$@"' "$0" "$@""#
      let outcome = try program.run(words, shell: shell)
      #expect((outcome.output + outcome.notices).contains("ullage"))
      #expect(!(outcome.output + outcome.notices).contains("ullage-net"))
    }
  }
}
