import FileSelection
import Foundation
import Testing

@Suite("Walks")
final class FileWalkTests {
  private let root = FileManager.default.temporaryDirectory.appending(path: "ullage-walk-\(UUID().uuidString)")

  deinit { try? FileManager.default.removeItem(at: root) }

  private func write(_ name: String, _ text: String = "x") throws {
    let file = root.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// The selected paths below the root.
  private func files(_ folder: String = "", _ options: SelectionOptions = SelectionOptions()) -> [String] {
    var walk = FileWalk(options)
    #expect(walk.add(Array((root.path + "/" + folder).utf8)) == nil)
    return walk.files.map { String(decoding: $0.path.dropFirst($0.prefixLength), as: UTF8.self) }
  }

  @Test("are sorted name by name, folders among files")
  func order() throws {
    for name in ["b", "a/z", "a.txt", "a/b/c", "B", "a-b"] { try write(name) }
    #expect(files() == ["B", "a/b/c", "a/z", "a-b", "a.txt", "b"])
  }

  @Test("heed git's files inside a work tree only, and not above its root")
  func workTrees() throws {
    try write(".gitignore", "outer\ninner\n")
    try write("outer")
    #expect(files() == ["outer"])
    try write(".git/info/exclude", "/excluded\n")
    try write("excluded")
    try write("sub/outer")
    #expect(files() == [])
    try write("sub/.git/HEAD")
    #expect(files() == ["sub/outer"])
    try write(".ignore", "/sub\n")
    #expect(files() == [])
  }

  @Test("heed ignore files above the argument, anchored ones too")
  func above() throws {
    try write(".ignore", "/sub/no\n*.o\n")
    for name in ["sub/no", "sub/yes", "sub/x.o"] { try write(name) }
    #expect(files("sub") == ["yes"])
    #expect(files("sub/") == ["yes"])
  }

  @Test("own rules go before .ignore, those before .gitignore")
  func precedence() throws {
    try write(".git/HEAD")
    try write(".gitignore", "a\nb\nc\n")
    try write(".ignore", "!b\n!c\n")
    try write(".rgignore", "b\n")
    try write(".ullageignore", "!a\nc\n")
    for name in ["a", "b", "c"] { try write(name) }
    #expect(files() == ["a"])
    var options = SelectionOptions()
    options.honoursIgnoreFiles = false
    #expect(files("", options) == ["a", "b", "c"])
  }

  @Test("of a linked work tree heed the repository's own excludes")
  func linkedWorkTree() throws {
    try write("main/.git/info/exclude", "secret\n")
    try write("main/.git/worktrees/w/commondir", "../..\n")
    try write("w/.git", "gitdir: \(root.path)/main/.git/worktrees/w\n")
    try write("w/secret")
    try write("w/open")
    #expect(files("w") == ["open"])
  }

  @Test("heed git's global excludes, wherever they are")
  func globalExcludes() throws {
    try write("home/.gitconfig", "[user]\n  name = x\n[core]\n  excludesFile = \"~/my ignores\"\n")
    try write("home/my ignores", "*.log\n")
    try write("home/.config/git/ignore", "*.tmp\n")
    try write("tree/.git/HEAD")
    for name in ["tree/a.log", "tree/a.tmp", "tree/a"] { try write(name) }
    let home = root.appending(path: "home").path
    func selected(_ home: String?, _ configuration: String?) -> [String] {
      var options = SelectionOptions()
      options.gitUser = GitUser(home: home, configurationHome: configuration, systemFile: "/nonexistent")
      return files("tree", options)
    }
    #expect(selected(home, nil) == ["a", "a.tmp"])
    try FileManager.default.removeItem(atPath: home + "/.gitconfig")
    #expect(selected(home, nil) == ["a", "a.log"])
    #expect(selected(nil, nil) == ["a", "a.log", "a.tmp"])
    try write("elsewhere/git/config", "[core]\n\texcludesfile=\(home)/my ignores\n")
    #expect(selected(home, root.appending(path: "elsewhere").path) == ["a", "a.tmp"])
  }

  @Test("follow no links but those that are named, and list them")
  func links() throws {
    try write("real/a")
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: root.path + "/loop", withDestinationPath: ".")
    try manager.createSymbolicLink(atPath: root.path + "/broken", withDestinationPath: "nowhere")
    try manager.createSymbolicLink(atPath: root.path + "/link", withDestinationPath: "real")
    var walk = FileWalk(SelectionOptions())
    #expect(walk.add(Array(root.path.utf8)) == nil)
    #expect(walk.files.count == 1)
    #expect(walk.skipped.map(\.reason) == [.symbolicLink, .symbolicLink, .symbolicLink])
    #expect(files("link") == ["a"])
    #expect(walk.add(Array((root.path + "/broken").utf8)) == ENOENT)
  }

  @Test("take a file that two arguments lead to once")
  func twice() throws {
    try write("sub/a")
    var walk = FileWalk(SelectionOptions())
    for name in ["/sub/a", "/sub", "", "/sub/../sub/a"] { #expect(walk.add(Array((root.path + name).utf8)) == nil) }
    #expect(walk.files.count == 1)
    #expect(walk.files.first?.isExplicit == true)
  }

  @Test("skip files above the most bytes, with their length")
  func length() throws {
    try write("small", "12345")
    try write("large", "123456")
    var options = SelectionOptions()
    options.maximumLength = 5
    var walk = FileWalk(options)
    #expect(walk.add(Array(root.path.utf8)) == nil)
    #expect(walk.files.count == 1)
    #expect(walk.skipped.map(\.reason) == [.tooLarge(length: 6)])
  }

  @Test("list folders that cannot be read", .enabled(if: getuid() != 0, "root reads everything"))
  func unreadable() throws {
    try write("closed/a")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: root.path + "/closed")
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: root.path + "/closed") }
    var walk = FileWalk(SelectionOptions())
    #expect(walk.add(Array(root.path.utf8)) == nil)
    #expect(walk.skipped.map(\.reason) == [.unreadable(EACCES)])
  }
}
