import FileSelection
import Foundation
import TestSupport
import Testing

@Suite("Selection against git")
struct GitRulesTests {
  @Test("takes exactly the files that git would not ignore, in random trees")
  func randomTrees() throws {
    for index in 0..<Effort.texts(usual: 60) { try compare(seed: Effort.seed(2) &+ UInt64(index)) }
  }

  private func compare(seed: UInt64) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ullage-git-\(UUID().uuidString)").path
    let tree = try RandomTree(seed: seed, at: folder, .git)
    defer { try? tree.remove() }
    _ = try Package.output(of: "/usr/bin/env", ["git", "-C", folder, "config", "core.excludesFile", ".git/excludes"])
    // Nothing of the tester's own settings.
    let command = "cd \"$0\" && HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 git ls-files -z -o --exclude-standard"
    let output = try Package.output(of: "/bin/sh", ["-c", command, folder])
    let expected = Set(output.split(separator: 0).map { Array($0) })
    var options = SelectionOptions()
    options.includesHidden = true
    options.gitUser = GitUser(home: nil, configurationHome: nil, systemFile: "/nonexistent")
    var walk = FileWalk(options)
    #expect(walk.add(tree.root) == nil)
    // Git lists links as it does files.
    let links = walk.skipped.filter { $0.reason == .symbolicLink }.map { $0.path.dropFirst($0.prefixLength) }
    let found = Set((walk.files.map { $0.path.dropFirst($0.prefixLength) } + links).map { Array($0) })
      .filter { !$0.starts(with: ".git/".utf8) }
    let surplus = found.subtracting(expected).map { String(decoding: $0, as: UTF8.self) }.sorted()
    let missing = expected.subtracting(found).map { String(decoding: $0, as: UTF8.self) }.sorted()
    #expect(
      surplus.isEmpty && missing.isEmpty,
      "seed \(seed): surplus \(surplus), missing \(missing), of \(tree.ignoreFiles)")
  }

  /// The text of a `.gitignore`, paths that it ignores and others; a `/` at the end stands for a folder.
  static let rows: [(text: String, ignored: [String], other: [String])] = [
    ("\u{FEFF}node_modules/\n", ["node_modules/"], ["a"]), ("a\r\nb", ["a", "b"], ["a\r"]),
    ("*.py{}", [], ["a.py", "a.py{"]), ("/{{name}}.yml", ["{{name}}.yml"], ["name.yml"]),
    ("{a,b}", ["{a,b}"], ["a", "b"]),
    ("a[[:digit:]]", ["a1"], ["ab", "a[", "a:"]), ("[[:nope:]]*", [], ["a", "n"]), ("[a-", [], ["a", "[a-"]),
    ("[[:upper:]x]", ["A", "x"], ["a"]), ("[!a]", ["b"], ["a"]), ("a/**", ["a/b", "a/b/c"], ["a", "b/a/c"]),
    ("a/b**", ["a/bc", "a/b/c/d"], ["c/a/b"]), ("**/a", ["a", "b/a"], ["ab"]), ("a**c", ["abc", "x/abc"], ["a/c"]),
    ("a\\ ", ["a "], ["a"]), ("a\t", [], ["a"]), ("a  ", ["a"], ["a  "]), ("\\#a", ["#a"], ["a"]),
    ("a\\", [], ["a", "a\\"]),
    ("dot.", ["dot."], ["dot"]), ("*.", ["dot."], ["dot"]), ("é", ["é"], ["e"]), ("?", ["a"], ["é"]),
  ]

  @Test("reads each rule as git reads it", arguments: rows)
  func rules(text: String, ignored: [String], other: [String]) throws {
    for (paths, isIgnored) in [(ignored, true), (other, false)] {
      for path in paths {
        let root = FileManager.default.temporaryDirectory.appending(path: "ullage-git-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let file = root.appending(path: path.hasSuffix("/") ? path + "inside" : path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("x".utf8).write(to: file)
        try Data(text.utf8).write(to: root.appending(path: ".gitignore"))
        let command = "cd \"$0\" && git init -q && git check-ignore -q \"./$1\"; echo $?"
        let answer = try Package.output(of: "/bin/sh", ["-c", command, root.path, path])
        #expect(answer == Data((isIgnored ? "0\n" : "1\n").utf8), "\(path): git says otherwise")
        var walk = FileWalk(SelectionOptions())
        #expect(walk.add(Array(root.path.utf8)) == nil)
        #expect(walk.files.isEmpty == isIgnored, "\(path)")
      }
    }
  }

  @Test("core.excludesFile holds wherever git takes it from, the nearest first")
  func excludesFile() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "ullage-git-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: root) }
    func shell(_ command: String) throws -> String {
      let settings = "export HOME=\"$0/home\" GIT_CONFIG_NOSYSTEM=1 XDG_CONFIG_HOME=; mkdir -p \"$0/home\"; cd \"$0\";"
      return String(decoding: try Package.output(of: "/bin/sh", ["-c", settings + command, root]), as: UTF8.self)
    }
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    _ = try shell(
      """
      git init -q r; cd r; for n in a b c d e f; do echo x > x.$n; done; touch plain
      git -c user.name=a -c user.email=a commit -q --allow-empty -m a
      for n in a b c d e f; do echo "*.$n" > "$HOME/$n"; done
      """)
    let steps = [
      "true", "git config --global core.excludesFile '~/a'", "git config core.excludesFile \"$HOME/b\"",
      "git config --unset core.excludesFile; printf '[core]\\n\\texcludesfile = \"%s/c\" ; as said\\n' \"$HOME\" > more",
      "git config include.path ../more", "printf '[core]\\nexcludesFile = ~/d\\n' > $HOME/inc",
      "git config --global includeIf.gitdir:r/.path inc", "git config --unset include.path",
      "git config --global includeIf.onbranch:nowhere.path elsewhere", "git config extensions.worktreeConfig true",
      "git config --worktree core.excludesFile \"$HOME/e\"", "git config --worktree core.excludesFile ''",
      "git config --worktree core.excludesFile rel; echo '*.f' > rel",
    ]
    for step in steps {
      _ = try shell("cd r; \(step)")
      let expected = try shell("cd r; git ls-files -o --exclude-standard").split(separator: "\n").map(String.init)
      var options = SelectionOptions()
      options.gitUser = GitUser(home: root + "/home", configurationHome: nil, systemFile: "/nonexistent")
      var walk = FileWalk(options)
      #expect(walk.add(Array((root + "/r").utf8)) == nil)
      let found = walk.files.map { String(decoding: $0.path.dropFirst($0.prefixLength), as: UTF8.self) }
      #expect(found == expected.sorted(), "\(step)")
    }
    // A linked work tree has settings of its own.
    _ = try shell("cd r; git worktree add -q ../w; cd ../w; for n in a b c d e f; do echo x > x.$n; done")
    let expected = try shell("cd w; git ls-files -o --exclude-standard").split(separator: "\n").map(String.init)
    var options = SelectionOptions()
    options.gitUser = GitUser(home: root + "/home", configurationHome: nil, systemFile: "/nonexistent")
    var walk = FileWalk(options)
    #expect(walk.add(Array((root + "/w").utf8)) == nil)
    #expect(walk.files.map { String(decoding: $0.path.dropFirst($0.prefixLength), as: UTF8.self) } == expected.sorted())
  }
}
