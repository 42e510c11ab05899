import CSQLite

/// One statement of SQL, compiled.
///
/// Safe: the statement lives from `init` to `deinit` and its connection longer, as SQLite itself sees to; what is bound
/// is copied at once, and what is read before the next step.
@safe struct SQLiteStatement: ~Copyable {
  private let statement: OpaquePointer?
  private let database: OpaquePointer?

  init(_ sql: String, in database: OpaquePointer?) throws(SQLiteError) {
    var statement: OpaquePointer?
    let code = unsafe sqlite3_prepare_v2(database, sql, -1, &statement, nil)
    unsafe self.statement = statement
    unsafe self.database = database
    guard code == SQLITE_OK else { throw unsafe SQLiteError(code, of: database) }
  }

  deinit { unsafe sqlite3_finalize(statement) }

  /// Begins anew with these values for each `?` in turn.
  func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
    unsafe sqlite3_reset(statement)
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      let code =
        switch value {
        case .null: unsafe sqlite3_bind_null(statement, place)
        case .integer(let number): unsafe sqlite3_bind_int64(statement, place, Int64(number))
        case .text(let text): unsafe ullage_sqlite_bind_text(statement, place, text, text.utf8.count)
        case .blob(let bytes): unsafe ullage_sqlite_bind_blob(statement, place, bytes, bytes.count)
        }
      guard code == SQLITE_OK else { throw unsafe SQLiteError(code, of: database) }
    }
  }

  /// Goes on to the next row; false at the end.
  func step() throws(SQLiteError) -> Bool {
    switch unsafe sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw unsafe SQLiteError(code, of: database)
    }
  }

  /// Runs it for its effect.
  func run(_ values: [SQLiteValue]) throws(SQLiteError) {
    try bind(values)
    while try step() {}
  }

  // MARK: The row

  /// A whole number; 0 for a null.
  func integer(_ column: Int32) -> Int { Int(unsafe sqlite3_column_int64(statement, column)) }

  /// A text; empty for a null.
  func text(_ column: Int32) -> String {
    guard let text = unsafe sqlite3_column_text(statement, column) else { return "" }
    let count = Int(unsafe sqlite3_column_bytes(statement, column))
    return unsafe String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
  }
}
