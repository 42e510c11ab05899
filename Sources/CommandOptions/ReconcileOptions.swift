package import ArgumentParser

/// What `ullage reconcile` takes. The command is ullage-net's; ullage declares it for its help and its completions.
package struct ReconcileOptions: ParsableArguments {
  package static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Compare local counts with the remote API's.",
    discussion: """
      Each PATH is a request body (.json), a file of them, one a line (.jsonl, a body or an object with "request"), or \
      a folder of such files. What the count endpoint refuses, such as max_tokens, is left out and named; both sides \
      count the same. Answers are stored as numbers beside a keyed hash, and identical requests are not asked again.

      Exit status: 0 all remote counts lie within the local bounds, 1 some do not (with --strict: differ), \
      2 something could not be compared, 69 the remote API cannot be asked.

      Examples:
        ullage reconcile request.json
        ullage reconcile --json recorded/ > comparison.json
        ullage reconcile --offline recorded/
      """)

  @OptionGroup package var net: NetOptions
  @OptionGroup package var remote: RemoteOptions
  @Option(
    help: ArgumentHelp("The model to ask about, instead of each request's own.", valueName: "id"),
    completion: Completion.models)
  package var model: String?
  @Option(
    help: ArgumentHelp("A value for the anthropic-beta header; may be repeated.", valueName: "name"),
    completion: Completion.betas)
  package var beta: [String] = []
  @Flag(help: "Take every difference for a failure, also within bounds.") package var strict = false
  @Flag(help: "Answer in JSON.") package var json = false
  @Flag(name: .customLong("no-progress"), help: "Show no progress.") package var hidesProgress = false
  @Argument(help: ArgumentHelp("Requests to compare.", valueName: "path"), completion: .file()) package var paths:
    [String]

  package init() {}
}
