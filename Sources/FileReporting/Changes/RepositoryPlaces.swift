/// Where the repository of the working directory lies. All paths are absolute.
struct RepositoryPlaces {
  /// The work tree, with a `/` at its end.
  let root: [UInt8]
  /// The folder with HEAD and the index: `.git`, or a linked work tree's own.
  let own: [UInt8]
  /// The folder with objects and refs; the same as `own` but for linked work trees.
  let common: [UInt8]

  /// Asks git, which runs nothing to answer this. Throws outside a work tree.
  init() throws(Complaint) {
    let arguments = [
      "--no-pager", "rev-parse", "--path-format=absolute", "--show-toplevel", "--absolute-git-dir", "--git-common-dir",
    ]
    let git = try ChildProgram("git", arguments.map { Array($0.utf8) }, environment: GitEnvironment.open)
    let lines = try git.lines(end: 0x0A) { status throws(Complaint) in
      throw Complaint(
        code: "git_failed", message: "git rev-parse ended with status \(status)", place: nil,
        remedy: "run this inside a git work tree", status: .incomplete)
    }
    // A line end in a path would make a fourth.
    guard lines.count == 3, lines.allSatisfy({ $0.first == UInt8(ascii: "/") }) else {
      throw .gitOutput(lines.first ?? [], remedy: "git --version: 2.31 or later is needed")
    }
    root = lines[0].last == UInt8(ascii: "/") ? lines[0] : lines[0] + [UInt8(ascii: "/")]
    (own, common) = (lines[1], lines[2])
    try requireInside()
  }

  /// The configuration may name any folder as the work tree, a stranger's one that of someone's keys.
  private func requireInside() throws(Complaint) {
    let here = WorkingDirectory.path
    if here.isEmpty || (here + [UInt8(ascii: "/")]).starts(with: root) { return }
    throw Complaint(
      code: "other_work_tree", message: "the repository's configuration says that its work tree lies elsewhere",
      place: ShownName.line(root), remedy: "run this inside that work tree, or remove core.worktree",
      status: .incomplete)
  }
}

extension Complaint {
  /// Git said something that is not understood.
  static func gitOutput(_ line: [UInt8], remedy: String) -> Complaint {
    Complaint(
      code: "git_output", message: "git's answer is not understood", place: String(decoding: line, as: UTF8.self),
      remedy: remedy, status: .incomplete)
  }
}
