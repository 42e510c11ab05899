import Foundation
import LocalEndpoint
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

  @Test(
    "what a server cannot start with is said, with what helps",
    arguments: [
      ("", ["--token-file", "missing"], "a file of at most 4096 bytes"),
      ("", ["--token-file", "/dev/zero"], "a file of at most 4096 bytes"),
      ("", ["--token-file", "blank"], "write the token into it"),
      ("export ULLAGE_TOKEN=' ';", ["--host", "0.0.0.0"], "the token is blank"),
      ("", ["--allow-host", ""], "is no name of a host"),
      ("", ["--allow-host", "example.com:80"], "is no name of a host"),
      ("ulimit -n 12;", [], "ulimit -n 1024"), ("", ["--upstream"], "serve without --upstream"),
    ])
  func unservable(shell: String, arguments: [String], says: String) throws {
    try Program.inFolder { program in
      try program.write("blank", " \t\nsecret\n")
      let outcome = try program.run(
        ["serve", "--port", "0"] + arguments, shell: "\(shell) exec timeout 60 \"$0\" \"$@\"")
      #expect(outcome.status == 64 && outcome.notices.contains(says), "\(outcome.notices)")
      #expect(!outcome.notices.contains("offline") && !outcome.notices.contains("listening"), "\(outcome.notices)")
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

  @Test("a proxy that the environment names is not asked, nor is a file of passwords")
  func aProxyThatTheEnvironment() async throws {
    let endpoint = try await LocalEndpoint.start { _ in .count(8) }
    let address = endpoint.url
    try Program.inFolder { program in
      try program.write("a.json", #"{"model":"claude-opus-5","messages":[{"role":"user","content":"hi"}]}"#)
      try program.write(".netrc", "default login mallory password secret")
      // Nobody listens there.
      let nobody = "http://127.0.0.1:9"
      let proxies = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"].map { ($0, nobody) }
      let (process, files) = try program.process(
        ["reconcile", "a.json"],
        environment: Dictionary(uniqueKeysWithValues: proxies).merging(
          ["ANTHROPIC_API_KEY": "sk-secret", "ANTHROPIC_BASE_URL": address]) { $1 })
      try process.run()
      process.waitUntilExit()
      let said = try files.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
      #expect(said.contains("1 compared"), "\(said)")
      #expect(!said.contains("sk-secret"))
    }
    #expect(endpoint.requests.first?.header("x-api-key") == "sk-secret")
    #expect(endpoint.requests.first?.header("authorization") == nil)
    await endpoint.stop()
  }

  @Test("a result takes a file's place whole, with the rights it had, and a link stays one")
  func aResultTakesAFiles() throws {
    try Program.inFolder { program in
      let files = FileManager.default
      try program.write("a.jsonl", Program.answers(0..<30))
      #expect(try program.run("usage", "import", "a.jsonl").status == 0)
      try program.write("real.json", "before")
      let (real, link) = (program.folder.path + "/real.json", program.folder.path + "/link.json")
      try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: real)
      try files.createSymbolicLink(atPath: link, withDestinationPath: "real.json")
      #expect(try program.run("calibration", "export", "--output", "link.json").status == 0)
      #expect(try files.destinationOfSymbolicLink(atPath: link) == "real.json")
      #expect(try String(contentsOfFile: real, encoding: .utf8).hasPrefix("{"))
      #expect(try files.attributesOfItem(atPath: real)[.posixPermissions] as? Int == 0o640)
      // Where it fails what was there stays, and no draft does.
      let full = try program.run(
        "calibration", "export", "--output", "real.json", shell: "ulimit -f 0; exec \"$0\" \"$@\"")
      #expect(full.status != 0)
      #expect(try String(contentsOfFile: real, encoding: .utf8).hasPrefix("{"))
      #expect(try files.contentsOfDirectory(atPath: program.folder.path).allSatisfy { !$0.hasPrefix("real.json.") })
      let outcome = try program.run("calibration", "export", "--output", "nowhere/c.json")
      #expect(outcome.status == 2)
      #expect(outcome.notices.contains("the file cannot be written: No such file or directory"))
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
