import CSQLite

/// One connection to a database file. Whoever shares it takes turns.
///
/// Safe: the handle lives from `init` to `deinit`; names and SQL are lent by Swift itself, which ends them in a NUL, and
/// messages are copied before the next call. Any thread may call: SQLite was asked for its own lock.
@safe struct SQLiteConnection: ~Copyable, @unchecked Sendable {
  enum Access {
    case reading
    /// The file is made where there is none.
    case writing
  }

  private let database: OpaquePointer?

  /// - Parameter patience: how long another connection's transaction is waited for.
  init(_ path: String, for access: Access, patience: Duration) throws(SQLiteError) {
    let flags =
      switch access {
      case .reading: SQLITE_OPEN_READONLY
      case .writing: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    var database: OpaquePointer?
    let code = unsafe sqlite3_open_v2(path, &database, flags | SQLITE_OPEN_FULLMUTEX, nil)
    unsafe self.database = database
    guard code == SQLITE_OK else { throw unsafe SQLiteError(code, of: database) }
    unsafe sqlite3_busy_timeout(database, Int32(patience / .milliseconds(1)))
    try execute("PRAGMA foreign_keys = ON")
  }

  /// Statements that still live keep the handle alive.
  deinit { unsafe sqlite3_close_v2(database) }

  // MARK: Statements

  func statement(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
    try unsafe SQLiteStatement(sql, in: database)
  }

  /// Runs statements, separated by semicolons, for their effect.
  func execute(_ sql: String) throws(SQLiteError) {
    let code = unsafe sqlite3_exec(database, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw unsafe SQLiteError(code, of: database) }
  }

  /// The first column of the first row, a whole number; nil where there is no row.
  func integer(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) -> Int? {
    let statement = try statement(sql)
    try statement.bind(values)
    return try statement.step() ? statement.integer(0) : nil
  }

  /// The same of a text.
  func text(_ sql: String) throws(SQLiteError) -> String? {
    let statement = try statement(sql)
    return try statement.step() ? statement.text(0) : nil
  }

  /// The number of the row that was inserted last.
  var lastInsertedRow: Int { Int(unsafe sqlite3_last_insert_rowid(database)) }

  // MARK: Transactions

  /// Runs `body` within a transaction: all of it happens, or nothing.
  ///
  /// One that writes takes its turn at once, and is refused after the connection's patience. What one reads is as it was
  /// at its first statement.
  func transaction<Result>(
    for access: Access, _ body: (borrowing SQLiteConnection) throws -> Result
  ) throws -> Result {
    switch access {
    case .reading: try execute("BEGIN")
    case .writing: try execute("BEGIN IMMEDIATE")
    }
    do {
      let result = try body(self)
      try execute("COMMIT")
      return result
    } catch {
      // SQLite has ended the transaction itself where the disk is full or fails.
      if unsafe sqlite3_get_autocommit(database) == 0 { try? execute("ROLLBACK") }
      throw error
    }
  }
}
