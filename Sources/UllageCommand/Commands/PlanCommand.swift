import ArgumentParser
import CommandOptions

/// The option parser's view of `ullage plan`.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Does a request fit its context window, and if not, what to do.",
    discussion: """
      FILE is the body of a Messages request, or of Bedrock, Vertex or chat completions; - is standard input. The answer \
      names the verdict, where the tokens are, what is left, and the largest max_tokens of which every token has its \
      place. Nothing is sent anywhere.

      FILE may also be a session as coding agents store it (Claude Code and its stream-json, pi, opencode, Cline, Roo): \
      a file whose name ends in .jsonl, or an array of messages. The plan is then for the next call, from what the API \
      counted at the last one. --tools adds definitions, also as an MCP server lists them.

      Of a batch, {"requests": […]} or an item {"custom_id": …, "params": {…}} a line, each request is planned, with \
      --json a plan a line, and the worst verdict decides the exit status.

      The gate is on the upper bound of the count: `refused` only where even the lower bound is over the limit, \
      `may_be_refused` where only the upper bound is. With --risk the gate is on the limit that recorded requests of the \
      same kind exceed so seldom.

      Examples:
        ullage plan request.json
        ullage plan request.json --max-tokens 8000
        ullage plan request.json --window 1m --json
        ullage plan request.json --risk 0.001
        ullage plan request.json --beta context-1m-2025-08-07 --as-of 2026-01-15
        ullage plan request.json --apply evict > shorter.json
        ullage plan session.jsonl --when 80%
        ullage plan session.jsonl --next --branches 4
        ullage plan request.json --format html > plan.html
        ullage plan session.jsonl --tools tools.json

      Exit status: 0 it fits or may be cut, 1 it is refused (with --strict also where it may be), 2 it is not known or the \
      body cannot be counted, 64 usage, 65 the body cannot be decoded.
      """)

  @OptionGroup var plan: PlanOptions
  @Flag(help: "Answer in JSON.") var json = false
  @Option(
    help: ArgumentHelp("table, json, svg or html.", valueName: "name"),
    completion: Completion.names(of: PlanFormat.self)) var format: String?
  @Flag(help: "FILE is a session, whatever its name.") var transcript = false
  @Option(
    help: ArgumentHelp("Add the tools of this file, also an MCP server's tools/list.", valueName: "file"),
    completion: .file())
  var tools: String?
  @Option(
    help: ArgumentHelp("What a thread held before FILE, which continues it: a session or a body.", valueName: "file"),
    completion: .file())
  var history: String?
  @Option(
    help: ArgumentHelp(
      "Write the request as this remedy edits it, instead of the plan. The plan lists their names.", valueName: "name"))
  var apply: String?
  @Argument(
    help: ArgumentHelp("The request's body; - or nothing is standard input.", valueName: "file"), completion: .file())
  var file: String?

  func run() throws {
    let file = file ?? "-"
    if self.file == nil, Stream.inputIsTerminal {
      throw Complaint.usage("no FILE is named, and standard input is a terminal", remedy: "ullage plan request.json")
    }
    guard let format = PlanFormat(rawValue: format ?? (json ? "json" : "table")) else {
      throw Complaint.usage("there is no format \"\(format ?? "")\"", remedy: "table, json, svg or html")
    }
    if json, format != .json {
      throw Complaint.usage("--json is a format itself", remedy: "one of --json and --format")
    }
    let source = PlanSource(
      file: InputPath(argument: file), isSession: transcript || file.hasSuffix(".jsonl"),
      tools: tools.map { InputPath(argument: $0) }, history: history.map { InputPath(argument: $0) })
    if [source.file, source.tools, source.history].count(where: { $0?.isStandardInput == true }) > 1 {
      throw Complaint.usage("standard input can be read only once", remedy: "one `-`")
    }
    try PlanRun(plan, source: source, format: format, remedy: apply).status().leave()
  }
}

/// The options that say what is known besides the body.
struct PlanOptions: ParsableArguments {
  @OptionGroup var choice: ModelFlags
  @OptionGroup var sending: SendingFlags
  @Option(help: ArgumentHelp("Reserve so many tokens of output instead of the body's max_tokens.", valueName: "n"))
  var maxTokens: TokenAmount?
  @Option(help: ArgumentHelp("The window: a number, 200k, 1m, or auto for the model's own.", valueName: "size"))
  var window: String?
  @Option(
    help: ArgumentHelp("A chat product with a window of its own: \"claude.ai enterprise\".", valueName: "name"))
  var surface: String?
  @Option(help: ArgumentHelp("The value of the anthropic-version header, 2026-10-21.", valueName: "date"))
  var apiVersion: String?
  @Option(
    help: ArgumentHelp("api, bedrock, google, foundry or zenmux; without it what the body tells.", valueName: "name"),
    completion: Completion.platforms)
  var platform: String?
  @Option(
    help: ArgumentHelp("messages, batches or count_tokens.", valueName: "name"),
    completion: Completion.endpoints) var endpoint: String?
  @Option(help: ArgumentHelp("The account's usage tier: 1 to 4, or custom.", valueName: "name")) var tier: String?
  @Option(help: ArgumentHelp("A message that no remedy may drop, by its index from 0.", valueName: "index"))
  var pin: [Int] = []
  @Option(help: ArgumentHelp("What a token of a message is worth, INDEX=WORTH, 0 to 1000.", valueName: "pair"))
  var weight: [String] = []
  @Option(
    help: ArgumentHelp(
      "How often \"fits\" may be false: 0.05, 0.01 or 0.001, 0.0001 to 0.5. Without it the upper bound decides.",
      valueName: "share"))
  var risk: Double?
  @Option(help: ArgumentHelp("Tokens of output to expect for the price.", valueName: "n")) var expectOutput: Int?
  @Option(help: ArgumentHelp("Tokens of the prompt that are read from the cache.", valueName: "n")) var cached: Int?
  @Option(
    help: ArgumentHelp(
      "Look for remedies from so full a window on: 80%, or tokens of input such as 150k. They have to lead down to there.",
      valueName: "amount"))
  var when: String?
  @Option(help: ArgumentHelp("Tokens of the answer that have been streamed already.", valueName: "n"))
  var outputSoFar: Int?
  @Option(help: ArgumentHelp("Turns over which remedies are priced; 10 unless told otherwise.", valueName: "n"))
  var turns: Int?
  @Flag(help: "Say what fits next: the largest result, file, image or document, and how much tools may answer.")
  var next = false
  @Option(
    help: ArgumentHelp(
      "So many parallel calls share this request: what each may add, bring back and cost.", valueName: "n"))
  var branches: Int?
  @Option(
    help: ArgumentHelp(
      "Say how long they wait at the account's limits of a minute: start, build or scale (before 2026-06-26: 1 to 4).",
      valueName: "tier"))
  var rateTier: String?
  @Flag(help: "Exit with 1 also where the request may be refused.") var strict = false
  @Flag(name: .shortAndLong, help: "No notices.") var quiet = false
}
