import Foundation
import TestSupport

/// `ullage-net` as a process, in a folder that is its home.
struct Program {
  struct Outcome {
    let status: Int32
    let output: String
    let notices: String
  }

  let folder: URL
  /// Where the program keeps its observations unless told otherwise.
  var storePath: String { folder.path + "/.local/share/ullage/counts.sqlite" }

  static let executable: URL = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let neighbour = bundle ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return neighbour.deletingLastPathComponent().appending(path: "ullage-net")
  }()

  static func inFolder(_ body: (Program) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ullage-net-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(Program(folder: folder))
  }

  func write(_ name: String, _ text: String) throws {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// The program with arguments, or a shell command around it in which `$0` is the program.
  ///
  /// - Returns: the process, not yet run, and the files of its output and its notices.
  func process(
    _ arguments: [String], shell: String? = nil, environment: [String: String] = [:]
  ) throws -> (Process, [URL]) {
    let process = Process()
    process.executableURL = shell == nil ? Self.executable : URL(fileURLWithPath: "/bin/sh")
    process.arguments = (shell.map { ["-c", $0, Self.executable.path] } ?? []) + arguments
    process.currentDirectoryURL = folder
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path].merging(Sanitizer.settings) { own, _ in own }
      .merging(environment) { $1 }
    let files = ["out", "notices"].map { folder.appending(path: ".\($0)-\(UUID().uuidString)") }
    for file in files { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    process.standardInput = FileHandle.nullDevice
    return (process, files)
  }

  func run(_ arguments: String..., shell: String? = nil) throws -> Outcome { try run(arguments, shell: shell) }

  func run(_ arguments: [String], shell: String? = nil) throws -> Outcome {
    let (process, files) = try process(arguments, shell: shell)
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
}
