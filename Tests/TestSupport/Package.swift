// Files of the package and beside it, as tests read them.

package import Foundation

/// Where the package lies, and how files there are read.
package enum Package {
  /// The folder that holds `Package.swift`.
  package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Recorded counts of the remote count API; they lie beside the package and are not part of it.
  package static let recordedTexts = root.appending(path: "../shared/data/text").standardizedFileURL

  /// Whether the recorded counts are there.
  package static var hasRecordedTexts: Bool {
    FileManager.default.fileExists(atPath: recordedTexts.appending(path: "udhr_counts.json").path)
  }

  /// What a compressed file holds.
  package static func decompressed(_ file: URL) throws -> Data {
    try output(of: "/usr/bin/env", ["gzip", "-dc", file.path])
  }

  /// What a program writes to standard output, given `input`; an error where it fails.
  package static func output(of program: String, _ arguments: [String], input: Data = Data()) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let standardInput = Pipe()
    let standardOutput = Pipe()
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    try process.run()
    let writer = Thread {
      try? standardInput.fileHandleForWriting.write(contentsOf: input)
      try? standardInput.fileHandleForWriting.close()
    }
    writer.start()
    let output = try standardOutput.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw ProgramFailed(program: program, status: process.terminationStatus)
    }
    return output
  }

  /// A program that did not end well.
  package struct ProgramFailed: Error {
    package let program: String
    package let status: Int32
  }
}
