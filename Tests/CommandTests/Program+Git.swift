import Foundation
import Testing

extension Program {
  /// Runs a command of git in the folder, as nobody in particular.
  func git(_ command: String) throws {
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "git \(command)"]
    shell.currentDirectoryURL = folder
    shell.environment = [
      "PATH": "/usr/bin:/bin", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a", "GIT_COMMITTER_NAME": "a",
      "GIT_COMMITTER_EMAIL": "a", "GIT_CONFIG_NOSYSTEM": "1",
    ]
    try shell.run()
    shell.waitUntilExit()
    try #require(shell.terminationStatus == 0)
  }
}
