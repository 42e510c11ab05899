#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Selects files as ripgrep 13 does (`rg --files`), with `.ullageignore` beside `.rgignore`, and git's own ignore files read
/// as git reads them.
///
/// ```swift
/// var walk = FileWalk(SelectionOptions())
/// walk.add(Array("src".utf8))
/// walk.files.map(\.path)   // src/a.c, src/b/c.c: sorted name by name, the same on every machine
/// ```
///
/// Differs from ripgrep 13 in one point, where later versions differ too: a rule with a `/` in a folder above the
/// argument is matched against the path that really leads there.
package struct FileWalk {
  /// In order of the arguments, each argument's files sorted.
  package private(set) var files: [SelectedFile] = []
  /// What was met and is not among the files; what ignore files, hidden names and patterns rule out is not listed.
  package private(set) var skipped: [SkippedFile] = []
  /// Lines of ignore files that are no pattern.
  package private(set) var problems: [IgnoreProblem] = []

  private let options: SelectionOptions
  private var stack = IgnoreStack()
  private var prefixLength = 0
  /// Absolute, and ended by `/`.
  private let workingDirectory: [UInt8]
  /// Absolute paths of files so far: a file that two arguments lead to is counted once.
  private var seen: Set<[UInt8]> = []
  /// Absolute paths of folders that are passed over where they are met.
  private var leftOut: Set<[UInt8]> = []

  /// A walk with these options.
  package init(_ options: SelectionOptions) {
    self.options = options
    workingDirectory = Self.absolute([.dot]).map { $0.last == .slash ? $0 : $0 + [.slash] } ?? [.slash]
  }

  /// Passes over a folder, unless it is an argument itself: what the program keeps there is nobody's text.
  package mutating func leaveOut(_ folder: [UInt8]) {
    if let absolute = Self.absolute(folder) { leftOut.insert(absolute) }
  }

  /// Adds a file, or the wanted files below a folder. Returns the system's error number where nothing is there.
  package mutating func add(_ argument: [UInt8]) -> Int32? {
    guard let kind = FileKind(following: argument), let absolute = Self.absolute(argument) else { return errno }
    guard kind == .folder else {
      if seen.insert(absolute).inserted {
        files.append(SelectedFile(path: argument, prefixLength: 0, isExplicit: true))
      }
      return nil
    }
    var walked = argument
    while walked.count > 1, walked.last == .slash { walked.removeLast() }
    let prefix = walked == [.slash] ? walked : walked + [.slash]
    prefixLength = prefix.count
    let levels = pushLevels(above: absolute)
    walk(absolute, prefix)
    for _ in 0..<levels { stack.pop() }
    return nil
  }

  /// The ignore files of all folders above `folder`, which is absolute. Returns how many levels they are.
  private mutating func pushLevels(above folder: [UInt8]) -> Int {
    guard options.honoursIgnoreFiles else { return 0 }
    var pushed = 0
    for end in folder.indices where folder[end] == .slash && folder != [.slash] {
      let above = end == 0 ? [.slash] : Array(folder[..<end])
      if stack.push(IgnoreLevel(folder: above, names: nil, options.gitUser, problems: &problems)) { pushed += 1 }
    }
    return pushed
  }

  /// Walks a folder: `absolute` without a `/` at its end, `prefix` with one.
  private mutating func walk(_ absolute: [UInt8], _ prefix: [UInt8]) {
    let listing = FolderListing(absolute)
    if let failure = listing.failure { skip(Array(prefix.dropLast(prefix.count > 1 ? 1 : 0)), .unreadable(failure)) }
    var isPushed = false
    if options.honoursIgnoreFiles {
      let names = Set(listing.entries.lazy.map(\.name).filter { $0.first == .dot })
      isPushed = stack.push(IgnoreLevel(folder: absolute, names: names, options.gitUser, problems: &problems))
    }
    for entry in listing.entries {
      let below = (absolute == [.slash] ? absolute : absolute + [.slash]) + entry.name
      let path = prefix + entry.name
      guard isWanted(below, entry) else { continue }
      switch entry.kind {
      case .folder: if !leftOut.contains(below) { walk(below, path + [.slash]) }
      case .link: skip(path, .symbolicLink)
      case .special: skip(path, .special)
      case .file:
        guard seen.insert(below).inserted else { continue }
        if let most = options.maximumLength, let length = FileKind.length(below), length > most {
          skip(path, .tooLarge(length: length))
        } else {
          files.append(SelectedFile(path: path, prefixLength: prefixLength, isExplicit: false))
        }
      }
    }
    if isPushed { stack.pop() }
  }

  private mutating func skip(_ path: [UInt8], _ reason: SkipReason) {
    skipped.append(SkippedFile(path: path, prefixLength: min(prefixLength, path.count), reason: reason))
  }

  /// Patterns of the command line go before ignore files, those before the rule that hidden names are not wanted.
  private func isWanted(_ absolute: [UInt8], _ entry: FolderListing.Entry) -> Bool {
    let isFolder = entry.kind == .folder
    if !options.globs.isEmpty {
      let relative = absolute.starts(with: workingDirectory) ? workingDirectory.count : 1
      switch options.globs.verdict(on: absolute[relative...], isFolder: isFolder) {
      case .ignored: return true
      case .kept: return false
      case .undecided: if options.globs.ignoresSomething, !isFolder { return false }
      }
    }
    if options.honoursIgnoreFiles {
      switch stack.verdict(on: absolute, isFolder: isFolder) {
      case .ignored: return false
      case .kept: return true
      case .undecided: break
      }
    }
    return options.includesHidden || entry.name.first != .dot
  }

  private static func absolute(_ path: [UInt8]) -> [UInt8]? {
    // Safe: what `realpath` makes ends in a NUL and is freed here, once.
    guard let resolved = unsafe path.withCPath({ unsafe realpath($0, nil) }) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe Array(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
  }
}
