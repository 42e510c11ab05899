import Calibration
import Foundation
import GRDB
import ModelCatalog

/// Tables, and how observations are written to and read from them.
enum StoreLayout {
  static func create(in database: Database) throws {
    try database.execute(
      sql: """
        CREATE TABLE observation (
          id INTEGER PRIMARY KEY,
          request BLOB NOT NULL,
          model TEXT NOT NULL,
          kind TEXT NOT NULL,
          source TEXT NOT NULL,
          day TEXT NOT NULL,
          remote INTEGER NOT NULL,
          local INTEGER NOT NULL,
          lower INTEGER NOT NULL,
          upper INTEGER NOT NULL,
          basis TEXT NOT NULL,
          UNIQUE (request, kind, source, day, remote)
        ) STRICT;
        CREATE INDEX observation_by_model ON observation (model, kind);
        CREATE TABLE share (
          observation INTEGER NOT NULL REFERENCES observation (id) ON DELETE CASCADE,
          place INTEGER NOT NULL,
          rule TEXT NOT NULL,
          tokens INTEGER NOT NULL,
          below INTEGER NOT NULL,
          above INTEGER NOT NULL,
          exact INTEGER NOT NULL,
          PRIMARY KEY (observation, place)
        ) STRICT, WITHOUT ROWID;
        PRAGMA application_id = \(CountStore.applicationID);
        PRAGMA user_version = \(CountStore.version);
        """)
  }

  static func count(in database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT count(*) FROM observation") ?? 0
  }

  static func insert(
    _ observation: Observation, _ key: RequestKey, _ source: String, into database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO observation (request, model, kind, source, day, remote, local, lower, upper, basis)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        key.data, observation.model, observation.kind.rawValue, source, "\(observation.day)", observation.remote,
        observation.local, observation.lower, observation.upper, observation.basis,
      ])
    let id = database.lastInsertedRowID
    for (place, share) in observation.shares.enumerated() {
      try database.execute(
        sql: "INSERT INTO share (observation, place, rule, tokens, below, above, exact) VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [id, place, share.rule, share.tokens, share.below, share.above, share.isExact])
    }
  }

  static func observations(in database: Database, model: String?, source: String?) throws -> [Observation] {
    var shares: [Int64: [Observation.Share]] = [:]
    let parts = try Row.fetchCursor(
      database,
      sql: """
        SELECT share.* FROM share JOIN observation ON observation.id = share.observation
        WHERE (?1 IS NULL OR model = ?1) AND (?2 IS NULL OR source = ?2) ORDER BY observation, place
        """,
      arguments: [model, source])
    while let row = try parts.next() {
      shares[row["observation"], default: []].append(
        Observation.Share(
          rule: row["rule"], tokens: row["tokens"], below: row["below"], above: row["above"], isExact: row["exact"]))
    }
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT * FROM observation WHERE (?1 IS NULL OR model = ?1) AND (?2 IS NULL OR source = ?2) ORDER BY id",
      arguments: [model, source])
    var observations: [Observation] = []
    while let row = try rows.next() {
      guard let day = CalendarDay(row["day"] as String) else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
      observations.append(
        Observation(
          model: row["model"], local: row["local"], lower: row["lower"], upper: row["upper"], basis: row["basis"],
          shares: shares[row["id"]] ?? [], remote: row["remote"], kind: Observation.Kind(rawValue: row["kind"]),
          day: day))
    }
    return observations
  }
}

extension RequestKey {
  /// For a column.
  var data: Data { Data(bytes) }
}
