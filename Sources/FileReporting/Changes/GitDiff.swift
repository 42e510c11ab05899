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
    /// Whether the file is to be read from the work tree.
    package var isInWorkTree: Bool { isThere && object.allSatisfy { $0 == UInt8(ascii: "0") } }
  }

  package struct Change {
    /// `A`, `D`, `M`, `R`, `C`, `T` or `U`, as git has them.
    package var status: Character
    package var old: Side
    package var new: Side
  }

  package private(set) var changes: [Change] = []
  /// The folder that paths are relative to, with a `/` at its end.
  package let root: [UInt8]

  /// Asks git what lies between `revisions`, or between one and the work tree, within `paths`.
  package init(_ revisions: [String], _ paths: [InputPath], untracked: Bool) throws(Complaint) {
    root = try Self.lines(["rev-parse", "--show-toplevel"], end: 0x0A).first.map { $0 + [0x2F] } ?? []
    // A name that is no revision is refused here, before git would take it for a path.
    for revision in revisions {
      _ = try Self.lines(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{tree}"], end: 0x0A)
    }
    var arguments = ["diff", "--raw", "-z", "--no-abbrev", "--find-renames", "--no-ext-diff", "--ignore-submodules"]
      .map { Array($0.utf8) }
    arguments += revisions.map { Array($0.utf8) } + [Array("--".utf8)] + paths.map(\.bytes)
    var fields = try Self.lines(arguments, end: 0)[...]
    while let record = fields.popFirst() {
      guard var change = Self.change(record, &fields) else {
        throw Complaint(
          code: "git_output", message: "git's answer is not understood", place: String(decoding: record, as: UTF8.self),
          remedy: "git --version: 2.11 or later is needed", status: .incomplete)
      }
      // To find out that a file was moved git hashes it as it lies there, and names a blob that it has not written.
      if revisions.count < 2, "RC".contains(change.status) {
        change.new.object = Array(repeating: UInt8(ascii: "0"), count: change.new.object.count)
      }
      changes.append(change)
    }
    if untracked, revisions.count < 2 { try addUntracked(paths) }
    changes.sort { $0.new.path.lexicographicallyPrecedes($1.new.path) }
  }

  private mutating func addUntracked(_ paths: [InputPath]) throws(Complaint) {
    let arguments = ["ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--"].map { Array($0.utf8) }
    let zeros = Array("000000".utf8)
    for path in try Self.lines(arguments + paths.map(\.bytes), end: 0) {
      changes.append(
        Change(
          status: "A", old: Side(path: path, mode: zeros, object: zeros),
          new: Side(path: path, mode: Array("100644".utf8), object: zeros)))
    }
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

  private static func lines(_ arguments: [String], end: UInt8) throws(Complaint) -> [[UInt8]] {
    try lines(arguments.map { Array($0.utf8) }, end: end)
  }

  /// What git answers, cut at `end`; throws where it fails, after git has said why.
  private static func lines(_ arguments: [[UInt8]], end: UInt8) throws(Complaint) -> [[UInt8]] {
    let git = try ChildProgram([Array("git".utf8)] + arguments)
    var lines: [[UInt8]] = []
    while let line = try git.next(upTo: end) { lines.append(line) }
    let status = git.status()
    if status == 0 { return lines }
    let words = arguments.map { String(decoding: $0, as: UTF8.self) }
    if words.first == "rev-parse", let revision = words.last, revision.hasSuffix("^{tree}") {
      throw .usage(
        "git knows no revision \"\(revision.dropLast(7))\"", remedy: "git log --oneline; paths stand behind --")
    }
    throw Complaint(
      code: "git_failed", message: "git \(words.first ?? "") ended with status \(status)", place: nil,
      remedy: words.first == "rev-parse" ? "run this inside a git work tree" : "see what git says above",
      status: .incomplete)
  }
}
