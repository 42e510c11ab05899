import Foundation
import Testing

/// `ullage diff` in repositories of strangers. Every program that a repository can name is a script here that leaves a
/// mark; the same repository with plain git shows that the marks work.
@Suite("A stranger's repository")
final class ForeignRepositoryTests {
  private let program: Program
  private let mark: URL
  private let trap: String

  init() throws {
    program = try Program()
    let folder = program.folder.deletingLastPathComponent().appending(path: program.folder.lastPathComponent + "-trap")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    mark = folder.appending(path: "mark")
    trap = folder.appending(path: "trap.sh").path
    // What it is called with is kept; it answers nothing.
    try "#!/bin/sh\necho \"$0 $*\" >> '\(mark.path)'\ncat > /dev/null 2>&1 < /dev/null\nexit 1\n".write(
      toFile: trap, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: trap)
    try program.write("kept.txt", "one two three\n")
    try program.write("grown.txt", "one\n")
    try program.write("deep/moved.txt", "these words are moved and stay the same\nin both of their lines\n")
    // The files that the program's streams are in are no part of the tree.
    let streams = "printf '.in-*\\n.out-*\\n.notices-*\\n' >> .git/info/exclude"
    try shell("git init -q -b main . && \(streams) && git add . && git commit -q -m first && git tag first")
    try program.write("grown.txt", "one two three\n")
    try program.write("loose.txt", "words\n")
    try shell("git mv deep/moved.txt deep/there.txt && touch kept.txt")
  }

  deinit {
    program.clean()
    try? FileManager.default.removeItem(at: mark.deletingLastPathComponent())
  }

  @discardableResult
  private func shell(_ command: String, in folder: URL? = nil, requires: Bool = true) throws -> String {
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "\(command)"]
    shell.currentDirectoryURL = folder ?? program.folder
    shell.environment = [
      "PATH": "/usr/bin:/bin", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a", "GIT_COMMITTER_NAME": "a",
      "GIT_COMMITTER_EMAIL": "a", "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nonexistent",
    ]
    let output = Pipe()
    shell.standardOutput = output
    shell.standardError = FileHandle.nullDevice
    try shell.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    shell.waitUntilExit()
    if requires { try #require(shell.terminationStatus == 0, "\(command)") }
    return text
  }

  private func isMarked() -> Bool { FileManager.default.fileExists(atPath: mark.path) }

  /// The ways to ask that reach different parts of git.
  private static let asked: [[String]] = [
    [], ["--untracked"], ["first"], ["first", "main"], ["first", "--", "deep"], ["--json", "HEAD"],
    ["--untracked", "HEAD", "--", ":(attr:filter=evil)"],
  ]

  private func runAll(_ environment: [String: String] = [:]) throws -> [Program.Outcome] {
    try Self.asked.map { try program.run(["diff", "-q"] + $0, input: Data(), environment: environment) }
  }

  /// Settings that git's documentation says are commands, or name a file that is read as settings or run as a hook.
  private var settings: [(String, String)] {
    let plain = [
      "core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.gitProxy", "core.askPass",
      "core.alternateRefsCommand", "core.hooksPath", "diff.external", "diff.tool", "interactive.diffFilter",
      "gpg.program", "gpg.ssh.program", "gpg.x509.program", "gpg.ssh.defaultKeyCommand", "credential.helper",
      "sequence.editor", "uploadpack.packObjectsHook", "pager.diff", "pager.ls-files", "pager.rev-parse",
      "pager.cat-file", "pager.config", "init.templateDir", "browser.x.cmd", "man.x.cmd", "web.browser",
      "difftool.x.cmd", "mergetool.x.cmd", "guitool.x.cmd", "tar.x.command", "trailer.x.command", "trailer.x.cmd",
      "sendemail.sendmailCmd", "sendemail.tocmd", "imap.tunnel", "instaweb.httpd", "notes.rewriteMode",
      "hook.x.command", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.command",
      "diff.evil.textconv", "merge.evil.driver", "remote.origin.uploadpack", "remote.origin.receivepack",
      "remote.origin.vcs", "alias.diff", "alias.cat-file", "alias.rev-parse", "alias.ls-files", "alias.config",
    ].map { ($0, $0.hasPrefix("alias.") ? "!\(trap)" : trap) }
    return plain + [
      ("filter.evil.required", "true"), ("hook.x.event", "post-index-change"), ("remote.origin.url", "ext::\(trap) %S"),
      ("protocol.ext.allow", "always"), ("submodule.sub.update", "!\(trap)"), ("core.untrackedCache", "true"),
      ("diff.evil.cachetextconv", "false"), ("log.showSignature", "true"), ("remote.origin.promisor", "true"),
      ("trace2.eventTarget", mark.path), ("diff.submodule", "log"), ("status.submoduleSummary", "true"),
    ]
  }

  private func arm() throws {
    for (key, value) in settings { try shell("git config '\(key)' '\(value)'") }
    try program.write(".gitattributes", "* filter=evil diff=evil merge=evil ident\n")
    try program.write(".git/info/attributes", "* filter=evil diff=evil\n")
    for hook in ["post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout", "pre-auto-gc"] {
      try shell("mkdir -p .git/hooks && ln -sf '\(trap)' .git/hooks/\(hook)")
    }
  }

  @Test("nothing that its configuration, attributes and hooks name is run, and the answer is the same")
  func configuration() throws {
    let harmless = try runAll()
    try arm()
    // Attributes are files of the tree; they are not what the harmless tree had.
    try shell("rm .gitattributes")
    let armed = try runAll()
    #expect(armed.map(\.text) == harmless.map(\.text))
    #expect(armed.map(\.status) == harmless.map(\.status))
    #expect(!isMarked(), "\((try? String(contentsOf: mark, encoding: .utf8)) ?? "")")
    try arm()
    _ = try runAll()
    #expect(!isMarked(), "\((try? String(contentsOf: mark, encoding: .utf8)) ?? "")")
    // The marks work.
    try shell("git diff HEAD", requires: false)
    let called = try String(contentsOf: mark, encoding: .utf8)
    #expect(called.contains("trap.sh"))
  }

  @Test("each such setting alone runs nothing")
  func oneByOne() throws {
    try program.write(".gitattributes", "* filter=evil diff=evil\n")
    for (key, value) in settings {
      try shell("git config '\(key)' '\(value)'")
      _ = try program.run(["diff", "-q", "--untracked"], input: Data())
      #expect(!isMarked(), "\(key)")
      try shell("git config --unset '\(key)'")
    }
  }

  @Test("settings of the work tree alone, and those of an included file, run nothing")
  func otherFiles() throws {
    try shell("git config extensions.worktreeConfig true && git config --worktree core.fsmonitor '\(trap)'")
    try program.write(".git/more", "[core]\n\tfsmonitor = \(trap)\n[filter \"evil\"]\n\tclean = \(trap)\n")
    try program.write(".gitattributes", "* filter=evil\n")
    try shell("git config include.path more")
    #expect(try runAll().allSatisfy { $0.status < 2 || $0.status == 2 && $0.notices.contains("other") == false })
    #expect(!isMarked())
    try shell("git status", requires: false)
    #expect(isMarked())
  }

  @Test("the user's own filters are not run over a stranger's files either, nor what GIT_ variables name")
  func environment() throws {
    try program.write(".gitattributes", "* filter=evil diff=evil\n")
    let home = mark.deletingLastPathComponent()
    try "[filter \"evil\"]\n\tclean = \(trap)\n[core]\n\tfsmonitor = \(trap)\n".write(
      to: home.appending(path: ".gitconfig"), atomically: true, encoding: .utf8)
    let variables = [
      "HOME": home.path, "GIT_EXTERNAL_DIFF": trap, "GIT_SSH_COMMAND": trap, "GIT_PAGER": trap, "GIT_ASKPASS": trap,
      "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": trap,
      "GIT_CONFIG_PARAMETERS": "'core.fsmonitor=\(trap)'", "GIT_EXEC_PATH": home.path, "GIT_TRACE2": mark.path,
      "GIT_TRACE": mark.path, "GIT_PROXY_COMMAND": trap, "GIT_TEMPLATE_DIR": home.path,
      "GIT_DIR": "/nonexistent", "GIT_WORK_TREE": "/nonexistent", "GIT_INDEX_FILE": "/nonexistent",
      "GIT_OBJECT_DIRECTORY": "/nonexistent",
    ]
    let plain = try runAll()
    #expect(try runAll(variables).map(\.text) == plain.map(\.text))
    #expect(!isMarked())
  }

  @Test("git is not taken from the working directory, whatever PATH says")
  func programOfTheTree() throws {
    for name in ["git", "bin/git"] {
      let place = program.folder.appending(path: name)
      try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: trap, toPath: place.path)
    }
    for path in [".:/usr/bin:/bin", ":/usr/bin:/bin", "bin:/usr/bin:/bin"] {
      let run = try program.run(["diff", "-q"], input: Data(), environment: ["PATH": path])
      #expect(run.status == 0, "\(run.notices)")
      #expect(!isMarked(), "\(path)")
    }
  }

  @Test("a partial clone fetches nothing: what is missing is named")
  func partialClone() throws {
    try shell("git commit -q -a -m second && git config uploadpack.allowFilter true")
    let clone = mark.deletingLastPathComponent().appending(path: "clone")
    try shell("git clone -q --no-checkout --filter=blob:none 'file://\(program.folder.path)' '\(clone.path)'")
    try shell(
      "git config remote.origin.url ssh://example.invalid/x && git config core.sshCommand '\(trap)'", in: clone)
    let run = try program.run(
      ["-c", "cd '\(clone.path)' && exec '\(Program.executable.path)' diff first main"], input: Data(),
      executable: URL(fileURLWithPath: "/bin/sh"))
    #expect(run.status == 2)
    #expect(run.text.contains("Skipped: grown.txt, no_object"), "\(run.text) \(run.notices)")
    #expect(!isMarked())
    try shell("git cat-file -p main:grown.txt", in: clone, requires: false)
    #expect(isMarked())
  }

  @Test("a blob is what its name says: replacements and grafts do not hold")
  func replaced() throws {
    let before = try program.run(["diff", "-q", "first"], input: Data())
    let blob = try shell("git rev-parse first:grown.txt").dropLast()
    let other = try shell("echo many more words than there were in it | git hash-object -w --stdin").dropLast()
    try shell("git replace \(blob) \(other)")
    #expect(try program.run(["diff", "-q", "first"], input: Data()).text == before.text)
  }

  @Test("objects that lie in others' folders are not followed")
  func alternates() throws {
    try program.write(".git/objects/info/alternates", "/nonexistent/objects\n")
    let run = try program.run(["diff", "-q"], input: Data())
    #expect(run.status == 2)
    #expect(run.notices.contains("takes objects from folders of others"))
  }

  @Test("a work tree that the configuration puts elsewhere is not looked into")
  func otherWorkTree() throws {
    try shell("git config core.worktree /etc")
    let run = try program.run(["diff", "-q", "--untracked"], input: Data())
    #expect(run.status == 2)
    #expect(run.notices.contains("its work tree lies elsewhere"), "\(run.notices)")
  }

  @Test("a setting that is no word does not reach git's configuration")
  func settingWithLines() throws {
    try shell("git config core.eol 'lf\n[core]\n\tfsmonitor = \(trap)'")
    let run = try program.run(["diff", "-q"], input: Data())
    #expect(run.status == 2)
    #expect(run.notices.contains("core.eol is not understood"))
    #expect(!isMarked())
  }

  @Test("a pipe that is named .gitignore is refused: git would wait for ever", .timeLimit(.minutes(1)))
  func pipeOfRules() throws {
    try shell("mkdir -p a/b && mkfifo a/b/.gitignore")
    let run = try program.run(["diff", "--untracked"], input: Data())
    #expect(run.status == 2)
    #expect(run.notices.contains("it is a pipe or a device, which git would wait for"), "\(run.notices)")
    #expect(run.notices.contains("a/b/.gitignore"))
    #expect(try program.run(["diff", "-q"], input: Data()).status == 0)
  }

  @Test("links, pipes and repositories among untracked files are not followed, waited for or read")
  func untracked() throws {
    try shell("ln -s /etc/passwd out && mkfifo pipe && git init -q inner && touch inner/x")
    let run = try program.run(["diff", "--untracked"], input: Data())
    #expect(run.text.contains("Skipped: out, symbolic_link"), "\(run.text)")
    #expect(run.text.contains("Skipped: inner/, submodule"), "\(run.text)")
    #expect(!run.text.contains("pipe"))
  }

  @Test("linked work trees, sparse and shallow ones, split indexes and what a branch follows are read as before")
  func shapes() throws {
    try shell("git commit -q -a -m second")
    let base = mark.deletingLastPathComponent()
    func diff(_ folder: URL, _ arguments: String) throws -> Program.Outcome {
      try program.run(
        ["-c", "cd '\(folder.path)' && exec '\(Program.executable.path)' diff -q \(arguments)"], input: Data(),
        executable: URL(fileURLWithPath: "/bin/sh"))
    }
    let grown = try diff(program.folder, "first main").text
    let linked = base.appending(path: "linked")
    try shell("git worktree add -q '\(linked.path)' -b other first")
    #expect(try diff(linked, "first main").text == grown)
    #expect(try diff(linked, "").text == "0\n")
    try "one two three four\n".write(to: linked.appending(path: "grown.txt"), atomically: true, encoding: .utf8)
    #expect(try diff(linked, "").text != "0\n")
    let shallow = base.appending(path: "shallow")
    try shell("git clone -q --depth 1 'file://\(program.folder.path)' '\(shallow.path)'")
    #expect(try diff(shallow, "").text == "0\n")
    #expect(try diff(shallow, "'@{u}' HEAD").text == "0\n")
    #expect(try diff(shallow, "HEAD~1").status == 64)
    try shell("git sparse-checkout set deep", in: shallow)
    #expect(try diff(shallow, "").text == "0\n")
    try shell("git update-index --split-index && git checkout -q first", in: program.folder)
    #expect(try diff(program.folder, "").text == "0\n")
    #expect(try diff(program.folder.appending(path: "deep"), "first main").text == grown)
  }

  @Test("line ends are what the repository says they are")
  func lineEnds() throws {
    try shell("git checkout -q -f && git config core.autocrlf true")
    try program.write("kept.txt", "one two three\r\n")
    #expect(try program.run(["diff", "-q"], input: Data()).text == "0\n")
  }

  @Test("leaves nothing behind in the folder for temporary files, and nothing in the repository")
  func leavesNothing() throws {
    let temporary = mark.deletingLastPathComponent().appending(path: "tmp")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    let before = try shell("find .git -type f -exec md5sum {} + | sort")
    _ = try runAll(["TMPDIR": temporary.path])
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).isEmpty)
    let after = try shell("find .git -type f -exec md5sum {} + | sort")
    #expect(after == before, "\(Set(after.split(separator: "\n")).symmetricDifference(before.split(separator: "\n")))")
  }
}
