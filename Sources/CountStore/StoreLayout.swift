import CSQLite
import Calibration
import ModelCatalog

/// Tables, and how observations are written to and read from them.
enum StoreLayout {
  static func create(in database: borrowing SQLiteConnection) throws {
    try database.execute(
      """
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

  static func count(in database: borrowing SQLiteConnection) throws -> Int {
    try database.integer("SELECT count(*) FROM observation") ?? 0
  }

  static func insert(
    _ observations: [(Observation, RequestKey)], _ source: String, into database: borrowing SQLiteConnection
  ) throws {
    let row = try database.statement(
      """
      INSERT OR REPLACE INTO observation (request, model, kind, source, day, remote, local, lower, upper, basis)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    let part = try database.statement(
      "INSERT INTO share (observation, place, rule, tokens, below, above, exact) VALUES (?, ?, ?, ?, ?, ?, ?)")
    for (observation, key) in observations {
      try row.run([
        .blob(key.bytes), .text(observation.model), .text(observation.kind.rawValue), .text(source),
        .text("\(observation.day)"), .integer(observation.remote), .integer(observation.local),
        .integer(observation.lower), .integer(observation.upper), .text(observation.basis),
      ])
      let id = database.lastInsertedRow
      for (place, share) in observation.shares.enumerated() {
        try part.run([
          .integer(id), .integer(place), .text(share.rule), .integer(share.tokens), .integer(share.below),
          .integer(share.above), .integer(share.isExact ? 1 : 0),
        ])
      }
    }
  }

  static func observations(
    in database: borrowing SQLiteConnection, model: String?, source: String?
  ) throws -> [Observation] {
    let chosen: [SQLiteValue] = [SQLiteValue(model), SQLiteValue(source)]
    let parts = try database.statement(
      """
      SELECT observation, rule, tokens, below, above, exact
      FROM share JOIN observation ON observation.id = share.observation
      WHERE (?1 IS NULL OR model = ?1) AND (?2 IS NULL OR source = ?2) ORDER BY observation, place
      """)
    try parts.bind(chosen)
    var shares: [Int: [Observation.Share]] = [:]
    while try parts.step() {
      shares[parts.integer(0), default: []].append(
        Observation.Share(
          rule: parts.text(1), tokens: parts.integer(2), below: parts.integer(3), above: parts.integer(4),
          isExact: parts.integer(5) != 0))
    }
    let rows = try database.statement(
      """
      SELECT id, model, local, lower, upper, basis, remote, kind, day
      FROM observation WHERE (?1 IS NULL OR model = ?1) AND (?2 IS NULL OR source = ?2) ORDER BY id
      """)
    try rows.bind(chosen)
    var observations: [Observation] = []
    while try rows.step() {
      guard let day = CalendarDay(rows.text(8)) else { throw SQLiteError(SQLITE_CORRUPT) }
      observations.append(
        Observation(
          model: rows.text(1), local: rows.integer(2), lower: rows.integer(3), upper: rows.integer(4),
          basis: rows.text(5), shares: shares[rows.integer(0)] ?? [], remote: rows.integer(6),
          kind: Observation.Kind(rawValue: rows.text(7)), day: day))
    }
    return observations
  }
}
