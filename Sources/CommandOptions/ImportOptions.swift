package import ArgumentParser

/// What `ullage usage import` takes. The command is ullage-net's; ullage declares it for its help and its completions.
package struct ImportOptions: ParsableArguments {
  package static let configuration = CommandConfiguration(
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

  @OptionGroup package var net: NetOptions
  @Argument(help: ArgumentHelp("Files or folders.", valueName: "path"), completion: .file()) package var paths: [String]

  package init() {}
}
