import Foundation
import Testing

/// What needs the network is a program of its own, and `ullage` becomes it.
struct NetworkProgramTests {
  /// `ullage` alone in a folder, so that the sibling the build made is not found.
  private static func installed(_ program: Program, with script: String?) throws -> URL {
    let own = program.folder.appending(path: "ullage")
    // A link is quicker, where both are on one file system.
    do { try FileManager.default.linkItem(at: Program.executable, to: own) } catch {
      try FileManager.default.copyItem(at: Program.executable, to: own)
    }
    if let script {
      let sibling = try program.write("ullage-net", script)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: sibling.path)
    }
    return own
  }

  @Test(
    "the sibling gets every argument and its exit status comes back",
    arguments: ["reconcile", "calibration", "usage", "serve"])
  func theSiblingGetsEveryArgument(_ command: String) throws {
    let program = try Program()
    defer { program.clean() }
    let own = try Self.installed(program, with: "#!/bin/sh\nfor a in \"$@\"; do echo \"<$a>\"; done\nexit 7\n")
    let outcome = try program.run([command, "--help", "-x", "a b", ""], input: Data(), executable: own)
    #expect(outcome.text == "<\(command)>\n<--help>\n<-x>\n<a b>\n<>\n")
    #expect(outcome.status == 7)
  }

  @Test("without the second program the complaint says how to get it")
  func withoutTheSecondProgramThe() throws {
    let program = try Program()
    defer { program.clean() }
    let own = try Self.installed(program, with: nil)
    let outcome = try program.run(["reconcile", "a.json"], input: Data(), executable: own)
    #expect(outcome.status == 69)
    #expect(outcome.notices.contains("error: ullage-net is not installed"))
    #expect(outcome.notices.contains("try: swift build -c release --product ullage-net"))
  }
}
