import ArgumentParser

/// The option parser's view of `ullage budget`.
struct BudgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "budget",
    abstract: "Write the limits of a project.",
    subcommands: [BudgetInitCommand.self])
}

/// The option parser's view of `ullage budget init`.
struct BudgetInitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write .ullage.toml with limits from today's sizes.",
    discussion: """
      Counts the working directory, or PATH, as `ullage report` does and writes what is there and a tenth on top: for all \
      files together, for each folder at the top, and for skills, instructions and commands of agents where there are \
      some. `ullage report --check` holds these limits from then on. `ullage report --format limits` prints them.

      Examples:
        ullage budget init
        ullage budget init --model claude-opus-5 prompts skills

      Exit status: as that of `ullage report`; 64 where there is a .ullage.toml already.
      """)

  @OptionGroup(title: "Files") var selection: SelectionFlags
  @OptionGroup(title: "Model") var choice: TextModelFlags
  @Argument(help: ArgumentHelp("Files and folders to count.", valueName: "path"), completion: .file())
  var paths: [String] = []

  func run() throws {
    let file = InputPath(argument: LimitFile.name)
    if file.isTaken {
      throw Complaint.usage(
        "there is a \(LimitFile.name) already", remedy: "change it, or remove it first; ullage report --check holds it")
    }
    var options = ReportOptions()
    options.paths = (paths.isEmpty ? ["."] : paths).map { InputPath(argument: $0) }
    options.selection = try selection.options()
    options.output = file
    // What took the name in the meantime is not written over, and no link to another place is followed.
    options.outputIsNew = true
    options.format = .limits
    options.model = choice.named
    try options.check()
    try ReportRun(options).status().leave()
  }
}
