import ArgumentParser
import CommandOptions
import CountServer
import Foundation
import TestSupport
import Testing

/// What `ullage-net` says of itself, and of what went wrong, is kept word for word.
struct SurfaceTests {
  @Test("The limits that options begin with are the server's own")
  func limits() throws {
    let (options, server) = (try LimitOptions.parse([]), ServerLimits())
    #expect(options.maxBody == server.bodySize && options.maxHeld == server.heldBytes)
    #expect(options.maxConnections == server.connections)
    #expect(options.headerTime == server.headerTime && options.bodyTime == server.bodyTime)
  }

  @Test(
    "every command explains itself",
    arguments: [
      [], ["reconcile"], ["calibration"], ["calibration", "learn"], ["calibration", "check"],
      ["calibration", "export"],
      ["calibration", "status"], ["usage"], ["usage", "import"], ["serve"],
    ])
  func everyCommandExplainsItself(_ command: [String]) throws {
    try Program.inFolder { program in
      for arguments in [["help"] + command, command + ["--help"]] {
        let outcome = try program.run(arguments)
        #expect(outcome.status == 0)
        #expect(outcome.notices == "")
        try Self.check(outcome.output, (["help"] + command).joined(separator: "-"))
      }
    }
  }

  /// Command lines, each in a folder of its own with the files below.
  static let complaints = [
    "reconcile", "reconcile a.json --rpm 0", "reconcile a.json --deadline x", "reconcile missing.json --offline",
    "reconcile empty --offline", "reconcile a.json", "reconcile a.json --offline", "reconcile broken.json --offline",
    "reconcile unknown.json --offline", "reconcile a.json --offline --as-of May",
    "reconcile a.json --offline --catalog rules.json", "reconcile a.json --offline --catalog calibration.json",
    "reconcile a.json --offline --store noise.sqlite", "reconcile a.json --offline --store missing/counts.sqlite",
    "calibration", "calibration learn", "calibration learn claude-new-6", "calibration learn claude-new-6 --offline",
    "calibration check claude-opus-5 --offline", "calibration check claude-opus-5", "calibration export --coverage 2",
    "calibration export", "calibration status --store counts.sqlite", "usage import", "usage import missing.jsonl",
    "usage import broken.json",
    "usage import a.json", "serve --port 99999999", "nonsense", "--nonsense",
  ]

  @Test("every complaint says what, where, and what helps")
  func everyComplaintSaysWhatWhere() throws {
    var text = ""
    for line in Self.complaints {
      try Program.inFolder { program in
        try program.write("a.json", #"{"model":"claude-opus-5","messages":[{"role":"user","content":"Hello"}]}"#)
        try program.write("unknown.json", #"{"model":"claude-opus-55","messages":[{"role":"user","content":"Hello"}]}"#)
        try program.write("broken.json", #"{"model":"claude-opus-5","messages":[{"role":"us"#)
        try program.write("empty/readme.txt", "no requests here")
        try program.write("noise.sqlite", String(repeating: "no database ", count: 100))
        try program.write("rules.json", #"{"counting":{"claude-opus-5":{"prices":{"framme":1}}}}"#)
        try program.write("calibration.json", #"{"counting":{"claude-opus-5":{"calibration":{"text":{"lower":"a"}}}}}"#)
        let outcome = try program.run(line.split(separator: " ").map(String.init))
        text += "$ ullage-net \(line)\n\(outcome.output)\(outcome.notices)exit status \(outcome.status)\n\n"
      }
    }
    try Self.check(text, "complaints")
  }

  private static func check(_ text: String, _ name: String) throws {
    #expect(try KeptText.agrees(text, name, beside: #filePath), "\(name).txt says otherwise")
  }
}
