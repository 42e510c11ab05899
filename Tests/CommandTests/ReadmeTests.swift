import Foundation
import Testing

/// Every `console` block of the README: lines that begin with `$ ` are run by a shell in an empty folder, one after the
/// other, and what follows each is what it prints.
@Suite(.serialized) struct ReadmeTests {
  private static let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../README.md")

  struct Example {
    var command: String
    var output = ""
  }

  private static func examples() throws -> [Example] {
    var examples: [Example] = []
    var isInside = false
    for line in try String(contentsOf: readme, encoding: .utf8).components(separatedBy: "\n") {
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

  @Test("every example prints what the README says")
  func consoleBlocks() throws {
    let examples = try Self.examples()
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
