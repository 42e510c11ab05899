/// The files of a report as folders in folders. Every folder is the sum of what is in it.
struct FolderTree {
  /// The node's own name, a folder's with its `/`.
  let name: [UInt8]
  private(set) var row: ReportRow
  private(set) var children: [FolderTree] = []
  /// Whether this is a file.
  let isFile: Bool

  /// The tree over all files; paths that share folders share nodes. O(files × depth).
  init(_ files: [FileTokens], models: Int) {
    self.init(name: [], files.map { ($0, 0) }[...], models: models)
  }

  private init(name: [UInt8], _ files: ArraySlice<(file: FileTokens, start: Int)>, models: Int) {
    self.name = name
    isFile = false
    row = ReportRow(name: name, models: models)
    var folders: [[UInt8]: Int] = [:]
    var groups: [(name: [UInt8], files: [(file: FileTokens, start: Int)])] = []
    for (file, start) in files {
      row.add(file)
      let rest = file.path[start...]
      // A leading slash belongs to the first name.
      guard let slash = rest.dropFirst().firstIndex(of: UInt8(ascii: "/")) else {
        children.append(FolderTree(leaf: file, name: Array(rest)))
        continue
      }
      let folder = Array(rest[...slash])
      let place = folders[folder] ?? groups.count
      if place == groups.count {
        folders[folder] = place
        groups.append((folder, []))
      }
      groups[place].files.append((file, slash + 1))
    }
    for group in groups { children.append(FolderTree(name: group.name, group.files[...], models: models)) }
  }

  private init(leaf file: FileTokens, name: [UInt8]) {
    self.name = name
    isFile = true
    row = ReportRow(file)
    row.name = name
  }
}
