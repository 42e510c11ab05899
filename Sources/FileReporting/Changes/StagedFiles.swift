/// The files that the next commit would hold: git's index, not the work tree.
package struct StagedFiles {
  /// A file of the index.
  package struct Entry: Sendable {
    /// From the working directory.
    package var path: [UInt8]
    /// The name of the blob.
    package var object: [UInt8]
    /// File type and permissions in octal: `100644`.
    package var mode: [UInt8]
    /// Whether a merge has left it open: then there is no one content.
    package var isUnmerged: Bool
  }

  /// In the order of the index, below the working directory.
  package private(set) var entries: [Entry] = []

  /// Asks git for the index's entries below `paths`; all where there are none.
  package init(_ repository: ForeignRepository, _ paths: [InputPath]) throws(Complaint) {
    let arguments = ["ls-files", "--stage", "-z", "--"].map { Array($0.utf8) } + paths.map(\.bytes)
    for record in try repository.lines(arguments, end: 0) {
      // `100644 NAME 0<TAB>path`; the last number is above 0 for the sides of an open merge.
      guard let tab = record.firstIndex(of: 0x09) else { throw .gitOutput(record, remedy: "git --version") }
      let parts = record[..<tab].split(separator: UInt8(ascii: " ")).map { Array($0) }
      guard parts.count == 3 else { throw .gitOutput(record, remedy: "git --version") }
      let entry = Entry(
        path: Array(record[(tab + 1)...]), object: parts[1], mode: parts[0],
        isUnmerged: parts[2] != [UInt8(ascii: "0")])
      if entry.isUnmerged, entries.last?.path == entry.path { continue }
      entries.append(entry)
    }
  }
}
