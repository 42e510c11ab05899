#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The entries of one folder, sorted by the bytes of their names.
///
/// Safe: an entry is read before the next call replaces it; its name ends in a NUL, and the folder is closed once.
package struct FolderListing {
  /// A name in the folder.
  package struct Entry {
    /// The name, in bytes that need not be UTF-8.
    package var name: [UInt8]
    /// What lies there, links not followed.
    package var kind: FileKind
  }

  /// The entries, sorted by the bytes of their names.
  package private(set) var entries: [Entry] = []
  /// The error that ended the listing; the entries before it hold.
  package private(set) var failure: Int32?

  /// Lists `path`. Entries that vanish meanwhile are left out.
  package init(_ path: [UInt8]) {
    guard let folder = unsafe path.withCPath({ unsafe opendir($0) }) else {
      failure = errno
      return
    }
    defer { unsafe closedir(folder) }
    while true {
      errno = 0
      guard let entry = unsafe readdir(folder) else {
        if errno != 0 { failure = errno }
        break
      }
      let name = unsafe Self.name(entry)
      guard name != [.dot], name != [.dot, .dot] else { continue }
      guard let kind = unsafe Self.kind(entry) ?? FileKind(path + [.slash] + name) else { continue }
      entries.append(Entry(name: name, kind: kind))
    }
    entries.sort { $0.name.lexicographicallyPrecedes($1.name) }
  }

  private static func name(_ entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    let offset = MemoryLayout<dirent>.offset(of: \.d_name)!
    let start = unsafe UnsafeRawPointer(entry) + offset
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: strlen(start.assumingMemoryBound(to: CChar.self))))
  }

  /// Nil where the file system does not say.
  private static func kind(_ entry: UnsafeMutablePointer<dirent>) -> FileKind? {
    switch unsafe Int32(entry.pointee.d_type) {
    case Int32(DT_REG): .file
    case Int32(DT_DIR): .folder
    case Int32(DT_LNK): .link
    case Int32(DT_UNKNOWN): nil
    default: .special
    }
  }
}
