/// Which files below a folder are wanted.
public struct SelectionOptions: Sendable {
  /// Whether `.gitignore`, `.git/info/exclude`, git's global excludes, `.ignore`, `.rgignore` and `.ullageignore` hold.
  public var honoursIgnoreFiles = true
  /// Whether names that begin with a dot are wanted.
  public var includesHidden = false
  /// Files with more bytes are skipped.
  public var maximumLength: Int?
  /// Whose settings say where git's rules for all repositories lie; nil is nobody's.
  public var gitUser: GitUser?

  private(set) var globs = IgnoreRules()

  /// What ripgrep does without flags.
  public init() {}

  /// Wants the files that match, whatever ignore files say of them; with the first such pattern, no others. A pattern
  /// with a `/` is relative to the working directory, and one that begins with `!` excludes.
  public mutating func include(_ pattern: String) throws(GlobError) { try globs.append(line: pattern) }

  /// Does not want what matches, folders with all that is in them.
  public mutating func exclude(_ pattern: String) throws(GlobError) { try globs.append(line: "!" + pattern) }
}
