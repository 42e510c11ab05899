import ArgumentParser
import CommandOptions

/// The options that say how a report looks.
struct ViewFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp("Rows: file, dir, ext or language.", valueName: "what"),
    completion: Completion.names(of: Grouping.self)) var by: String?
  @Option(
    help: ArgumentHelp("\(ReportFormat.listed).", valueName: "name"),
    completion: Completion.names(of: ReportFormat.self)) var format: String?
  @Flag(help: "The same as --format json.") var json = false
  @Option(
    help: ArgumentHelp("tokens, bytes, density (tokens a byte), change, files or name.", valueName: "key"),
    completion: Completion.names(of: RowOrder.self))
  var sort: String?
  @Flag(help: "Smallest first.") var reverse = false
  @Option(
    help: ArgumentHelp(
      "At most so many rows, in a tree of each folder; without it \(Self.fewRows) in table, tree and markdown.",
      valueName: "n"))
  var top: Int?
  @Flag(help: "All rows.") var all = false
  @Option(help: ArgumentHelp("Only rows with at least so many tokens.", valueName: "n")) var min: Int?
  @Option(help: ArgumentHelp("At most so many levels of folders.", valueName: "n")) var depth: Int?
  @Flag(help: "Name each skipped file and why it was skipped; of images and PDFs, what they would cost.") var skipped =
    false

  /// Rows of a report for people, of which nobody said how many there are to be.
  static let fewRows = 20

  /// - Parameter isForTerminal: whether a report goes to standard output.
  func view(isForTerminal: Bool) throws(Complaint) -> ReportView {
    var view = ReportView()
    if let by { view.grouping = try Self.choice(by, "--by") }
    if let sort { view.order = try Self.choice(sort, "--sort") }
    for (number, name) in [(top, "--top"), (min, "--min"), (depth, "--depth")] where number ?? 1 < 1 {
      throw .usage("\(name) takes a number from 1 on", remedy: "\(name) 10")
    }
    view.isReversed = reverse
    if all, top != nil { throw .usage("--all and --top contradict each other", remedy: "one of them") }
    let isForPeople = try chosenFormat().isForPeople
    view.top = top ?? (isForPeople && !all ? Self.fewRows : nil)
    view.minimum = min ?? 0
    view.depth = depth
    view.listsSkipped = skipped
    view.terminal = isForTerminal ? .ofOutput : nil
    return view
  }

  /// The options given that choose or order rows: what a format without rows cannot do.
  var ofRows: [String] {
    [
      (by != nil, "--by"), (top != nil, "--top"), (min != nil, "--min"), (depth != nil, "--depth"), (all, "--all"),
      (sort != nil, "--sort"), (reverse, "--reverse"),
    ].filter(\.0).map(\.1)
  }

  func chosenFormat() throws(Complaint) -> ReportFormat {
    try Self.format(format, isJSON: json) ?? .table
  }

  /// The format of that name; `--json` is short for one.
  static func format<Format: RawRepresentable<String> & CaseIterable>(
    _ name: String?, isJSON: Bool
  ) throws(Complaint) -> Format? {
    if isJSON, let name, name != "json" {
      throw .usage("--json and --format \(name) contradict each other", remedy: "one of them")
    }
    return try (isJSON ? "json" : name).map { name throws(Complaint) in try choice(name, "--format") }
  }

  static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ text: String, _ option: String
  ) throws(Complaint) -> Choice {
    if let choice = Choice(rawValue: text) { return choice }
    let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw .usage("\(option) does not take \"\(text)\"", remedy: "one of \(choices)")
  }
}
