import ArgumentParser
import CommandOptions
import ContextPlanning
import ModelCatalog

/// The option parser's view of `ullage price`.
struct PriceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "price",
    abstract: "What answers cost, and what a batch will cost.",
    discussion: """
      FILE holds answers of the API, or requests of a batch, as JSON or one object a line; - is standard input.

      Of an answer its usage is priced: a whole answer, a line of a batch's results, a row of a coding agent's session (an \
      answer in several rows is counted once), or a usage alone with --model. Each breakpoint's writes, cache reads, batch, \
      fast mode, the US, long prompts and fees for searches are what the usage says, at the prices of the row's day, or of \
      --as-of. Answers that name no model are --model's; one that nobody knows has no price, whatever is assumed.

      Of a batch's requests ({"custom_id": …, "params": {…}}) the input is counted and priced for a batch, with the most \
      that max_tokens can add; what would be refused is named, and where the batch has to be split: at 100,000 requests or \
      256 MB.

      Examples:
        ullage price answer.json
        ullage price session.jsonl --json
        ullage price results.jsonl --as-of 2026-09-01
        ullage price requests.jsonl
        echo '{"input_tokens": 1000, "output_tokens": 200}' | ullage price --model claude-opus-5 -

      Exit status: 0 fine, 1 a request of a batch would be refused, 2 something could not be priced and the rest was, 64 \
      usage, 65 nothing could be read.
      """)

  @OptionGroup var choice: ModelFlags
  @OptionGroup var date: DayFlag
  @Option(
    help: ArgumentHelp("api, bedrock, google, foundry or zenmux.", valueName: "name"), completion: Completion.platforms)
  var platform: String?
  @Option(
    help: ArgumentHelp(
      "Say how long the requests must wait at the account's limits of a minute: start, build or scale (before 2026-06-26: 1 to 4).",
      valueName: "tier"))
  var rateTier: String?
  @Flag(help: "The answers are those of a batch, whatever they say themselves.") var batch = false
  @Flag(help: "Answer in JSON.") var json = false
  @Flag(help: "Answer each call in a line of JSON.") var jsonl = false
  @Flag(name: .shortAndLong, help: "No notices.") var quiet = false
  @Argument(help: ArgumentHelp("Answers or requests.", valueName: "file"), completion: .file()) var files: [String]

  func run() throws {
    if json, jsonl { throw Complaint.usage("--json and --jsonl are two formats", remedy: "one of them") }
    var run = try PriceRun(
      choice.named, day: try date.day(),
      platform: try platform.map { name throws(Complaint) in try PlanOptions.platform(name) }, isBatch: batch,
      format: jsonl ? .lines : json ? .json : .table, rateTier: rateTier, isQuiet: quiet)
    try run.status(of: files.map { InputPath(argument: $0) }).leave()
  }
}
