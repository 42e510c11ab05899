/// The ignore files of a folder and of all above it, up to the root of the file system.
struct IgnoreStack {
  /// From the root down; levels that change nothing are left out.
  private var levels: [IgnoreLevel] = []
  private var gitLevels = 0

  /// Adds the level of a folder below. Returns whether there is something to remove later.
  mutating func push(_ level: IgnoreLevel) -> Bool {
    if level.isEmpty { return false }
    levels.append(level)
    if level.hasGit { gitLevels += 1 }
    return true
  }

  mutating func pop() {
    if levels.removeLast().hasGit { gitLevels -= 1 }
  }

  /// What the ignore files say of an absolute path.
  ///
  /// Own rules go before `.ignore`, that before `.gitignore`, that before `.git/info/exclude`, that before the rules for all
  /// of a user's repositories; within one kind the nearest folder decides. Git's files hold only inside a work tree, up to
  /// its root.
  func verdict(on path: [UInt8], isFolder: Bool) -> IgnoreRules.Verdict {
    var own = IgnoreRules.Verdict.undecided
    var plain = own
    var git = own
    var exclude = own
    var global = own
    var isInWorkTree = gitLevels > 0
    for level in levels.reversed() {
      let path = path[level.prefixLength...]
      if own == .undecided { own = level.own.verdict(on: path, isFolder: isFolder) }
      if plain == .undecided { plain = level.plain.verdict(on: path, isFolder: isFolder) }
      if isInWorkTree {
        if git == .undecided { git = level.git.verdict(on: path, isFolder: isFolder) }
        if exclude == .undecided { exclude = level.exclude.verdict(on: path, isFolder: isFolder) }
        if level.hasGit {
          global = level.global.verdict(on: path, isFolder: isFolder)
          isInWorkTree = false
        }
      }
    }
    return [own, plain, git, exclude, global].first { $0 != .undecided } ?? .undecided
  }
}
