import ArgumentParser

/// The option parser's view of `ullage count`.
struct CountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count",
    abstract: "Count the tokens of texts.",
    discussion: """
      Without FILE, or where FILE is -, standard input is read. One input prints a number; several print a table with a \
      total, as wc does. The count is that of the text alone; --message adds the frame of one user message, which is \
      what the remote API reports for it.

      With --jsonl each line of the input is an item, {"id": 1, "text": "…"} or {"id": 1, "message": "…"}, with its own \
      "model" if it likes, and is answered by one line {"id": 1, "input_tokens": 3, "lower": 3, "upper": 3, \
      "basis": "exact"} or {"id": 1, "error": {…}}, in the same order.

      Examples:
        ullage count README.md
        git diff | ullage count --model claude-sonnet-4-5
        ullage count --message prompt.txt
        ullage count --json src/*.swift
        find . -name '*.md' -print0 | ullage count --files0-from -
        ullage count --jsonl < items.jsonl > counts.jsonl

      Exit status: 0 fine, 2 something could not be counted and the rest was, 64 usage, 65 the only input is no data of \
      its kind.
      """)

  @Flag(help: "Count each text as one user message, frame included.") var message = false
  @Flag(help: "Each line of the input is an item in JSON, answered by a line in JSON.") var jsonl = false
  @Flag(help: "Answer in JSON.") var json = false
  @Flag(name: .shortAndLong, help: "Print only the total, and no notices.") var quiet = false
  @Option(help: ArgumentHelp("Count the files named in FILE, one a line.", valueName: "file")) var filesFrom: String?
  @Option(name: .customLong("files0-from"), help: ArgumentHelp("The same, names ended by NUL.", valueName: "file"))
  var files0From: String?
  @OptionGroup var choice: ModelOptions
  @Argument(help: ArgumentHelp("Files to count.", valueName: "file")) var files: [String] = []

  func run() throws {
    var options = CountOptions()
    options.files = files.map { InputPath(argument: $0) }
    options.unit = message ? .message : .content
    options.isJSONLines = jsonl
    options.isJSON = json
    options.isQuiet = quiet
    options.filesFrom = filesFrom.map { InputPath(argument: $0) }
    options.files0From = files0From.map { InputPath(argument: $0) }
    options.model = choice.model
    options.assumedModel = choice.assumeModel
    options.family = choice.family
    options.catalog = choice.catalog.map { InputPath(argument: $0) }
    try options.check()
    try CountRun(options).status.leave()
  }
}

/// The options that choose a model.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Count for this model, in any platform's spelling. Without it ULLAGE_MODEL, or the newest measured model.",
      valueName: "id"))
  var model: String?
  @Option(help: ArgumentHelp("Count an unknown model by this one's rules, marked assumed.", valueName: "id"))
  var assumeModel: String?
  @Option(help: ArgumentHelp("Count for a family (v3, v4.7, v4.8) instead of a model.", valueName: "name"))
  var family: String?
  @Option(
    help: ArgumentHelp(
      "A file of facts over the built-in catalogue. Without it ULLAGE_CATALOG.", valueName: "file"))
  var catalog: String?
}

extension ExitStatus {
  /// Ends a command with this status; does nothing where all is fine.
  func leave() throws {
    if self != .fine { throw ExitCode(rawValue) }
  }
}
