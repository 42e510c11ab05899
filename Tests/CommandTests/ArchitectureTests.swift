import Foundation
import Testing

/// The map agrees with the country: what Architecture and Changing name is there.
@Suite("The map of the code")
struct ArchitectureTests {
  private static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let articles = top.appending(path: "Sources/Ullage/Ullage.docc")

  /// A step of a walk: a file, and what to read in it.
  struct Step: CustomTestStringConvertible {
    let walk: String
    let file: String
    let name: String

    var testDescription: String { "\(walk): \(file) \(name)" }
  }

  static let steps: [Step] = {
    guard let text = try? String(contentsOf: articles.appending(path: "Architecture.md"), encoding: .utf8) else {
      return []
    }
    var walk = ""
    var steps: [Step] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("### From ") { walk = String(line.dropFirst(4)) }
      guard let found = line.firstMatch(of: #/^\d+\. `(Sources/[^`]+)`: `(\w+)` /#) else { continue }
      steps.append(Step(walk: walk, file: String(found.1), name: String(found.2)))
    }
    return steps
  }()

  @Test("has walks whose every step is a function in the file that it names", arguments: steps)
  func step(_ step: Step) throws {
    let source = try String(contentsOf: Self.top.appending(path: step.file), encoding: .utf8)
    let declared = step.name == "init" ? "init\\(" : "(?:func|var) \(step.name)\\b"
    #expect(try source.contains(Regex(declared)), "\(step.file) declares no \(step.name)")
  }

  @Test(
    "has three walks, each shorter than the code's way was before its folders followed it",
    arguments: [("From a byte to a number", 36), ("From a body to a verdict", 36), ("From a POST to an answer", 36)])
  func lengths(_ walk: String, _ before: Int) {
    let files = Set(Self.steps.filter { $0.walk == walk }.map(\.file))
    #expect(!files.isEmpty && files.count < before)
  }

  @Test("names no file that is not there", arguments: ["Architecture.md", "Changing.md", "Terms.md"])
  func files(_ article: String) throws {
    let text = try String(contentsOf: Self.articles.appending(path: article), encoding: .utf8)
    // What an exercise is to make is not there yet.
    let made: Set = ["AudioBlock.swift", "YAMLFormat.swift", "ShortenResults.swift"]
    let sources = try FileManager.default.subpathsOfDirectory(atPath: Self.top.appending(path: "Sources").path)
    let tests = try FileManager.default.subpathsOfDirectory(atPath: Self.top.appending(path: "Tests").path)
    let known = (sources.map { "Sources/\($0)" } + tests.map { "Tests/\($0)" } + ["Package.swift"])
    for match in text.matches(of: #/`((?:[\w+_]+/)*[\w+]+\.(?:swift|json|h))`/#) {
      let name = String(match.1)
      if made.contains(String(name.split(separator: "/").last ?? "")) { continue }
      #expect(known.contains { $0 == name || $0.hasSuffix("/\(name)") }, "\(article) names \(name)")
    }
  }
}
