/// What one folder's ignore files say of everything below it.
struct IgnoreLevel {
  /// Length of the part of an absolute path that names the folder, the `/` behind it included.
  let prefixLength: Int
  /// `.rgignore` and `.ullageignore`, the latter's rules last: they go before all others.
  private(set) var own = IgnoreRules()
  /// `.ignore`.
  private(set) var plain = IgnoreRules()
  /// `.gitignore`.
  private(set) var git = IgnoreRules()
  /// `.git/info/exclude`.
  private(set) var exclude = IgnoreRules()
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
  init(folder: [UInt8], names: Set<[UInt8]>?, problems: inout [IgnoreProblem]) {
    let prefix = folder == [.slash] ? folder : folder + [.slash]
    prefixLength = prefix.count
    func rules(_ name: [UInt8], into rules: inout IgnoreRules) {
      guard names?.contains(name) ?? true else { return }
      Self.read(prefix + name, into: &rules, &problems)
    }
    for name in Self.ownNames { rules(Array(name.utf8), into: &own) }
    rules(Array(Self.plainName.utf8), into: &plain)
    rules(Array(Self.gitName.utf8), into: &git)
    let gitPath = Array(Self.gitFolder.utf8)
    guard names?.contains(gitPath) ?? true, let kind = FileKind(following: prefix + gitPath) else { return }
    hasGit = true
    if let gitFolder = Self.commonGitFolder(prefix, prefix + gitPath, kind) {
      Self.read(gitFolder + Array("/info/exclude".utf8), into: &exclude, &problems)
    }
  }

  private static func read(_ path: [UInt8], into rules: inout IgnoreRules, _ problems: inout [IgnoreProblem]) {
    guard FileKind(following: path) == .file, let text = FileText.read(path) else { return }
    for (line, error) in rules.append(fileText: text) {
      problems.append(IgnoreProblem(path: path, line: line, message: error.message))
    }
  }

  /// The folder that holds `info/exclude`: `.git`, or where a linked work tree's `.git` file leads to.
  private static func commonGitFolder(_ prefix: [UInt8], _ dotGit: [UInt8], _ kind: FileKind) -> [UInt8]? {
    guard kind == .file else { return dotGit }
    let mark = Array("gitdir: ".utf8)
    guard let line = FileText.firstLine(dotGit), line.starts(with: mark) else { return nil }
    let own = resolved(Array(line.dropFirst(mark.count)), in: prefix)
    guard let common = FileText.firstLine(own + Array("/commondir".utf8)) else { return nil }
    return resolved(common, in: own + [.slash])
  }

  private static func resolved(_ path: [UInt8], in prefix: [UInt8]) -> [UInt8] {
    path.first == .slash ? path : prefix + path
  }
}

/// A line of an ignore file that is no pattern; the other lines hold.
public struct IgnoreProblem: Sendable, Hashable {
  /// The ignore file.
  public let path: [UInt8]
  /// From 1.
  public let line: Int
  /// What is wrong with the line.
  public let message: String
}
