/// The files that a revision holds, by git's trees.
package struct RevisionFiles {
  /// With paths from the repository's root, in git's order.
  package private(set) var files: [GitDiff.Side] = []

  /// Asks git what `revision` holds below `paths`; throws where it knows no such revision.
  package init(_ repository: ForeignRepository, _ revision: String, _ paths: [InputPath]) throws(Complaint) {
    try GitDiff.verify(revision, repository)
    let arguments = ["ls-tree", "-r", "-z", "--full-name", revision, "--"].map { Array($0.utf8) } + paths.map(\.bytes)
    for record in try repository.lines(arguments, end: 0) {
      // `100644 blob NAME<TAB>path`.
      guard let tab = record.firstIndex(of: 0x09) else { throw .gitOutput(record, remedy: "git --version") }
      let parts = record[..<tab].split(separator: UInt8(ascii: " ")).map { Array($0) }
      guard parts.count == 3 else { throw .gitOutput(record, remedy: "git --version") }
      files.append(GitDiff.Side(path: Array(record[(tab + 1)...]), mode: parts[0], object: parts[2]))
    }
  }
}
