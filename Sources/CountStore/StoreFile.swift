#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The files of a store: SQLite's own, and the key's.
///
/// Safe: names are lent to the system by Swift itself, which ends them in a NUL, and the key with its own length.
package enum StoreFile {
  /// Where the store lies unless told otherwise: `ullage/counts.sqlite` in the user's data directory. The folder is made.
  ///
  /// - Parameter value: reads a variable of the environment.
  package static func usualPath(environment value: (String) -> String?) throws(StoreError) -> String {
    let folder: String
    if let data = value("XDG_DATA_HOME"), data.hasPrefix("/") {
      folder = data + "/ullage"
    } else if let home = value("HOME") {
      #if os(macOS)
        folder = home + "/Library/Application Support/ullage"
      #else
        folder = home + "/.local/share/ullage"
      #endif
    } else {
      throw StoreError.unusable("counts.sqlite", "there is no home directory")
    }
    for end in folder.indices.dropFirst() where folder[end] == "/" { _ = unsafe mkdir(String(folder[..<end]), 0o700) }
    _ = unsafe mkdir(folder, 0o700)
    guard isFolder(folder) else { throw StoreError.unusable(folder, "the folder cannot be made") }
    return folder + "/counts.sqlite"
  }

  /// What lies at a path, links followed; nil where nothing does.
  private static func status(_ path: String) -> stat? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status : nil
  }

  /// Whether there is a file, and anything in it.
  static func hasContent(_ path: String) -> Bool { (status(path)?.st_size ?? 0) > 0 }

  /// Whether there is a folder in the store's place.
  static func isFolder(_ path: String) -> Bool { status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

  /// Throws where something lies at the path that is no file: opening a pipe would wait for its other end for ever, and
  /// what a device holds is nobody's.
  static func checkKind(_ path: String) throws(StoreError) {
    guard let mode = status(path).map({ $0.st_mode & S_IFMT }), mode != S_IFREG else { return }
    throw StoreError.noFile(path, mode == S_IFDIR ? "a folder" : mode == S_IFIFO ? "a pipe" : "a device or a socket")
  }

  /// Whether anything has that name, be it a link to nothing.
  static func isTaken(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }

  /// The first bytes of a file, at most so many; nil where it cannot be read.
  static func head(_ path: String, _ most: Int) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: most)
    var length = 0
    while length < most {
      let count = unsafe bytes.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress! + length, most - length)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      length += count
    }
    return Array(bytes[..<length])
  }

  /// Whether a file has the mark of a store, in the place where SQLite keeps its `application_id`.
  static func isStore(_ path: String) -> Bool {
    guard let head = head(path, 72), head.count == 72 else { return false }
    return head.suffix(4).reduce(0) { $0 << 8 | Int($1) } == CountStore.applicationID
  }

  /// Moves a damaged store and its log to names that are free; nil where that fails.
  static func setAside(_ path: String) -> String? {
    var number = 1
    while isTaken("\(path).damaged-\(number)") { number += 1 }
    let target = "\(path).damaged-\(number)"
    guard unsafe rename(path, target) == 0 else { return nil }
    // A log without its database would be applied to the next one.
    for suffix in ["-wal", "-shm", "-journal"] { unsafe rename(path + suffix, target + suffix) }
    return target
  }
}

/// The key of a store's hashes: 32 random bytes in a file that only its owner can read.
enum KeyFile {
  static let length = 32

  static func path(beside store: String) -> String { store + ".key" }

  /// The key beside a store, made where there is none. Processes that make it at once agree on one.
  static func key(beside path: String) throws(StoreError) -> [UInt8] {
    let file = Self.path(beside: path)
    if let key = try read(file) { return key }
    if StoreFile.isStore(path) { throw StoreError.keyLost(file) }
    var random = SystemRandomNumberGenerator()
    let key = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    let draft = "\(file).\(getpid())-\(UInt32.random(in: .min ... .max, using: &random))"
    try write(key, to: draft, for: file)
    defer { unsafe unlink(draft) }
    // Where another process was faster its key stays: a link never replaces a file.
    guard unsafe link(draft, file) == 0 || errno == EEXIST, let made = try read(file) else {
      throw StoreError.unusable(file, unsafe "its key cannot be made: \(String(cString: strerror(errno)))")
    }
    return made
  }

  /// Nil where there is no file.
  private static func read(_ file: String) throws(StoreError) -> [UInt8]? {
    guard StoreFile.isTaken(file) else { return nil }
    try StoreFile.checkKind(file)
    // One byte more would show that it is no key.
    guard let key = StoreFile.head(file, length + 1), key.count == length else {
      throw StoreError.unusable(file, "its key is damaged or cannot be read")
    }
    return key
  }

  private static func write(_ key: [UInt8], to draft: String, for file: String) throws(StoreError) {
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreError.unusable(file, unsafe "its key cannot be made: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    // Hashes that outlive a crash of the machine are worth nothing without the key they were made with.
    guard unsafe key.withUnsafeBytes({ unsafe systemWrite(descriptor, $0.baseAddress, $0.count) }) == key.count,
      fsync(descriptor) == 0
    else {
      unsafe unlink(draft)
      throw StoreError.unusable(file, "its key cannot be written")
    }
  }
}

/// write(2), which `KeyFile.write` would otherwise hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}
