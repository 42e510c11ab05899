import Foundation
import GRDB

/// Opens a store's file, and makes it where there is none.
enum StoreOpening {
  /// How long another process may hold the store, or the turn to open it.
  private static let patience = Duration.seconds(60)
  /// How long SQLite waits for another connection's transaction.
  private static let busyTimeout = 20.0

  static func pool(at path: String, key: String) throws(StoreError) -> DatabasePool {
    let deadline = ContinuousClock.now + patience
    return try OpeningTurn.take(key, store: path, until: deadline) { () throws(StoreError) in
      do {
        return try retried(path, until: deadline)
      } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
        throw StoreError.damaged(path, setAside: StoreFile.setAside(path))
      } catch {
        throw StoreError(error, path)
      }
    }
  }

  /// Programs that know nothing of turns may hold the file, an SQL shell for one.
  private static func retried(_ path: String, until deadline: ContinuousClock.Instant) throws -> DatabasePool {
    while true {
      do {
        return try opened(path)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < deadline {
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
  }

  private static func opened(_ path: String) throws -> DatabasePool {
    try checkIdentity(path)
    var configuration = Configuration()
    configuration.busyMode = .timeout(busyTimeout)
    configuration.maximumReaderCount = 2
    let pool = try DatabasePool(path: path, configuration: configuration)
    // The pool has set NORMAL, with which a crash of the machine may undo what was committed.
    try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    try pool.write { database in
      try checkIdentity(database, path)
      if try Int.fetchOne(database, sql: "PRAGMA user_version") == 0 { try StoreLayout.create(in: database) }
    }
    try pool.read { database in
      guard try String.fetchOne(database, sql: "PRAGMA quick_check(1)") == "ok" else {
        throw DatabaseError(resultCode: .SQLITE_CORRUPT)
      }
    }
    return pool
  }

  /// Throws for a file that is not ours to write, before anything is written.
  private static func checkIdentity(_ path: String) throws {
    guard StoreFile.hasContent(path) else { return }
    do {
      try checkIdentity(path, readonly: true)
    } catch let error as DatabaseError where [.SQLITE_READONLY, .SQLITE_CANTOPEN].contains(error.resultCode) {
      // A process that was killed within a transaction left a journal, which only a writer can undo.
      try checkIdentity(path, readonly: false)
    }
  }

  private static func checkIdentity(_ path: String, readonly: Bool) throws {
    var configuration = Configuration()
    configuration.readonly = readonly
    configuration.busyMode = .timeout(busyTimeout)
    try DatabaseQueue(path: path, configuration: configuration).read { try checkIdentity($0, path) }
  }

  private static func checkIdentity(_ database: Database, _ path: String) throws {
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    guard application == CountStore.applicationID || application == 0 && version == 0 && tables == 0 else {
      throw StoreError.foreign(path)
    }
    guard version <= CountStore.version else { throw StoreError.newer(path, version: version) }
  }
}
