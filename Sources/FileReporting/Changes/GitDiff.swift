import FileSelection

/// What git says has changed, from `git diff --raw -z`.
package struct GitDiff {
  /// A file on one side of a change.
  package struct Side {
    package var path: [UInt8]
    /// File type and permissions in octal: `100644`.
    package var mode: [UInt8]
    /// The blob's name, zeros where git has not written it.
    package var object: [UInt8]

    /// Whether there is a file here at all.
    package var isThere: Bool { mode != Array("000000".utf8) }
    package var isRegular: Bool { mode.starts(with: "100".utf8) }
    package var isLink: Bool { mode.starts(with: "120".utf8) }
    package var isSubmodule: Bool { mode.starts(with: "160".utf8) }
    /// Whether git has an object of that name, which need not be written yet.
    package var isNamed: Bool { object.contains { $0 != UInt8(ascii: "0") } }
  }

  package struct Change {
    /// `A`, `D`, `M`, `R`, `C`, `T` or `U`, as git has them.
    package var status: Character
    package var old: Side
    package var new: Side
  }

  package private(set) var changes: [Change] = []

  /// Asks git what lies between `revisions`, or between one and the work tree, within `paths`.
  package init(
    _ repository: ForeignRepository, _ revisions: [String], _ paths: [InputPath], untracked: Bool
  ) throws(Complaint) {
    // A name that is no revision is refused here, before git would take it for a path.
    for revision in revisions { try Self.verify(revision, repository) }
    // Whether a file was moved and changed shows in its content, which a partial clone may lack.
    let renames = repository.isPartial ? "--find-renames=100%" : "--find-renames"
    var arguments = [
      "diff", "--raw", "-z", "--no-abbrev", renames, "--no-ext-diff", "--no-textconv", "--ignore-submodules",
    ].map { Array($0.utf8) }
    arguments += revisions.map { Array($0.utf8) } + [Array("--".utf8)] + paths.map(\.bytes)
    var fields = try repository.lines(arguments, end: 0)[...]
    while let record = fields.popFirst() {
      guard let change = Self.change(record, &fields) else {
        throw .gitOutput(record, remedy: "git --version: 2.31 or later is needed")
      }
      changes.append(change)
    }
    if untracked, revisions.count < 2 { try addUntracked(repository, paths) }
    changes.sort { $0.new.path.lexicographicallyPrecedes($1.new.path) }
  }

  /// Throws where git knows no such revision.
  static func verify(_ revision: String, _ repository: ForeignRepository) throws(Complaint) {
    let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{tree}"].map {
      Array($0.utf8)
    }
    _ = try repository.git(arguments).lines(end: 0x0A) { _ throws(Complaint) in
      throw .usage(
        "git knows no revision \"\(revision)\"", remedy: "git log --oneline; paths stand behind --")
    }
  }

  private mutating func addUntracked(_ repository: ForeignRepository, _ paths: [InputPath]) throws(Complaint) {
    try Self.refusePipes(repository.root)
    var arguments: [[UInt8]] = []
    if let excludes = repository.excludes {
      arguments += [Array("-c".utf8), Array("core.excludesFile=".utf8) + excludes]
    }
    arguments += ["ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--"].map { Array($0.utf8) }
    for path in try repository.lines(arguments + paths.map(\.bytes), end: 0) {
      changes.append(
        Change(
          status: "A", old: Side(path: path, mode: Array("000000".utf8), object: []),
          new: Side(path: path, mode: Array(Self.mode(of: path, repository.root).utf8), object: [])))
    }
  }

  /// Git opens every `.gitignore` as a file, and waits for ever for somebody to write into one that is a pipe.
  private static func refusePipes(_ root: [UInt8]) throws(Complaint) {
    var folders = [root]
    while let folder = folders.popLast() {
      for entry in FolderListing(folder).entries {
        let path = folder + entry.name
        switch entry.kind {
        case .folder where !entry.name.elementsEqual(".git".utf8): folders.append(path + Array("/".utf8))
        case .special where entry.name.elementsEqual(".gitignore".utf8):
          throw Complaint(
            code: "pipe_of_rules", message: "it is a pipe or a device, which git would wait for",
            place: ShownName.line(Array(path.dropFirst(root.count))),
            remedy: "remove it, or leave out --untracked", status: .incomplete)
        case .file, .folder, .link, .special: break
        }
      }
    }
  }

  /// As git would write it: a folder with a `/` at its end is another repository.
  private static func mode(of path: [UInt8], _ root: [UInt8]) -> String {
    if path.last == UInt8(ascii: "/") { return "160000" }
    return FileKind(root + path) == .link ? "120000" : "100644"
  }

  /// One record, `:100644 100644 old new M`, and the one or two paths behind it.
  private static func change(_ record: [UInt8], _ fields: inout ArraySlice<[UInt8]>) -> Change? {
    let parts = record.dropFirst().split(separator: UInt8(ascii: " ")).map { Array($0) }
    guard record.first == UInt8(ascii: ":"), parts.count == 5, let status = parts[4].first,
      let oldPath = fields.popFirst()
    else { return nil }
    let isMoved = status == UInt8(ascii: "R") || status == UInt8(ascii: "C")
    guard let newPath = isMoved ? fields.popFirst() : oldPath else { return nil }
    return Change(
      status: Character(Unicode.Scalar(status)), old: Side(path: oldPath, mode: parts[0], object: parts[2]),
      new: Side(path: newPath, mode: parts[1], object: parts[3]))
  }
}
