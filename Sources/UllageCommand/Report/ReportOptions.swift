import FileSelection
import Tokenization

/// What `ullage report` was asked for.
struct ReportOptions {
  var paths: [InputPath] = []
  var selection = SelectionOptions()
  var view = ReportView()
  var format = ReportFormat.table
  var model = NamedModel()
  /// Models or families beside each other, instead of one; empty where one counts. A single name is a revision's.
  var compared: [String] = []
  /// How files are read that no byte-order mark explains.
  var encoding = EncodingChoice.automatic
  /// The options given that choose rows.
  var rowOptions: [String] = []
  /// A file instead of standard output.
  var output: InputPath?
  /// Whether nothing may have the output's name yet.
  var outputIsNew = false
  var isQuiet = false
  var hidesProgress = false
  var gate = GateOptions()
  /// Whether git's index is counted instead of files.
  var isStaged = false
  /// A folder with counts of earlier times.
  var cache: InputPath?
  /// Nil for one thread a processor.
  var threads: Int?

  /// The revision to compare with the work tree, or two of them as `A..B`; nil where models are compared, or nothing.
  var revision: String? {
    compared.count == 1 && compared[0] != "" && TokenizerFamily(named: compared[0]) == nil ? compared[0] : nil
  }

  static let oneName = Complaint.usage(
    "--compare takes at least two different names", remedy: "--compare v3,v4.7; or a revision, --compare HEAD~1")

  /// Throws where options contradict each other.
  func check() throws(Complaint) {
    try model.check()
    if revision != nil {
      if isStaged { throw .usage("--staged has one side, and --compare a revision's two", remedy: "one of them") }
      if !gate.isEmpty {
        throw .usage(
          "budgets hold one tree, and --compare shows two", remedy: "ullage diff --budget 5000 holds the growth")
      }
    } else if !compared.isEmpty {
      if model.id != nil || model.family != nil {
        throw .usage("--compare names its models itself", remedy: "--compare claude-sonnet-4-5,claude-opus-5")
      }
      if compared.count < 2 || Set(compared).count < compared.count || compared.contains("") { throw Self.oneName }
    }
    if view.order == .change, compared.isEmpty {
      throw .usage("only a comparison can be sorted by change", remedy: "--compare v3,v4.7 --sort change")
    }
    if format.isOfBudgets, gate.isEmpty {
      throw .usage(
        "--format \(format.rawValue) shows what a budget found, and there is none",
        remedy: "--check, --limits FILE, --budget N or --budget-percent P")
    }
    if let threads, threads < 1 { throw .usage("--threads takes a number from 1 on", remedy: "--threads 4") }
    if let reason = format.wholeness, let option = rowOptions.first {
      throw .usage(
        "\(option) is for rows, and --format \(format.rawValue) takes them as they are: \(reason)",
        remedy: "without \(option)")
    }
    if format == .tree, view.grouping != .file, view.grouping != .dir {
      throw .usage("a tree is of folders", remedy: "--by \(view.grouping.rawValue) without --format tree")
    }
    if view.depth != nil, format != .tree, view.grouping != .dir {
      throw .usage("--depth is for folders", remedy: "--by dir --depth 2, or --format tree --depth 2")
    }
  }
}
