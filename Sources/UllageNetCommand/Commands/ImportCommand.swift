import ArgumentParser
import Calibration
import Console
import RequestCounting

/// `ullage-net usage import`.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take observations from stored answers and transcripts.",
    discussion: """
      Reads .json and .jsonl files: objects with "request" and "response" (or "usage"), and transcripts of coding \
      agents. Cache reads and writes are added to the input; answers that took several passes (server tools, \
      iterations) are left out. In a transcript, where system prompt and tools are not recorded, the growth from one \
      answer to the next is compared. Numbers are stored, no text; nothing is sent.

      Example:
        ullage usage import ~/.claude/projects
      """)

  @OptionGroup var net: NetOptions
  @Argument(help: ArgumentHelp("Files or folders.", valueName: "path")) var paths: [String]

  func run() throws {
    let catalog = try net.loadCatalog()
    let run = ImportRun(store: try net.openStore(), counter: RequestCounter(catalog: catalog), day: try net.day())
    let summary = run.summary(of: try RequestFiles.expand(paths))
    var output = Stream.output
    output.write(summary.text)
    output.flush()
    throw summary.isComplete ? ExitStatus.fine : .incomplete
  }
}
