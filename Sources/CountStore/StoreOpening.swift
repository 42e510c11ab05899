import CSQLite

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Opens a store's file, and makes it where there is none.
enum StoreOpening {
  /// How long another process may hold the store, or the turn to open it.
  private static let patience = Duration.seconds(60)
  /// How long SQLite waits for another connection's transaction.
  private static let busyTimeout = Duration.seconds(20)

  static func connection(to path: String, key: String) throws(StoreError) -> SQLiteConnection {
    let deadline = ContinuousClock.now + patience
    return try OpeningTurn.take(key, store: path, until: deadline) { () throws(StoreError) in
      do {
        return try retried(path, until: deadline)
      } catch let error as SQLiteError where error.isDamage {
        throw StoreError.damaged(path, setAside: StoreFile.setAside(path))
      } catch {
        throw StoreError(error, path)
      }
    }
  }

  /// Programs that know nothing of turns may hold the file, an SQL shell for one.
  private static func retried(_ path: String, until deadline: ContinuousClock.Instant) throws -> SQLiteConnection {
    while true {
      do {
        return try opened(path)
      } catch let error as SQLiteError where error.code == SQLITE_BUSY && ContinuousClock.now < deadline {
        usleep(10_000)
      }
    }
  }

  private static func opened(_ path: String) throws -> SQLiteConnection {
    try checkIdentity(path)
    let database = try SQLiteConnection(path, for: .writing, patience: busyTimeout)
    guard try database.text("PRAGMA journal_mode = WAL") == "wal" else {
      throw SQLiteError(SQLITE_ERROR, "the file system has no write-ahead log")
    }
    // With anything less a crash of the machine may undo what was committed.
    try database.execute("PRAGMA synchronous = FULL")
    try database.transaction(for: .writing) { database in
      try checkIdentity(database, path)
      if try database.integer("PRAGMA user_version") == 0 { try StoreLayout.create(in: database) }
    }
    guard try database.text("PRAGMA quick_check(1)") == "ok" else { throw SQLiteError(SQLITE_CORRUPT) }
    return database
  }

  /// Throws for a file that is not ours to write, before anything is written.
  private static func checkIdentity(_ path: String) throws {
    guard StoreFile.hasContent(path) else { return }
    do {
      try checkIdentity(path, for: .reading)
    } catch let error as SQLiteError where [SQLITE_READONLY, SQLITE_CANTOPEN].contains(error.code) {
      // A process that was killed within a transaction left a journal, which only a writer can undo.
      try checkIdentity(path, for: .writing)
    }
  }

  private static func checkIdentity(_ path: String, for access: SQLiteConnection.Access) throws {
    let database = try SQLiteConnection(path, for: access, patience: busyTimeout)
    try database.transaction(for: .reading) { try checkIdentity($0, path) }
  }

  private static func checkIdentity(_ database: borrowing SQLiteConnection, _ path: String) throws {
    let application = try database.integer("PRAGMA application_id") ?? 0
    let version = try database.integer("PRAGMA user_version") ?? 0
    let tables = try database.integer("SELECT count(*) FROM sqlite_master") ?? 0
    guard application == CountStore.applicationID || application == 0 && version == 0 && tables == 0 else {
      throw StoreError.foreign(path)
    }
    guard version <= CountStore.version else { throw StoreError.newer(path, version: version) }
  }
}
