import CSQLite

/// What SQLite refused.
///
/// Safe: SQLite's texts end in a NUL, are never null, and are copied before the next call.
struct SQLiteError: Error, Equatable {
  /// The kind: `SQLITE_BUSY` and the like.
  let code: Int32
  /// A sentence without a full stop.
  let message: String

  init(_ code: Int32, _ message: String) {
    // The upper bytes tell kinds of kinds apart.
    self.code = code & 0xFF
    self.message = message
  }

  /// With SQLite's own text for the kind.
  init(_ code: Int32) { self.init(code, unsafe String(cString: sqlite3_errstr(code))) }

  /// With what SQLite says of the call that failed last on a connection; nil where there is none.
  init(_ code: Int32, of database: OpaquePointer?) {
    if let database = unsafe database {
      self.init(code, unsafe String(cString: sqlite3_errmsg(database)))
    } else {
      self.init(code)
    }
  }

  /// Whether the file is no database, or one whose pages contradict each other.
  var isDamage: Bool { code == SQLITE_CORRUPT || code == SQLITE_NOTADB }
}
