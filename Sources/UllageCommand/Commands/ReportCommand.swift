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
      --max-size are skipped and listed.

      --include GLOB takes only files that match, even ignored ones; --exclude GLOB leaves files and folders out. A GLOB \
      with a / is relative to the working directory.

      Each file is counted by itself, without a frame, and folders are the sums of their files; the report also says \
      what all files count as one text.

      Examples:
        ullage report
        ullage report --by language src docs
        ullage report --format tree --depth 2
        ullage report --top 20 --sort density
        ullage report --compare claude-sonnet-4-5,claude-opus-5 prompts
        ullage report --include '*.md' --format markdown

      Exit status: 0 fine, 2 something could not be counted and the rest was, 64 usage.
      """)

  @OptionGroup(title: "Files") var selection: SelectionFlags
  @OptionGroup(title: "View") var view: ViewFlags
  @OptionGroup(title: "Model") var choice: ModelOptions
  @Option(
    help: ArgumentHelp(
      "Count with these models or families beside each other; the first is the old one.", valueName: "a,b"))
  var compare: String?
  @Option(help: ArgumentHelp("Threads that count; without it, one for each processor.", valueName: "n"))
  var threads: Int?
  @Flag(name: .shortAndLong, help: "Print only the total, and no notices.") var quiet = false
  @Argument(help: ArgumentHelp("Files and folders to count.", valueName: "path")) var paths: [String] = []

  func run() throws {
    var options = ReportOptions()
    options.paths = (paths.isEmpty ? ["."] : paths).map { InputPath(argument: $0) }
    options.selection = try selection.options()
    options.view = try view.view()
    options.format = try view.chosenFormat()
    options.model = choice.model
    options.assumedModel = choice.assumeModel
    options.family = choice.family
    options.catalog = choice.catalog.map { InputPath(argument: $0) }
    options.compared = compare?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
    options.isQuiet = quiet
    options.threads = threads
    try options.check()
    try ReportRun(options).status().leave()
  }
}
