import ArgumentParser
import CommandOptions

/// The option parser's view of `ullage diff`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show how many tokens a change adds and removes.",
    discussion: """
      Compares a revision (HEAD, if none is named) with the work tree, or two revisions, file by file, through your own \
      git. A..B are two revisions in one word, A...B what B has added since it parted from A. What changes most stands \
      first. Files that git does not track are left out unless --untracked is given; binary files, images, PDFs, links \
      and submodules are skipped and listed. PATHs stand behind --.

      --budget N lets everything together grow by N tokens; 0 lets it not grow. The budget holds the upper bound.

      Examples:
        ullage diff
        ullage diff main
        ullage diff v1.0 v1.1 -- prompts
        ullage diff origin/main...HEAD
        ullage diff --format markdown origin/main
        ullage diff --quiet --budget 2000 HEAD

      Exit status: 0 fine, 1 grown beyond the budget, 2 something could not be counted and the rest was, 64 usage.
      """)

  @Option(help: ArgumentHelp("Everything together may grow by so many tokens: 2000, 2k.", valueName: "n"))
  var budget: TokenAmount?
  @Flag(help: "Files that git neither tracks nor ignores too.") var untracked = false
  @Option(
    help: ArgumentHelp("table, json, markdown, or with --budget sarif, junit or github.", valueName: "name"),
    completion: Completion.names(of: DiffFormat.self))
  var format: String?
  @Flag(help: "The same as --format json.") var json = false
  @Option(
    help: ArgumentHelp(
      "At most so many files, those that change most; without it \(ViewFlags.fewRows) in table and markdown.",
      valueName: "n"))
  var top: Int?
  @Flag(help: "All files.") var all = false
  @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
  var output: String?
  @Flag(name: .shortAndLong, help: "Print only the change, and no notices.") var quiet = false
  @OptionGroup(title: "Model") var choice: TextModelFlags
  @Argument(
    help: ArgumentHelp("The old revision; without it, HEAD.", valueName: "ref"), completion: Completion.revisions)
  var old: String?
  @Argument(
    help: ArgumentHelp("The new revision; without it, the work tree.", valueName: "ref"),
    completion: Completion.revisions) var new: String?
  @Argument(
    parsing: .postTerminator, help: ArgumentHelp("Paths to compare, behind --.", valueName: "path"), completion: .file()
  )
  var paths: [String] = []

  func run() throws {
    var options = DiffOptions()
    try choice.named.check()
    if let budget, budget.tokens < 0 {
      throw Complaint.usage("--budget takes a number from 0 on", remedy: "--budget 2000")
    }
    options.revisions = [old ?? "HEAD"] + (new.map { [$0] } ?? [])
    options.paths = paths.map { InputPath(argument: $0) }
    options.countsUntracked = untracked
    options.format = try ViewFlags.format(format, isJSON: json) ?? .table
    if let top, top < 1 { throw Complaint.usage("--top takes a number from 1 on", remedy: "--top 10") }
    if all, top != nil { throw Complaint.usage("--all and --top contradict each other", remedy: "one of them") }
    if options.format.isOfBudgets, all || top != nil {
      throw Complaint.usage(
        "--format \(options.format.rawValue) has no rows to choose, but what the budget found",
        remedy: "without --top and --all")
    }
    options.top = top ?? (all || options.format == .json ? nil : ViewFlags.fewRows)
    options.output = output.map { InputPath(argument: $0) }
    options.model = choice.named
    options.budget = budget?.tokens
    options.isQuiet = quiet
    if options.format.isOfBudgets, options.budget == nil {
      throw Complaint.usage(
        "--format \(options.format.rawValue) shows what a budget found, and there is none", remedy: "--budget 2000")
    }
    try DiffRun(options).status().leave()
  }
}
