// The system's SQLite, and what Swift cannot say: values that are copied while they are bound.
#ifndef ULLAGE_CSQLITE_H
#define ULLAGE_CSQLITE_H
#include <sqlite3.h>

static inline int ullage_sqlite_bind_text(sqlite3_stmt *statement, int place, const char *text, long length) {
  return sqlite3_bind_text64(statement, place, text, (sqlite3_uint64)length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int ullage_sqlite_bind_blob(sqlite3_stmt *statement, int place, const void *bytes, long length) {
  // A null pointer would bind NULL.
  return sqlite3_bind_blob64(statement, place, length ? bytes : "", (sqlite3_uint64)length, SQLITE_TRANSIENT);
}
#endif
