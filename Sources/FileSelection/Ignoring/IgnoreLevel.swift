/// What one folder's ignore files say of everything below it.
struct IgnoreLevel {
  /// Length of the part of an absolute path that names the folder, the `/` behind it included.
  let prefixLength: Int
  /// `.rgignore` and `.ullageignore`, the latter's rules last: they go before all others.
  private(set) var own = IgnoreRules()
  /// `.ignore`.
  private(set) var plain = IgnoreRules()
  /// `.gitignore`.
  private(set) var git = GitRules()
  /// `.git/info/exclude`.
  private(set) var exclude = GitRules()
  /// `core.excludesFile`, as it is set for this work tree.
  private(set) var global = GitRules()
  /// Whether the folder is the root of a git work tree: git's rules of folders above do not reach in.
  private(set) var hasGit = false

  static let ownNames = [".rgignore", ".ullageignore"]
  static let plainName = ".ignore"
  static let gitName = ".gitignore"
  static let gitFolder = ".git"

  /// Whether the level changes nothing.
  var isEmpty: Bool { !hasGit && own.isEmpty && plain.isEmpty && git.isEmpty && exclude.isEmpty }

  /// Reads the ignore files of `folder`, absolute and without a `/` at its end but for the root. `names` says what the
  /// folder holds where that is known.
  init(folder: [UInt8], names: Set<[UInt8]>?, _ user: GitUser?, problems: inout [IgnoreProblem]) {
    let prefix = folder == [.slash] ? folder : folder + [.slash]
    prefixLength = prefix.count
    func rules(_ name: [UInt8], into rules: inout IgnoreRules) {
      guard names?.contains(name) ?? true else { return }
      Self.read(prefix + name, into: &rules, &problems)
    }
    for name in Self.ownNames { rules(Array(name.utf8), into: &own) }
    rules(Array(Self.plainName.utf8), into: &plain)
    let ownGit = Array(Self.gitName.utf8)
    // Git follows no link to it within a work tree.
    if names?.contains(ownGit) ?? true, FileKind(prefix + ownGit) == .file { git = Self.gitRules(prefix + ownGit) }
    let gitPath = Array(Self.gitFolder.utf8)
    guard names?.contains(gitPath) ?? true, let kind = FileKind(following: prefix + gitPath) else { return }
    hasGit = true
    if let (own, common) = Self.gitFolders(prefix, prefix + gitPath, kind) {
      exclude = Self.gitRules(common + Array("/info/exclude".utf8))
      if let user, let path = user.excludesFile(root: prefix, own: own, common: common) {
        global = Self.gitRules(path)
      }
    }
  }

  private static func gitRules(_ path: [UInt8]) -> GitRules {
    FileText.read(path).map { GitRules(fileText: $0) } ?? GitRules()
  }

  private static func read(_ path: [UInt8], into rules: inout IgnoreRules, _ problems: inout [IgnoreProblem]) {
    guard FileKind(following: path) == .file, let text = FileText.read(path) else { return }
    for (line, error) in rules.append(fileText: text) {
      problems.append(IgnoreProblem(path: path, line: line, message: error.message))
    }
  }

  /// The folder with HEAD and the one with `info/exclude`: both are `.git`, or lie where the `.git` file of a submodule or
  /// a linked work tree leads to.
  private static func gitFolders(
    _ prefix: [UInt8], _ dotGit: [UInt8], _ kind: FileKind
  ) -> (own: [UInt8], common: [UInt8])? {
    guard kind == .file else { return (dotGit, dotGit) }
    let mark = Array("gitdir: ".utf8)
    guard let line = FileText.firstLine(dotGit), line.starts(with: mark) else { return nil }
    let own = resolved(Array(line.dropFirst(mark.count)), in: prefix)
    guard let common = FileText.firstLine(own + Array("/commondir".utf8)) else { return (own, own) }
    return (own, resolved(common, in: own + [.slash]))
  }

  private static func resolved(_ path: [UInt8], in prefix: [UInt8]) -> [UInt8] {
    path.first == .slash ? path : prefix + path
  }
}

/// A line of an ignore file that is no pattern; the other lines hold.
package struct IgnoreProblem: Sendable, Hashable {
  /// The ignore file.
  package let path: [UInt8]
  /// From 1.
  package let line: Int
  /// What is wrong with the line.
  package let message: String
}
