import CSQLite

/// Why a store cannot be used, and what to do about it.
package struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of failure. An open set.
  package struct Code: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    /// The file is no store any more; it lies where the message says.
    package static let damaged = Code(rawValue: "store_damaged")
    /// A later version wrote the file.
    package static let newer = Code(rawValue: "store_newer")
    /// The file is another program's.
    package static let foreign = Code(rawValue: "store_foreign")
    /// There is no room left.
    package static let full = Code(rawValue: "store_full")
    /// Another process holds the store for too long.
    package static let busy = Code(rawValue: "store_busy")
    /// The file or its key cannot be read or written.
    package static let unusable = Code(rawValue: "store_unusable")
  }

  /// The kind, for programs.
  package let code: Code
  /// The file.
  package let path: String
  /// A sentence without a full stop.
  package let message: String
  /// What to do about it, a full sentence.
  package let remedy: String

  package var description: String { "\(code.rawValue) at \(path): \(message). \(remedy)" }

  static func damaged(_ path: String, setAside: String?) -> StoreError {
    StoreError(
      code: .damaged, path: path,
      message: "the store is damaged" + (setAside.map { "; it was set aside as \($0)" } ?? ""),
      remedy: setAside == nil
        ? "Move the file away, or name another with --store."
        : "Run the command again for an empty store; `sqlite3 FILE .recover` may save what is in the old one.")
  }

  static func newer(_ path: String, version: Int) -> StoreError {
    StoreError(
      code: .newer, path: path,
      message: "a later version wrote the store (layout \(version), this one knows \(CountStore.version))",
      remedy: "Update, or name another file with --store; this one was left as it is.")
  }

  static func foreign(_ path: String) -> StoreError {
    StoreError(
      code: .foreign, path: path, message: "the file is another program's database",
      remedy: "Name another file with --store; this one was left as it is.")
  }

  static func noFile(_ path: String, _ kind: String) -> StoreError {
    StoreError(
      code: .unusable, path: path, message: "the store cannot be used: it is \(kind)",
      remedy: kind == "a folder" ? "Name a file in it with --store." : "Name a file with --store.")
  }

  static let nameless = StoreError(
    code: .unusable, path: "--store", message: "the store's name is empty",
    remedy: "Name a file with --store, or leave the option out for the usual one.")

  static func keyLost(_ file: String) -> StoreError {
    StoreError(
      code: .unusable, path: file,
      message: "the store's key is missing, without which what is stored would be counted a second time",
      remedy: "Put the key back from a copy, or move the store away for an empty one.")
  }

  static func busy(_ path: String) -> StoreError {
    StoreError(
      code: .busy, path: path, message: "another process holds the store", remedy: "Try again when it is done.")
  }

  static func unusable(_ path: String, _ reason: String) -> StoreError {
    StoreError(
      code: .unusable, path: path, message: "the store cannot be used: \(reason)",
      remedy: "Check the folder and its rights, or name another file with --store.")
  }

  init(_ error: any Error, _ path: String) {
    if let error = error as? StoreError {
      self = error
      return
    }
    guard let error = error as? SQLiteError else {
      self = .unusable(path, "\(error)")
      return
    }
    switch error.code {
    case SQLITE_FULL, SQLITE_IOERR:
      self = StoreError(
        code: .full, path: path, message: "the store cannot be written: the disk is full or failing",
        remedy: "Free space; what was stored before is kept.")
    case SQLITE_BUSY, SQLITE_LOCKED:
      self = .busy(path)
    case SQLITE_CORRUPT, SQLITE_NOTADB: self = .damaged(path, setAside: nil)
    default: self = .unusable(path, error.message)
    }
  }

  private init(code: Code, path: String, message: String, remedy: String) {
    self.code = code
    self.path = path
    self.message = message
    self.remedy = remedy
  }
}
