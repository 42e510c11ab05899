/// What git is started with, beside PATH and the like. `GIT_*` from outside is dropped: it can name programs
/// (`GIT_EXTERNAL_DIFF`, `GIT_SSH_COMMAND`), settings (`GIT_CONFIG_PARAMETERS`) and other folders.
enum GitEnvironment {
  /// To ask where a repository lies and what is set. The user's own configuration holds, because it says whose
  /// repositories are trusted (`safe.directory`).
  static var open: [[UInt8]] { make([("GIT_NO_REPLACE_OBJECTS", Array("1".utf8))] + quiet) }

  /// To look into a repository: no configuration but `settings`, and no way out.
  ///
  /// - Parameter home: stands for the user's, with nothing of git's in it.
  static func closed(
    home: [UInt8], settings: [(key: String, value: [UInt8])], to places: [(String, [UInt8])]
  ) -> [[UInt8]] {
    var added = quiet + places.map { (name: $0.0, value: $0.1) }
    added += [
      ("HOME", home), ("XDG_CONFIG_HOME", home),
      ("GIT_CONFIG_NOSYSTEM", Array("1".utf8)), ("GIT_CONFIG_GLOBAL", Array("/dev/null".utf8)),
      ("GIT_ATTR_NOSYSTEM", Array("1".utf8)),
      // Objects are what their names say.
      ("GIT_NO_REPLACE_OBJECTS", Array("1".utf8)), ("GIT_NO_LAZY_FETCH", Array("1".utf8)),
    ]
    let fixed = [
      ("core.fsmonitor", "false"), ("core.hookspath", "/dev/null"), ("core.attributesfile", "/dev/null"),
      ("core.safecrlf", "false"), ("protocol.allow", "never"),
    ].map { (key: $0.0, value: Array($0.1.utf8)) }
    // A later one holds.
    let all = settings + fixed
    added.append(("GIT_CONFIG_COUNT", Array("\(all.count)".utf8)))
    for (index, setting) in all.enumerated() {
      added.append(("GIT_CONFIG_KEY_\(index)", Array(setting.key.utf8)))
      added.append(("GIT_CONFIG_VALUE_\(index)", setting.value))
    }
    return make(added)
  }

  /// Git neither writes (a refreshed index would run `post-index-change`), nor asks, nor fetches.
  private static var quiet: [(name: String, value: [UInt8])] {
    [("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_ALLOW_PROTOCOL", ""), ("GIT_PAGER", "cat")]
      .map { ($0.0, Array($0.1.utf8)) }
  }

  private static func make(_ added: [(name: String, value: [UInt8])]) -> [[UInt8]] {
    SystemProgram.environment(adding: added) { name in
      // Where the search for a repository ends is no more than a limit.
      name.starts(with: "GIT_".utf8) && !name.elementsEqual("GIT_CEILING_DIRECTORIES".utf8)
    }
  }
}
