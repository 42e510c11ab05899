import Foundation
import Testing

/// The script of the action for GitHub's runners, run as the runner would: its inputs are in the environment.
@Suite("The action")
final class ActionTests {
  private let program: Program
  private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: ".github/actions/ullage/check.sh")

  init() throws {
    program = try Program()
    try program.write("prompts/a b.md", "one two three four five six\n")
    try program.write("prompts/short.md", "one\n")
  }

  deinit { program.clean() }

  @Test("shows what is over beside the file and fails, and passes where all fits", arguments: [(3, 1), (6, 0), (2, 1)])
  func status(_ limit: Int, _ status: Int32) throws {
    try program.write(".ullage.toml", "[files]\n\"*.md\" = \(limit)\n")
    let (output, summary) = (try program.write("out", ""), try program.write("summary", ""))
    let action = Process()
    action.executableURL = Self.script
    action.currentDirectoryURL = program.folder
    action.environment = [
      "PATH": "/usr/bin:/bin", "ULLAGE_PROGRAM": Program.executable.path,
      "ULLAGE_PATHS": "prompts/a b.md\nprompts/short.md\n",
      "ULLAGE_FOR": "claude-opus-4-8", "ULLAGE_LIMITS": ".ullage.toml", "ULLAGE_SARIF": "found.sarif",
      "GITHUB_OUTPUT": output.path, "GITHUB_STEP_SUMMARY": summary.path,
    ]
    let pipe = Pipe()
    action.standardOutput = pipe
    action.standardError = FileHandle.nullDevice
    try action.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    action.waitUntilExit()
    #expect(action.terminationStatus == status)
    #expect(text.contains("::error file=prompts/a b.md,line=1") == (status == 1))
    #expect(try String(contentsOf: output, encoding: .utf8) == "status=\(status)\n")
    #expect(try String(contentsOf: summary, encoding: .utf8).contains("prompts/a b.md"))
    let sarif = try Data(contentsOf: program.folder.appending(path: "found.sarif"))
    #expect(try JSONSerialization.jsonObject(with: sarif) is [String: Any])
  }
}
