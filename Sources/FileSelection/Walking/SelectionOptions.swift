/// Which files below a folder are wanted.
package struct SelectionOptions: Sendable {
  /// Whether `.gitignore`, `.git/info/exclude`, git's global excludes, `.ignore`, `.rgignore` and `.ullageignore` hold.
  package var honoursIgnoreFiles = true
  /// Whether names that begin with a dot are wanted.
  package var includesHidden = false
  /// Files with more bytes are skipped.
  package var maximumLength: Int?
  /// Whose settings say where git's rules for all repositories lie; nil is nobody's.
  package var gitUser: GitUser?

  private(set) var globs = IgnoreRules()

  /// Whether patterns choose among the files.
  package var hasPatterns: Bool { !globs.isEmpty }

  /// What ripgrep does without flags.
  package init() {}

  /// Wants the files that match, whatever ignore files say of them; with the first such pattern, no others. A pattern
  /// with a `/` is relative to the working directory, and one that begins with `!` excludes.
  package mutating func include(_ pattern: String) throws(GlobError) { try globs.append(line: pattern) }

  /// Does not want what matches, folders with all that is in them.
  package mutating func exclude(_ pattern: String) throws(GlobError) { try globs.append(line: "!" + pattern) }
}
