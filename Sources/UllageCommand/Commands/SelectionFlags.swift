import ArgumentParser
import FileSelection

/// The options that select files.
struct SelectionFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Only files that match; may be given again.", valueName: "glob")) var include: [String] =
    []
  @Option(help: ArgumentHelp("No files and folders that match; may be given again.", valueName: "glob"))
  var exclude: [String] = []
  @Flag(help: "Files and folders whose names begin with a dot too (.git as well).") var hidden = false
  @Flag(name: .customLong("no-ignore"), help: "Read no ignore files.") var ignoresNothing = false
  @Option(help: ArgumentHelp("Skip files with more bytes: 500k, 10m, 1g.", valueName: "size")) var maxSize: String?

  /// Whether none of them is given.
  var isPlain: Bool { include.isEmpty && exclude.isEmpty && !hidden && !ignoresNothing }

  func options() throws(Complaint) -> SelectionOptions {
    var options = Self.usual
    options.includesHidden = hidden
    options.honoursIgnoreFiles = !ignoresNothing
    if let maxSize { options.maximumLength = try Self.length(maxSize) }
    // Exclusions go last and win.
    for pattern in include { try Self.add(pattern) { pattern throws(GlobError) in try options.include(pattern) } }
    for pattern in exclude { try Self.add(pattern) { pattern throws(GlobError) in try options.exclude(pattern) } }
    return options
  }

  /// What holds where none of them is given.
  static var usual: SelectionOptions {
    var options = SelectionOptions()
    options.gitUser = GitUser(
      home: Environment.value("HOME"), configurationHome: Environment.value("XDG_CONFIG_HOME"))
    return options
  }

  private static func add(_ pattern: String, _ add: (String) throws(GlobError) -> Void) throws(Complaint) {
    do { try add(pattern) } catch {
      throw .usage("\"\(pattern)\" is no pattern: \(error.message)", remedy: "'*.md', 'src/**/*.swift', '[a-z]*'")
    }
  }

  /// Bytes of `500k`, `10m` or `1g`, in steps of 1024.
  private static func length(_ text: String) throws(Complaint) -> Int {
    let shift =
      switch text.last {
      case "k", "K": 10
      case "m", "M": 20
      case "g", "G": 30
      default: 0
      }
    guard let number = Int(shift == 0 ? text[...] : text.dropLast()), number >= 0, number < 1 << 32 else {
      throw .usage("\"\(text)\" is no size", remedy: "--max-size 500k, 10m, 1g or a number of bytes")
    }
    return number << shift
  }
}
