import JSONText

/// The settings of a repository that git needs to read it, and that name no program: words and refs.
struct RepositorySettings {
  /// How the repository is stored, for the configuration file that git reads.
  let format: String
  /// The others, which are handed over in the environment.
  let sorted: [(key: String, value: [UInt8])]
  /// Whether objects may be missing that a remote has promised.
  let isPartial: Bool

  /// Settings that change what git takes for a change, in the spelling that `git config` lists: file modes, links and
  /// case of the file system, line ends, what a sparse work tree leaves out.
  private static let words = [
    "core.filemode", "core.symlinks", "core.ignorecase", "core.precomposeunicode", "core.trustctime", "core.checkstat",
    "core.autocrlf", "core.eol", "core.sparsecheckout", "core.sparsecheckoutcone",
  ]
  private static let formats = ["extensions.objectformat", "extensions.refstorage"]

  /// - Parameter namesUpstream: whether `@{u}` must be known: then what branches follow is taken over too.
  init(namesUpstream: Bool) throws(Complaint) {
    let keys = (Self.words + Self.formats + ["extensions.partialclone"]).map { $0.writing("\\.", for: ".") }
    var pattern = "^(\(keys.joined(separator: "|"))|remote\\..*\\.promisor"
    if namesUpstream { pattern += "|branch\\..*\\.(merge|remote|rebase)|remote\\..*\\.fetch" }
    var format = "[core]\n\trepositoryformatversion = 1\n\tbare = false\n[extensions]\n"
    var sorted: [(key: String, value: [UInt8])] = []
    var isPartial = false
    for record in try Self.list(["--get-regexp", pattern + ")$"]) {
      let parts = record.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
      let key = String(decoding: parts[0], as: UTF8.self)
      // A key alone means true.
      let value = parts.count > 1 ? Array(parts[1]) : Array("true".utf8)
      if Self.words.contains(key) {
        sorted.append((key, Array(try Self.word(value, of: key).utf8)))
      } else if Self.formats.contains(key) {
        format += "\t\(key.dropFirst("extensions.".count)) = \(try Self.word(value, of: key))\n"
      } else if key.hasPrefix("branch.") || key.hasSuffix(".fetch") {
        sorted.append((key, value))
      } else {
        isPartial = true
      }
    }
    (self.format, self.sorted, self.isPartial) = (format, sorted, isPartial)
  }

  /// Records of `git config`; none where nothing is set. Git runs nothing to list them.
  private static func list(_ arguments: [String]) throws(Complaint) -> [[UInt8]] {
    let words = (["--no-pager", "config", "-z"] + arguments).map { Array($0.utf8) }
    return try ChildProgram("git", words, environment: GitEnvironment.open).lines(end: 0) { status throws(Complaint) in
      if status == 1 { return }
      throw Complaint(
        code: "git_failed", message: "git config ended with status \(status)", place: nil,
        remedy: "see what git says above", status: .incomplete)
    }
  }

  /// A value that can stand in a configuration file as it is.
  private static func word(_ value: [UInt8], of key: String) throws(Complaint) -> String {
    let text = String(decoding: value, as: UTF8.self)
    let isWord =
      text.utf8.count <= 32
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      }
    guard isWord else {
      throw Complaint(
        code: "git_config", message: "the repository's setting \(key) is not understood", place: ShownText.line(text),
        remedy: "git config --unset \(key)", status: .incomplete)
    }
    return text
  }
}
