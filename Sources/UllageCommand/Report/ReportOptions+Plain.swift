import FileReporting

extension ReportOptions {
  /// Reads the plain forms of `ullage report`, as hooks and jobs call it: the option parser takes 24 million instructions,
  /// as many as counting 400 KB. Nil for everything else, also for whatever looks wrong: the parser then says why.
  init?(plain arguments: some Collection<String>) {
    guard arguments.first == "report" else { return nil }
    var rest = arguments.dropFirst()
    var chosen: ReportFormat?
    while let argument = rest.popFirst() {
      switch argument {
      case "-q", "--quiet": isQuiet = true
      case "--no-progress": hidesProgress = true
      case "--check": gate.holdsProject = true
      case "--staged": isStaged = true
      case "--json":
        guard chosen == nil else { return nil }
        chosen = .json
      case "--format":
        guard chosen == nil, let format = rest.popFirst().flatMap(ReportFormat.init) else { return nil }
        chosen = format
      case "--model":
        guard model.id == nil, let value = rest.popFirst(), value.utf8.first != UInt8(ascii: "-") else { return nil }
        model.id = value
      case "--threads":
        guard threads == nil, let value = rest.popFirst().flatMap({ Int($0) }) else { return nil }
        threads = value
      default:
        guard let first = argument.utf8.first, first != UInt8(ascii: "-") else { return nil }
        paths.append(InputPath(argument: argument))
      }
    }
    if let chosen { format = chosen }
    if paths.isEmpty, !isStaged { paths = [InputPath(argument: ".")] }
    selection = SelectionFlags.usual
    view.top = format.isForPeople ? ViewFlags.fewRows : nil
    view.terminal = .ofOutput
    guard (try? check()) != nil else { return nil }
  }
}
