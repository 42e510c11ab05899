import Foundation
import Testing

/// Every `console` block of the README and of an article on planning: lines that begin with `$ ` are run by a shell in an
/// empty folder, one after the other, and what follows each is what it prints.
@Suite(.serialized) struct ReadmeTests {
  private static let documents = ["README.md", "Sources/ContextPlanning/ContextPlanning.docc/MoneyAndLimits.md"]

  struct Example {
    var command: String
    var output = ""
  }

  private static func examples(of document: String) throws -> [Example] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../\(document)")
    var examples: [Example] = []
    var isInside = false
    for line in try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n") {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if isInside, line.hasPrefix("$ ") {
        examples.append(Example(command: String(line.dropFirst(2))))
      } else if isInside, !examples.isEmpty {
        examples[examples.count - 1].output += line + "\n"
      }
    }
    return examples
  }

  @Test("every example prints what the page says", arguments: documents)
  func consoleBlocks(document: String) throws {
    let examples = try Self.examples(of: document)
    #expect(examples.count >= 8)
    let program = try Program()
    defer { program.clean() }
    let folder = Program.executable.deletingLastPathComponent().path
    for example in examples {
      let run = try program.run(
        ["-c", example.command], input: Data(), environment: ["PATH": "\(folder):/usr/bin:/bin"],
        executable: URL(fileURLWithPath: "/bin/sh"))
      #expect(run.text + run.notices == example.output, "\(example.command)")
    }
  }
}
