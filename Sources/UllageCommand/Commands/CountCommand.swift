import ArgumentParser
import ModelCatalog
import RequestCounting

/// The option parser's view of `ullage count`.
struct CountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "count",
    abstract: "Count the tokens of texts and of whole requests.",
    discussion: """
      Without FILE, or where FILE is -, standard input is read. One input prints a number; several print a table with a \
      total, as wc does. The count is that of the text alone; --message adds the frame of one user message, which is \
      what the remote API reports for it. A text in another encoding than UTF-8 is counted as the text it holds, an image \
      or a PDF by its cost rules.

      With --request FILE is the body of a Messages request (also of Bedrock, Vertex and Foundry, or of a chat \
      completion for a Claude model), and the number is its input_tokens. It is counted for --model, or else for the \
      model it names. What is not exact is said on standard error, with bounds; --parts shows where the tokens are, \
      --explain which rules counted and why bounds are wide. Of a session as a coding agent stores it the next call is \
      counted, as ullage plan does.

      With --jsonl each line of the input is an item, {"id": 1, "text": "…"}, {"id": 1, "message": "…"} or {"id": 1, \
      "request": {…}}, with its own "model" if it likes, and is answered by one line {"id": 1, "input_tokens": 3, \
      "lower": 3, "upper": 3, "basis": "exact"} or {"id": 1, "error": {…}}, in the same order. A request may have \
      "betas" (a list of beta headers) and "recorded_at" (an HTTP date or an ISO day); what is not known of a stored \
      request widens its bounds.

      Examples:
        ullage count README.md
        git diff | ullage count --model claude-sonnet-4-5
        ullage count --message prompt.txt
        ullage count --json src/*.swift
        ullage count --request body.json --parts
        ullage count --request body.json --beta context-1m-2025-08-07
        find . -name '*.md' -print0 | ullage count --files0-from -
        ullage count --jsonl < items.jsonl > counts.jsonl

      Exit status: 0 fine, 2 something could not be counted and the rest was, 64 usage, 65 the only input is no data of \
      its kind.
      """)

  @Flag(help: "Count each text as one user message, frame included.") var message = false
  @Flag(help: "Count each input as the body of a request: its input_tokens.") var request = false
  @Flag(help: "With --request: show where the tokens are.") var parts = false
  @Flag(help: "With --request: show which rules counted, and what supports them.") var explain = false
  @OptionGroup var sending: SendingFlags
  @Flag(help: "Each line of the input is an item in JSON, answered by a line in JSON.") var jsonl = false
  @Flag(help: "Answer in JSON.") var json = false
  @Flag(name: .shortAndLong, help: "Print only the total, and no notices.") var quiet = false
  @Option(help: ArgumentHelp("Count the files named in FILE, one a line.", valueName: "file"), completion: .file())
  var filesFrom: String?
  @Option(name: .customLong("files0-from"), help: ArgumentHelp("The same, names ended by NUL.", valueName: "file"))
  var files0From: String?
  @OptionGroup var reading: EncodingFlags
  @OptionGroup var choice: TextModelFlags
  @Argument(help: ArgumentHelp("Files to count.", valueName: "file"), completion: .file()) var files: [String] = []

  func run() throws {
    var options = CountOptions()
    options.files = files.map { InputPath(argument: $0) }
    options.unit = message ? .message : .content
    options.isRequest = request
    // An explanation shows the parts, too.
    options.detail = explain ? .explanation : parts ? .parts : .none
    options.betas = sending.betas
    options.asOf = try sending.day()
    options.isJSONLines = jsonl
    options.isJSON = json
    options.encoding = try reading.choice()
    options.rendering = try reading.rendering()
    options.isQuiet = quiet
    options.filesFrom = filesFrom.map { InputPath(argument: $0) }
    options.files0From = files0From.map { InputPath(argument: $0) }
    options.model = choice.named
    try options.check()
    try CountRun(options).status.leave()
  }
}
