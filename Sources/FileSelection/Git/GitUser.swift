/// Whose settings of git hold: where the user's and the system's configuration lie.
package struct GitUser: Sendable {
  private let home: [UInt8]?
  private let configurationHome: [UInt8]?
  private let systemFile: [UInt8]

  /// - Parameters:
  ///   - home: the user's folder, `$HOME`.
  ///   - configurationHome: `$XDG_CONFIG_HOME`; nil is `.config` in the user's folder.
  ///   - systemFile: the configuration for all users.
  package init(home: String?, configurationHome: String?, systemFile: String = "/etc/gitconfig") {
    let home = home.map { Array($0.utf8) }
    self.home = home
    self.configurationHome = configurationHome.map { Array($0.utf8) } ?? home.map { $0 + Array("/.config".utf8) }
    self.systemFile = Array(systemFile.utf8)
  }

  /// The file with rules for all of a user's repositories: `core.excludesFile`, or else `git/ignore` in the configuration's
  /// folder. The repository's own setting and that of its work tree go before the user's.
  ///
  /// - Parameters:
  ///   - root: the work tree's folder, from which a relative path leads on, with a `/` at its end.
  ///   - own: the folder with the work tree's HEAD.
  ///   - common: the folder with the repository's configuration.
  package func excludesFile(root: [UInt8], own: [UInt8], common: [UInt8]) -> [UInt8]? {
    var configuration = GitConfiguration(home: home, gitFolder: own)
    configuration.read(systemFile)
    if let configurationHome { configuration.read(configurationHome + Array("/git/config".utf8)) }
    if let home { configuration.read(home + Array("/.gitconfig".utf8)) }
    configuration.read(common + Array("/config".utf8))
    if configuration.hasWorkTreeConfiguration { configuration.read(own + Array("/config.worktree".utf8)) }
    if let path = configuration.excludesFile {
      return path.isEmpty ? nil : path.first == .slash ? path : root + path
    }
    return configurationHome.map { $0 + Array("/git/ignore".utf8) }
  }
}
