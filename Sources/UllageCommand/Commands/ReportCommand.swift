import ArgumentParser

/// The option parser's view of `ullage report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show where the tokens of files and folders are.",
    discussion: """
      Without PATH, the working directory. Folders are searched as ripgrep does: .gitignore, .git/info/exclude, git's \
      global excludes, .ignore, .rgignore and .ullageignore hold, hidden names and links are passed over. A PATH that is \
      a file is counted whatever these say. Binary files (a NUL among the first 8192 bytes), images, PDFs and files over \
      --max-size are skipped and listed; an image or a PDF that is named as a PATH is counted by its cost rules.

      Texts in other encodings than UTF-8 are counted as the text they hold: a byte-order mark decides, else the \
      likeliest text does. --encoding NAME says how to read what has no mark.

      --include GLOB takes only files that match, even ignored ones; --exclude GLOB leaves files and folders out. A GLOB \
      with a / is relative to the working directory.

      Each file is counted by itself, without a frame, and folders are the sums of their files; the report also says \
      what all files count as one text.

      Examples:
        ullage report
        ullage report --by language src docs
        ullage report --format tree --depth 2
        ullage report --top 50 --sort density
        ullage report --compare claude-sonnet-4-5,claude-opus-5 prompts
        ullage report --compare v1.0..main --format html -o growth.html
        ullage report --include '*.md' --format markdown
        ullage report --format html -o tokens.html src
        ullage report --quiet --budget-percent 50 --window 200k prompts

      Budgets hold the upper bound of the count. --check holds the limits of .ullage.toml, of the working \
      directory or the nearest folder above:

        budget = 150_000        # all files together
        [files]                 # each file; the last pattern that matches decides
        "*.md" = 4000
        [totals]                # everything that matches, together
        "prompts/" = 50_000
        [presets]               # each skill, AGENTS.md, command or tools.json
        skills = 5000
        agents-md = 500
        commands = 5000

      `ullage budget init` writes such a file from today's sizes.

      In a CI job:
        - run: ullage report --quiet --check --budget 150000
      As a pre-commit hook, in .git/hooks/pre-commit, of what is staged:
        exec ullage report --quiet --check --staged
      For a page of findings, --format sarif, junit or github.

      Exit status: 0 fine, 1 over a budget, 2 something could not be counted and the rest was, or nothing was counted \
      against a budget, 64 usage, 65 the limits cannot be read.
      """)

  @OptionGroup(title: "Files") var selection: SelectionFlags
  @OptionGroup(title: "Files") var reading: EncodingFlags
  @OptionGroup(title: "View") var view: ViewFlags
  @OptionGroup(title: "Budgets") var gate: GateFlags
  @Flag(help: "Count what is staged: git's index, not the work tree.") var staged = false
  @OptionGroup(title: "Model") var choice: TextModelFlags
  @Option(
    help: ArgumentHelp(
      """
      Count with these models or families beside each other, the old one first; or what git tracks at a revision and in \
      the work tree (HEAD~5), or at two (v1.0..main).
      """, valueName: "a,b"))
  var compare: String?
  @Option(help: ArgumentHelp("Threads that count; without it, one for each processor.", valueName: "n"))
  var threads: Int?
  @Option(
    help: ArgumentHelp(
      "Keep counts in this folder, by content, for later runs: 4 MB for each tokenizer.", valueName: "dir"),
    completion: .directory)
  var cache: String?
  @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
  var output: String?
  @Flag(name: .customLong("no-progress"), help: "Do not show how far a long run is.") var hidesProgress = false
  @Flag(name: .shortAndLong, help: "Print only the total, and no notices.") var quiet = false
  @Argument(help: ArgumentHelp("Files and folders to count.", valueName: "path"), completion: .file()) var paths:
    [String] = []

  func run() throws {
    var options = ReportOptions()
    options.paths = (paths.isEmpty ? ["."] : paths).map { InputPath(argument: $0) }
    options.selection = try selection.options()
    options.output = output.map { InputPath(argument: $0) }
    options.view = try view.view(isForTerminal: output == nil)
    options.rowOptions = view.ofRows
    options.format = try view.chosenFormat()
    options.model = choice.named
    options.compared = compare?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
    options.isQuiet = quiet
    options.cache = cache.map { InputPath(argument: $0) }
    options.hidesProgress = hidesProgress
    options.gate = try gate.options()
    options.encoding = try reading.choice()
    options.view.rendering = try reading.rendering()
    options.threads = threads
    options.isStaged = staged
    if staged, !selection.isPlain {
      throw Complaint.usage(
        "--staged takes the files of git's index as they are", remedy: "name paths, or limits in .ullage.toml")
    }
    // What grew most stands first.
    if options.revision != nil, view.sort == nil { options.view.order = .change }
    if options.revision != nil, !selection.isPlain {
      throw Complaint.usage("--compare takes the files of a revision as they are", remedy: "name paths")
    }
    if staged, paths.isEmpty { options.paths = [] }
    try options.check()
    try ReportRun(options).status().leave()
  }
}
