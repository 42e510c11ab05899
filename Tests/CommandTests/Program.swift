import Foundation
import TestSupport

/// Runs the built `ullage` that lies next to the test bundle.
struct Program {
  /// What a run left behind.
  struct Outcome {
    var status: Int32
    var output: Data
    var notices: String
    var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// A folder of this run's own, removed with it by ``clean()``; the program runs in it.
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "ullage-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func clean() { try? FileManager.default.removeItem(at: folder) }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> URL { try write(name, Data(text.utf8)) }

  @discardableResult
  func write(_ name: String, _ bytes: Data) throws -> URL {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: file)
    return file
  }

  func run(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> Outcome {
    try run(arguments, input: Data(input.utf8), environment: environment)
  }

  func run(
    _ arguments: [String], input: Data, environment: [String: String] = [:], executable: URL = Self.executable
  ) throws -> Outcome {
    let process = self.process(arguments, environment)
    process.executableURL = executable
    // Files and not pipes: nothing has to be read while the program runs.
    let files = try ["in", "out", "notices"].map { try write(".\($0)-\(UUID().uuidString)", Data()) }
    try input.write(to: files[0])
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try Data(contentsOf: files[1]),
      notices: try String(contentsOf: files[2], encoding: .utf8))
  }

  /// What a run answers in JSON: an object.
  func json(_ arguments: [String], input: String = "") throws -> [String: Any] {
    let run = try run(arguments, input: Data(input.utf8))
    guard let object = try JSONSerialization.jsonObject(with: run.output) as? [String: Any] else {
      throw CocoaError(.coderReadCorrupt)
    }
    return object
  }

  /// Runs with a standard output that nobody reads any more.
  func runIntoClosedPipe(_ arguments: String...) throws -> Outcome {
    let process = self.process(arguments, [:])
    let (output, notices) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = notices
    process.standardInput = FileHandle.nullDevice
    try output.fileHandleForReading.close()
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: notices.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return Outcome(status: process.terminationStatus, output: Data(), notices: text)
  }

  private func process(_ arguments: [String], _ environment: [String: String]) -> Process {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // Nothing of the tester's own settings: no model, no catalogue.
    process.environment = environment.merging(["PATH": "/usr/bin:/bin"]) { own, _ in own }
      .merging(Sanitizer.settings) { own, _ in own }
    return process
  }

  static let executable: URL = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let neighbour = bundle ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return neighbour.deletingLastPathComponent().appending(path: "ullage")
  }()
}
